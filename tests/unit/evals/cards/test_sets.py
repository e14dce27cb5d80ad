"""Every mutation set, tried on its check's own examples: quick, and without a shop."""

import pytest

from frankly.domain.seed import derive
from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.cards.dealing import deal, look
from frankly.evals.cards.sets.registry import SETS
from frankly.evals.cases.case import Cell
from frankly.evals.checks.check import Bench
from frankly.evals.checks.registry import CHECKS
from frankly.evals.checks.words.length import CHECK as LENGTH
from frankly.evals.judging.judge import bench_of
from frankly.evals.runs.output import Output
from frankly.settings import Settings


@pytest.fixture(scope="module")
def bench() -> Bench:
    return bench_of(Settings())


def good_outputs(name: str) -> list[Output]:
    """Outputs of examples that pass, each in a cell of its own."""
    made = [example.output for example in CHECKS[name].examples() if example.passes]
    return [output.model_copy(update={"cell": named(output.cell, at)}) for at, output in enumerate(made)]


def named(cell: Cell, at: int) -> Cell:
    return cell.model_copy(update={"case": f"example-{at}", "variables": {"locale": "en"}})


def test_every_check_that_wants_to_count_has_a_mutation_set() -> None:
    assert {name for name, check in CHECKS.items() if check.gates} - SETS.keys() == set()


@pytest.mark.parametrize("name", SETS)
def test_a_set_damages_in_at_least_one_way_and_names_its_check(name: str) -> None:
    mutations = SETS[name]
    assert mutations.check == name
    assert mutations.damages or mutations.remakes
    assert not mutations.damages.keys() & mutations.remakes.keys()


@pytest.mark.parametrize("name", ["length", "contains", "equals", "leaks", "rank", "permutation", "cost"])
async def test_a_check_passes_good_outputs_and_sees_every_damage(name: str, bench: Bench) -> None:
    dealt = await deal(CHECKS[name], SETS[name], good_outputs(name), bench, seed=7)
    assert dealt.missed == []
    assert dealt.alarms == []


# Damages are made for answers of the shop; examples of these checks are shorter than any answer.
@pytest.mark.parametrize("name", sorted(SETS.keys() - {"filters", "sensitivity", "schema"}))
def test_a_damage_leaves_the_good_output_as_it_is(name: str) -> None:
    mutations = SETS[name]
    outputs = good_outputs(name)
    for output in outputs:
        before = output.model_dump_json()
        pick = Pick(derive(1, name), outputs)
        if mutations.options(output, pick) is not None:
            for damage in mutations.damages.values():
                damage(output, pick)
        assert output.model_dump_json() == before


async def test_a_blind_check_gets_a_card_that_says_so(bench: Bench) -> None:
    class Blind(type(LENGTH)):  # type: ignore[misc]
        def look(self, output: object, options: object, bench: object) -> object:
            return super().look(good_outputs("length")[0], options, bench)

    dealt = await deal(Blind(), SETS["length"], good_outputs("length"), bench, seed=7)
    assert dealt.card.recall.share < 1
    assert dealt.missed != []


async def test_what_breaks_a_check_was_not_seen(bench: Bench) -> None:
    class Broken(type(LENGTH)):  # type: ignore[misc]
        def look(self, output: object, options: object, bench: object) -> object:
            raise RuntimeError("no")

    check = Broken()
    found = look(check, good_outputs("length")[0], {}, bench)
    assert (found.outcome, found.why) == ("error", "RuntimeError: no")
    dealt = await deal(check, SETS["length"], good_outputs("length"), bench, seed=7)
    assert dealt.card.alarmed == dealt.card.untouched > 0
    assert dealt.card.recall.hits == 0


async def test_what_a_check_skips_is_left_out(bench: Bench) -> None:
    silent = [output.model_copy(update={"texts": ()}) for output in good_outputs("length")]
    mutations = MutationSet("length", SETS["length"].module, "plain", options=lambda output, pick: {"most": 5})
    dealt = await deal(CHECKS["length"], mutations, silent, bench, seed=7)
    assert (dealt.card.untouched, dealt.card.damaged) == (0, 0)


async def test_where_there_is_nothing_to_choose_from_nothing_is_damaged(bench: Bench) -> None:
    def broken(output: Output, pick: Pick) -> Output | None:
        return pick.one([], "nothing")

    mutations = MutationSet(
        "length", SETS["length"].module, "plain", {"broken": broken}, options=lambda output, pick: {"most": 500}
    )
    dealt = await deal(CHECKS["length"], mutations, good_outputs("length"), bench, seed=7)
    assert dealt.card.damaged == 0
    assert dealt.card.untouched > 0
