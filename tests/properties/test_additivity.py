"""A score is the sum of its evidence: leaving one fact out changes each score by exactly what that fact contributed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.acts import Acts
from frankly.domain.person.event import EventKind
from frankly.domain.situation import Situation
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import weighed
from frankly.stages.evidence.collect import collect
from frankly.stages.evidence.cut import columns
from frankly.testing import situations as drawn
from tests.properties.asked import Asked, ask, situated, situations

Weighed = dict[tuple[str, PieceKey], list[int]]


def every_row(situation: Situation) -> NDArray[np.int64]:
    return np.arange(len(situation.snapshot))


def weigh_all(situation: Situation) -> Weighed:
    """(source, fact) → its contribution to every item of the catalogue; facts that contribute nothing are left out."""
    rows = every_row(situation)
    found: Weighed = {}
    for source in SOURCES.values():
        block = weighed(source, situation, rows)
        for piece, units in zip(block.pieces, block.units, strict=True):
            assert (source.name, piece.key) not in found, "a source tells one fact once"
            found[source.name, piece.key] = units.tolist()
    return found


def full(seed: int, rows: int, acts: int) -> Situation:
    """Someone about whom everything is known, on a surface where every source speaks."""
    snapshot = drawn.snapshot(seed, rows)
    surface = drawn.surface(seed, rows)
    sources = {name: policy.model_copy(update={"weight": 700_001}) for name, policy in surface.sources.items()}
    context = drawn.RequestContext(item="i0", query="tag1 creator0 word3", basket=("i1", "i2"), part_of_day="evening")
    return situated(
        snapshot,
        surface.model_copy(update={"sources": sources}),
        drawn.record(seed, snapshot, acts),
        context,
        occasion=("i0", "i2"),
    )


known_people = st.builds(full, drawn.seeds, rows=st.integers(3, 40), acts=st.integers(1, 40))


@given(situations)
def test_leaving_one_piece_out_changes_each_score_by_exactly_that_piece_s_contribution(situation: Situation) -> None:
    ledger = ask(situation).found.ledger
    scores = ledger.scores()
    contributions = [
        {piece.key: sum(parts.values()) for piece, parts in ledger.contributions(column)}
        for column in range(len(ledger.rows))
    ]
    assert scores.tolist() == [sum(parts.values()) for parts in contributions]
    for key in {piece.key for block in ledger.blocks for piece in block.pieces}:
        changed = (scores - ledger.without(key).scores()).tolist()
        assert changed == [parts.get(key, 0) for parts in contributions]


@given(known_people, st.data())
def test_a_source_that_never_knew_an_act_differs_by_that_act_alone(situation: Situation, data: st.DataObject) -> None:
    acts = list(situation.profile.acts)
    if not acts:
        return
    gone = data.draw(st.sampled_from(acts))
    profile = replace(situation.profile, acts=Acts.of([piece for piece in acts if piece is not gone]))
    before = weigh_all(situation)
    assert weigh_all(replace(situation, profile=profile)) == {
        (source, key): units for (source, key), units in before.items() if key != gone.key
    }


@given(known_people, st.data())
def test_a_source_that_never_knew_a_stated_fact_differs_by_that_fact_alone(
    situation: Situation, data: st.DataObject
) -> None:
    if not situation.profile.stated:
        return
    gone = data.draw(st.sampled_from(list(situation.profile.stated)))
    profile = replace(situation.profile, stated=[piece for piece in situation.profile.stated if piece is not gone])
    assert weigh_all(replace(situation, profile=profile)) == left_after(situation, gone.key, opens=gone.anchor)


def left_after(situation: Situation, key: PieceKey, *, opens: str | None) -> Weighed:
    """All but one fact; what is popular in the category that it alone made matter goes with it."""
    return {
        (source, other): units
        for (source, other), units in weigh_all(situation).items()
        if other != key and not (source == "popular_in_category" and other[2] == opens and _alone(situation, other[2]))
    }


def _alone(situation: Situation, category: str) -> bool:
    """Whether nothing but a stated fact (or the item being looked at) makes a category matter."""
    names = situation.snapshot.categories.names
    by_acts = category in {names[code] for code in situation.profile.established}
    return not by_acts and len(_reasons(situation, category)) == 1


def _reasons(situation: Situation, category: str) -> list[str]:
    stated = [
        piece.anchor
        for piece in situation.profile.stated
        if piece.kind is EvidenceKind.STATED_INTEREST and piece.anchor == category and piece.anchor_type == "category"
    ]
    snapshot = situation.snapshot
    row = snapshot.row_of.get(str(situation.context.item), -1)
    code = int(snapshot.main_category[row]) if row >= 0 else -1
    return stated + ([category] if code >= 0 and snapshot.categories.names[code] == category else [])


CONTEXT: list[tuple[str, Callable[[Situation], object], EvidenceKind, object]] = [
    ("query", lambda situation: situation.context.query, EvidenceKind.SEARCH_MATCH, None),
    ("part_of_day", lambda situation: situation.context.part_of_day, EvidenceKind.PART_OF_DAY, None),
    ("basket", lambda situation: "i2", EvidenceKind.BASKET_ITEM, ("i1",)),
    ("item", lambda situation: situation.context.item, EvidenceKind.CONTEXT_ITEM, None),
]


@pytest.mark.parametrize(("field", "anchor", "kind", "instead"), CONTEXT, ids=[case[0] for case in CONTEXT])
@given(situation=known_people)
def test_a_source_that_never_knew_a_fact_of_the_moment_differs_by_that_fact_alone(
    field: str, anchor: Callable[[Situation], object], kind: EvidenceKind, instead: object, situation: Situation
) -> None:
    gone = str(anchor(situation))
    context = situation.context.model_copy(update={field: instead})
    row = situation.snapshot.row_of.get(gone, -1)
    code = int(situation.snapshot.main_category[row]) if field == "item" and row >= 0 else -1
    opens = situation.snapshot.categories.names[code] if code >= 0 else None
    remaining = {
        (source, key): units
        for (source, key), units in left_after(situation, (kind, "none", ""), opens=opens).items()
        if key[0] is not kind or key[2] != gone
    }
    assert weigh_all(replace(situation, context=context)) == remaining


@given(known_people)
def test_a_source_that_never_knew_a_segment_a_region_or_a_boost_differs_by_that_alone(situation: Situation) -> None:
    before = weigh_all(situation)
    segments = replace(situation, segments=situation.segments[1:])
    regions = replace(situation, profile=replace(situation.profile, region=None))
    reason = "reason 1"
    boosts = tuple(boost for boost in situation.surface.editorial.boosts if boost.because != reason)
    editorial = situation.surface.editorial.model_copy(update={"boosts": boosts})
    unboosted = replace(situation, surface=situation.surface.model_copy(update={"editorial": editorial}))
    for changed, kind, anchor in (
        (segments, EvidenceKind.POPULAR_IN_SEGMENT, situation.segments[0]),
        (regions, EvidenceKind.POPULAR_IN_REGION, None),
        (unboosted, EvidenceKind.EDITORIAL, reason),
    ):
        assert weigh_all(changed) == {
            (source, key): units
            for (source, key), units in before.items()
            if key[0] is not kind or (anchor is not None and key[2] != anchor)
        }


def evidence_of(asked: Asked) -> list[tuple[int, list[int], list[int]]]:
    """For each slot its score, the contributions of its evidence, and the sums over sources of each."""
    cut = columns(asked.found.ledger, asked.slate)
    items = collect(asked.situation, asked.slate, cut, most=len(cut.pieces))
    return [
        (
            slot.score,
            [evidence.contribution for evidence in item.evidence],
            [sum(evidence.sources.values()) for evidence in item.evidence],
        )
        for slot, item in zip(asked.slate.slots, items, strict=True)
    ]


@given(situations)
def test_the_evidence_of_an_item_adds_up_to_its_score(situation: Situation) -> None:
    for score, contributions, by_source in evidence_of(ask(situation)):
        assert sum(contributions) == score
        assert by_source == contributions


@given(situations)
def test_no_evidence_of_an_act_is_told_of_another_kind_of_act(situation: Situation) -> None:
    asked = ask(situation)
    acts = {piece.key for piece in situation.profile.acts}
    cut = columns(asked.found.ledger, asked.slate)
    with_time = [piece for piece in cut.pieces if piece.anchor_type == "item" and piece.at_ms >= 0]
    assert {piece.key for piece in with_time} <= acts
    assert {piece.kind for piece in with_time} <= {EvidenceKind(kind) for kind in EvidenceKind if kind not in EventKind}
