"""Shortcuts of finding candidates change nothing: early proposals, and evidence that is weighed pair by pair."""

from dataclasses import replace

import numpy as np
from hypothesis import given

from frankly.domain.situation import Situation
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import find, propose_unasked, queries
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import weighed
from tests.properties.asked import situations

SPARSE = [source for source in SOURCES.values() if source.entries is not None]


@given(situations)
def test_evidence_weighed_pair_by_pair_is_that_of_the_whole_table(situation: Situation) -> None:
    rows = np.arange(len(situation.snapshot), dtype=np.int64)
    assert SPARSE
    for source in SPARSE:
        if source.name in situation.surface.sources:
            by_pair = weighed(source, situation, rows)
            by_table = weighed(replace(source, entries=None), situation, rows)
            assert list(by_pair.pieces) == list(by_table.pieces)
            assert by_pair.units.tolist() == by_table.units.tolist()
            assert by_pair.units.dtype == by_table.units.dtype


@given(situations)
def test_what_sources_propose_early_is_what_they_propose_later(situation: Situation) -> None:
    asked, _ = queries(situation)
    answers = nearest(situation.snapshot, asked)
    late = find(situation, answers)
    early = find(situation, answers, proposed=propose_unasked(situation, asked))
    assert early.candidates.rows.tolist() == late.candidates.rows.tolist()
    assert list(early.candidates.found_by) == list(late.candidates.found_by)
    assert early.ledger.scores().tolist() == late.ledger.scores().tolist()
