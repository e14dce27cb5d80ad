"""Causal classes of grounds are those of brute force: leave every fact out of the whole ledger, and rank."""

from collections.abc import Iterable
from functools import partial, reduce

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from frankly.domain.deciding.leaving_out import Facts, LeavingOut
from frankly.domain.deciding.ledger import Block, Ledger, PieceKey
from frankly.domain.deciding.slate import HELD
from frankly.domain.evidence import how_personal
from frankly.domain.situation import Situation
from frankly.pipelines.explaining.rerunning import trials_of, unexplored
from frankly.stages.evidence.causes import Trials, classes, contributes, facts_of, necessary_sets
from frankly.stages.evidence.causes_live import MOST_RERUNS, LiveCauses
from frankly.stages.evidence.collect import ItemEvidence, collect
from frankly.stages.evidence.cut import SlateLedger, columns
from frankly.stages.ranking.again import Reranker
from frankly.stages.ranking.rank import rank
from frankly.testing import situations as drawn
from tests.properties.asked import Asked, ask, situated, situations


def _same(trials: Trials) -> Trials:
    return trials


def without(ledger: Ledger, facts: Iterable[PieceKey]) -> Ledger:
    return reduce(Ledger.without, sorted(facts), ledger)


def alone(ledger: Ledger, facts: Facts) -> Ledger:
    blocks = []
    for block in ledger.blocks:
        keep = [
            place
            for place, piece in enumerate(block.pieces)
            if piece.key in facts or how_personal(piece.kind) == "none"
        ]
        blocks.append(Block.of(block.source, [block.pieces[place] for place in keep], block.units[keep]))
    return Ledger(ledger.rows, tuple(blocks))


def slate_of(asked: Asked, ledger: Ledger) -> set[int]:
    """Columns of the slate over another ledger, what was drawn held fixed."""
    found = [slot.column for slot in rank(unexplored(asked.situation), ledger, asked.filtered).slots]
    for place, slot in enumerate(asked.slate.slots):
        if slot.origin == "exploration" and slot.column not in found:
            found[place : place + 1] = [slot.column]
    return set(found)


def gathered(asked: Asked) -> tuple[SlateLedger, list[ItemEvidence]]:
    cut = columns(asked.found.ledger, asked.slate)
    return cut, collect(asked.situation, asked.slate, cut)


@given(situations, st.data())
def test_what_is_left_of_a_ledger_is_what_leaving_out_every_fact_leaves(
    situation: Situation, data: st.DataObject
) -> None:
    asked = ask(situation)
    ledger = asked.found.ledger
    keys = sorted({piece.key for block in ledger.blocks for piece in block.pieces})
    some = frozenset(data.draw(st.lists(st.sampled_from(keys), max_size=6))) if keys else frozenset()
    leaving = LeavingOut(ledger)
    slow = without(ledger, some)
    assert leaving.without(some).scores().tolist() == slow.scores().tolist()
    assert leaving.part(some).tolist() == (ledger.scores() - slow.scores()).tolist()
    assert leaving.alone(some).scores().tolist() == alone(ledger, some).scores().tolist()
    assert leaving.scores_without(some).tolist() == leaving.without(some).scores().tolist()
    assert leaving.scores_alone(some).tolist() == leaving.alone(some).scores().tolist()
    for fast_block in leaving.without(some).blocks:
        assert fast_block.units.sum(axis=0).tolist() == fast_block.totals.tolist()
        places = np.arange(len(fast_block.pieces))[::2]
        assert fast_block.part(places).tolist() == fast_block.units[places].sum(axis=0).tolist()


@settings(max_examples=40)
@given(situations)
def test_classes_are_those_of_brute_force(situation: Situation) -> None:
    asked = ask(situation)
    cut, items = gathered(asked)
    trials = trials_of(situation, asked.found.ledger, asked.filtered, asked.slate)
    for slot, behind in zip(asked.slate.slots, items, strict=True):
        made_of = [facts_of(cut.pieces, ground) for ground in behind.grounds]
        found = classes(trials, slot.column, behind.grounds, made_of)
        for ground, facts, one in zip(behind.grounds, made_of, found, strict=True):
            is_held = slot.origin in HELD
            gone = slot.column not in slate_of(asked, without(asked.found.ledger, facts))
            stays = slot.column in slate_of(asked, alone(asked.found.ledger, facts))
            assert one.is_necessary == (gone and not is_held)
            assert one.is_sufficient == (stays and not is_held)
            units = cut.whole[:, asked.slate.slots.index(slot)]
            assert (
                one.is_contributing == (10 * ground.contribution >= int(units[units > 0].sum())) == contributes(ground)
            )


@settings(max_examples=40)
@given(situations)
def test_a_necessary_set_takes_the_item_out_and_no_part_of_it_does(situation: Situation) -> None:
    asked = ask(situation)
    cut, items = gathered(asked)
    trials = trials_of(situation, asked.found.ledger, asked.filtered, asked.slate)
    for slot, behind in zip(asked.slate.slots, items, strict=True):
        made_of = [facts_of(cut.pieces, ground) for ground in behind.grounds]
        for some in necessary_sets(trials, slot.column, behind.grounds, made_of):
            facts = [made_of[place] for place in some]
            assert slot.column not in slate_of(asked, without(asked.found.ledger, frozenset().union(*facts)))
            for left in range(len(facts)):
                fewer = frozenset().union(*facts[:left], *facts[left + 1 :])
                assert slot.column in slate_of(asked, without(asked.found.ledger, fewer))


@given(situations, st.data())
def test_ranking_again_gives_what_ranking_gives(situation: Situation, data: st.DataObject) -> None:
    asked = ask(situation)
    calm = unexplored(situation)
    keys = sorted({piece.key for block in asked.found.ledger.blocks for piece in block.pieces})
    leaving, reranker = (
        LeavingOut(asked.found.ledger),
        Reranker(situation, asked.found.ledger, asked.filtered),
    )
    for _ in range(3):
        some = frozenset(data.draw(st.lists(st.sampled_from(keys), max_size=9))) if keys else frozenset()
        for ledger in (leaving.without(some), leaving.alone(some), asked.found.ledger):
            slots = rank(calm, ledger, asked.filtered).slots
            assert reranker.slate(ledger.scores(), ledger) == [slot.column for slot in slots]


@settings(max_examples=60)
@given(situations)
def test_what_a_request_takes_for_necessary_is_necessary_and_it_tries_no_more_than_it_may(situation: Situation) -> None:
    asked = ask(situation)
    cut, items = gathered(asked)
    trials = trials_of(situation, asked.found.ledger, asked.filtered, asked.slate)
    live = LiveCauses(asked.slate, cut, asked.found.ledger, partial(_same, trials))
    for index, behind in enumerate(items):
        causes = live.of(index, behind.grounds)
        slot = asked.slate.slots[index]
        for number, ground in enumerate(behind.grounds, start=1):
            if causes[f"g{number}"] == "necessary":
                facts = facts_of(cut.pieces, ground)
                assert slot.origin not in HELD
                assert slot.column not in slate_of(asked, without(asked.found.ledger, facts))
                assert len(ground.evidence) > 1 or causes[ground.evidence[0]] == "necessary"
        assert set(causes.values()) <= {"necessary", "contributing"}
        assert causes.get("e999") is None
    assert trials.number <= MOST_RERUNS


def test_a_request_finds_what_is_necessary() -> None:
    """The screens are there to save time: of drawn people many an item hangs on one ground, and that is seen."""
    found = 0
    for seed in range(12):
        snapshot = drawn.snapshot(seed, 60)
        asked = ask(situated(snapshot, drawn.surface(seed, 60, size=6), drawn.record(seed, snapshot, 12)))
        cut, items = gathered(asked)
        trials = trials_of(asked.situation, asked.found.ledger, asked.filtered, asked.slate)
        live = LiveCauses(asked.slate, cut, asked.found.ledger, partial(_same, trials))
        found += sum(live.of(index, one.grounds).get("g1") == "necessary" for index, one in enumerate(items))
    assert found >= 5
