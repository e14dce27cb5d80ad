"""The check itself: what is true passes, and each way to be wrong is found."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import Anchor, Cause, EvidenceKind, Ground
from frankly.domain.situation import Situation
from frankly.evals.faithfulness.case import ledger_of
from frankly.evals.faithfulness.check import Fault, check, moves_uncited
from frankly.evals.faithfulness.controls import is_wrong, of_another_item, of_another_person
from frankly.evals.faithfulness.explanations import Explanation, explanations, place_cited
from frankly.evals.faithfulness.reruns import OWN, Change, Outcome, Reruns, own_facts, request_of
from frankly.evals.world import World
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.sources import popular

Claims = dict[str, Cause]


async def said_of(reruns: Reruns, claims: Claims) -> list[Explanation]:
    return list(explanations((await reruns.base()).decided, claims))


async def test_what_is_said_of_a_reader_comes_true(mara: Reruns, claims: Claims) -> None:
    said = await said_of(mara, claims)
    assert len(said) > 20
    assert {cause for one in said for cause in one.causes} == {"necessary", "sufficient", "contributing"}
    assert {one.how for one in said} >= {"told", "classified"}
    for one in said:
        assert (await check(mara, one)).faults == frozenset(), one


def test_a_sentence_tells_the_smallest_ground_that_holds_all_it_cites() -> None:
    grounds = [_ground("e2", "e17", "e16"), _ground("e1"), _ground("e2")]
    for cited, place in (((), None), (("e2",), 2), (("e17",), 0), (("e2", "e16"), 0), (("e1", "e2"), None)):
        assert place_cited(grounds, cited) == place


def _ground(*evidence: str) -> Ground:
    kind, anchor = EvidenceKind.ADDED_TO_CART, Anchor(type="item", value="south")
    return Ground(kind=kind, anchor=anchor, evidence=evidence, count=len(evidence), contribution=1, share_ppm=1)


async def test_a_wrong_amount_is_found_to_the_last_unit(mara: Reruns, claims: Claims) -> None:
    for one in (await said_of(mara, claims))[:8]:
        for wrong in (one.contribution + 1, one.contribution - 1):
            assert "amount" in (await check(mara, replace(one, contribution=wrong))).faults


@pytest.mark.parametrize(
    ("cause", "fault"), [("necessary", "stayed"), ("sufficient", "left"), ("contributing", "weak")]
)
async def test_a_false_class_is_found(mara: Reruns, cause: Cause, fault: Fault) -> None:
    base = await mara.base()
    said = [replace(weakest(base, index), causes=frozenset({cause})) for index in range(len(base.rows))]
    found = [(await check(mara, one)).faults for one in said]
    assert set(found) <= {frozenset({fault}), frozenset()}
    # Some books are so popular that any act suffices.
    assert sum(map(bool, found)) >= (3 if cause == "sufficient" else len(found))


def weakest(outcome: Outcome, index: int) -> Explanation:
    """The act that contributes least to an item, with the true amount: it is nothing of what may be claimed of it."""
    cut, slot = outcome.decided.cut, outcome.decided.slate.slots[index]
    own = [place for place in np.flatnonzero(cut.whole[:, index] > 0).tolist() if cut.pieces[place].kind in OWN]
    least = min(own, key=lambda place: int(cut.whole[place, index]))
    piece, units = cut.pieces[least], int(cut.whole[least, index])
    return Explanation(slot.row, piece.kind, frozenset({piece.key}), frozenset(), units, frozenset(), "classified")


async def test_an_explanation_of_another_item_is_refused(mara: Reruns, claims: Claims) -> None:
    decided, said = (await mara.base()).decided, await said_of(mara, claims)
    rows = [slot.row for slot in decided.slate.slots]
    offered = [
        one for item in said[::5] for one in of_another_item(item, said) if is_wrong(decided, rows.index(item.row), one)
    ]
    assert len(offered) > 20
    assert not [one for one in offered if (await check(mara, one)).holds]


async def test_an_explanation_of_another_person_is_refused(world: World, mara: Reruns, claims: Claims) -> None:
    other = Reruns(world, "reader-0007", request_of("reader-0007", "home", "de"))
    theirs = await said_of(other, claims)
    decided, said = (await mara.base()).decided, await said_of(mara, claims)
    rows = [slot.row for slot in decided.slate.slots]
    offered = [one for one in of_another_person(said[0], theirs) if is_wrong(decided, rows.index(said[0].row), one)]
    assert offered
    assert not [one for one in offered if (await check(mara, one)).holds]


async def test_a_true_statement_is_no_control_whoever_it_was_made_of(mara: Reruns, claims: Claims) -> None:
    decided, said = (await mara.base()).decided, await said_of(mara, claims)
    rows = [slot.row for slot in decided.slate.slots]
    assert not [one for one in said if is_wrong(decided, rows.index(one.row), one)]


async def test_nothing_outside_an_items_ledger_moves_it(mara: Reruns) -> None:
    base = await mara.base()
    for index, slot in enumerate(base.decided.slate.slots):
        ledger = ledger_of(base, index)
        assert own_facts(base.decided) - ledger, "something is outside"
        assert not await moves_uncited(mara, slot.row, ledger)


def influenced(situation: Situation, rows: NDArray[np.int64]) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Popularity that grows with every act of the person, and names none."""
    pieces, units = popular.weigh_popular(situation, rows)
    return pieces, units + 1_000 * len(situation.profile.acts)


@pytest.fixture
def hidden_influence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, "popular", replace(SOURCES["popular"], weigh=influenced))


@pytest.mark.usefixtures("hidden_influence")
async def test_an_influence_that_is_not_cited_is_found(mara: Reruns) -> None:
    base = await mara.base()
    acts = {piece.key for piece in base.decided.situation.profile.acts}
    found = []
    for index, slot in enumerate(base.decided.slate.slots):
        ledger = ledger_of(base, index)
        found.append(await moves_uncited(mara, slot.row, ledger))
        assert found[-1] == bool(acts - ledger), "where every act is cited there is none left to influence"
    assert sum(found) > len(found) // 2


@pytest.mark.usefixtures("hidden_influence")
async def test_a_hidden_influence_makes_amounts_wrong(mara: Reruns, claims: Claims) -> None:
    said = [one for one in await said_of(mara, claims) if one.facts]
    assert said
    for one in said[:6]:
        assert "amount" in (await check(mara, one)).faults


async def test_acts_that_had_never_been_change_more_than_they_say(mara: Reruns, claims: Claims) -> None:
    said = [one for one in await said_of(mara, claims) if one.facts]
    literal = [await check(mara, one, is_literal=True) for one in said]
    assert any(not found.holds for found in literal), "lags are counted anew, so this says what leaving out does not"
    gone = await mara.again(Change(said[0].facts, is_literal=True))
    assert own_facts(gone.decided) == own_facts((await mara.base()).decided) - said[0].facts


async def test_each_question_is_answered_once(mara: Reruns, claims: Claims) -> None:
    for one in (await said_of(mara, claims))[:4]:
        await check(mara, one)
    number = mara.number
    for one in (await said_of(mara, claims))[:4]:
        await check(mara, one)
    assert mara.number == number
