"""Facts that are left out as evidence change each score by exactly their contributions; all else stays as it is."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.situation import Situation
from frankly.stages.candidates.find import enabled
from frankly.stages.candidates.source import weighed
from frankly.testing import situations as drawn
from tests.properties.asked import situated


def ledger_of(situation: Situation) -> Ledger:
    rows = np.arange(len(situation.snapshot), dtype=np.int64)
    return Ledger(rows, tuple(weighed(source, situation, rows) for source in enabled(situation)))


def masks(situation: Situation) -> tuple[object, ...]:
    profile = situation.profile
    return profile.established, profile.consumed, profile.hidden, profile.disliked, profile.seen, profile.region


def said_of(ledger: Ledger, facts: frozenset[tuple[object, ...]]) -> NDArray[np.int64]:
    total = np.zeros(len(ledger.rows), np.int64)
    for block in ledger.blocks:
        places = [place for place, piece in enumerate(block.pieces) if piece.key in facts]
        total += block.units[places].sum(axis=0)
    return total


@given(drawn.seeds, st.integers(3, 40), st.integers(0, 40), st.data())
def test_leaving_facts_out_of_a_record_takes_exactly_what_they_contribute(
    seed: int, rows: int, acts: int, data: st.DataObject
) -> None:
    snapshot = drawn.snapshot(seed, rows)
    surface, record = drawn.surface(seed, rows), drawn.record(seed, snapshot, acts)
    whole = situated(snapshot, surface, record)
    own = [piece.key for piece in (*whole.profile.acts, *whole.profile.stated)]
    gone = frozenset(data.draw(st.lists(st.sampled_from(own)))) if own else frozenset()
    less = situated(snapshot, surface, replace(record, left_out=gone))
    before, after = ledger_of(whole), ledger_of(less)
    assert (before.scores() - after.scores()).tolist() == said_of(before, gone).tolist()
    assert masks(less) == masks(whole)
    lags = {piece.key: piece.lag for piece in whole.profile.acts}
    assert all(piece.lag == lags[piece.key] for piece in less.profile.acts)
    assert (less.profile.version == whole.profile.version) == (not gone)


def test_a_fact_that_nobody_has_leaves_nothing_out() -> None:
    snapshot = drawn.snapshot(3, 30)
    surface, record = drawn.surface(3, 30), drawn.record(3, snapshot, 20)
    strange = replace(record, left_out=frozenset({("viewed", "item", "of nobody")}))
    one, other = (ledger_of(situated(snapshot, surface, told)).scores() for told in (record, strange))
    assert one.tolist() == other.tolist()
