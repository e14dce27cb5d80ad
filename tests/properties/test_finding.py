"""Shortcuts of finding candidates change nothing: early proposals, and sums without their single contributions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.situation import Situation
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import enabled, find, propose_unasked, queries
from frankly.stages.candidates.source import weighed
from tests.properties.asked import situations


@given(situations)
def test_what_a_source_says_of_an_item_is_the_sum_of_what_its_pieces_contribute(situation: Situation) -> None:
    rows = np.arange(len(situation.snapshot), dtype=np.int64)
    for source in enabled(situation):
        block = weighed(source, situation, rows)
        assert block.totals.tolist() == block.units.sum(axis=0).tolist()
        assert (block.totals.dtype, block.units.dtype) == (np.int64, np.int64)


@given(situations, st.data())
def test_contributions_to_some_items_are_those_of_the_whole_table(situation: Situation, data: st.DataObject) -> None:
    rows = np.arange(len(situation.snapshot), dtype=np.int64)
    some = np.array(data.draw(st.lists(st.sampled_from(rows.tolist()), unique=True) if len(rows) else st.just([])), int)
    for source in enabled(situation):
        block, alone = weighed(source, situation, rows), weighed(source, situation, some)
        assert block.table(some).tolist() == block.units[:, some].tolist()
        assert alone.totals.tolist() == block.totals[some].tolist()


@given(situations)
def test_what_sources_propose_early_is_what_they_propose_later(situation: Situation) -> None:
    asked, _ = queries(situation)
    answers = nearest(situation.snapshot, asked)
    late = find(situation, answers)
    early = find(situation, answers, proposed=propose_unasked(situation, asked))
    assert early.candidates.rows.tolist() == late.candidates.rows.tolist()
    assert list(early.candidates.found_by) == list(late.candidates.found_by)
    assert early.ledger.scores().tolist() == late.ledger.scores().tolist()
