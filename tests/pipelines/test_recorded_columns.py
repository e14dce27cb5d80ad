"""The wide columns of a record say what the ledger and the candidates say, however large the numbers are."""

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.domain.deciding.candidate import Candidates
from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.slate import Slate
from frankly.domain.evidence import EVIDENCE_CODES, EvidenceKind
from frankly.domain.person.history import History
from frankly.pipelines.request.recorded_columns import candidates_of, ledger_of
from frankly.stages.evidence.cut import SlateLedger, name_of, places_of

NO_ACTS = History(
    event_ids=[],
    kinds=np.empty(0, np.int8),
    item_ids=[],
    at_ms=np.empty(0, np.int64),
    values=np.empty(0, np.int32),
    queries=[],
)


def ledger(units: NDArray[np.int64]) -> SlateLedger:
    """Facts that are no acts, of two sources."""
    pieces = [Piece(EvidenceKind.POPULAR, "none", f"p{number}") for number in range(len(units))]
    kinds = np.full(len(units), EVIDENCE_CODES[EvidenceKind.POPULAR])
    return SlateLedger(
        pieces,
        [name_of(place) for place in range(len(units))],
        ["popular", "trending"],
        units,
        units.sum(axis=1),
        kinds,
        np.full(len(units), -1),
        np.ones(len(units), np.int64),
        [pieces],
        [0],
    )


@pytest.mark.parametrize("scale", [1, 1_000_000, 2**40])
def test_factors_times_what_is_left_are_the_contributions(scale: int) -> None:
    units = np.array([[[6, -9, 0], [0, 0, 0]], [[0, 0, 0], [7, 0, 14]], [[-5, 5, 10], [1, 2, 4]]], np.int64) * scale
    told = ledger_of(ledger(units), NO_ACTS, {})["units"]
    assert isinstance(told, dict)
    for number, source in enumerate(("popular", "trending")):
        part = told[source]
        assert isinstance(part, dict)
        facts = np.cumsum(np.asarray(part["facts"]))
        made = np.asarray(part["factors"])[:, None] * np.asarray(part["times"]).reshape(-1, 3)
        assert facts.tolist() == np.flatnonzero(units[:, number].any(axis=1)).tolist()
        assert made.tolist() == units[facts, number].tolist()
        assert (np.asarray(part["factors"]) % scale == 0).all()


def test_each_source_has_the_places_of_what_it_proposed_and_none_without() -> None:
    rows = np.array([2, 3, 5, 7], np.int64)
    found = {
        "content": np.array([False, True, True, False]),
        "new": np.zeros(4, np.bool_),
        "popular": np.array([True, False, True, True]),
    }
    slate = Slate(slots=(), base_order=[7, 3])
    told = candidates_of([f"i{row}" for row in range(8)], Candidates(rows, found), {}, slate)
    assert told["items"] == ["i7", "i3", "i2", "i5"]
    steps = told["found_by"]
    assert isinstance(steps, dict)
    assert {source: np.cumsum(np.asarray(gaps)).tolist() for source, gaps in steps.items()} == {
        "content": [1, 3],
        "popular": [0, 2, 3],
    }


def test_ids_of_evidence_lead_to_its_places_however_many_there_are() -> None:
    places = [0, 7, 2047, 2048, 5000]
    assert places_of([name_of(place) for place in places]) == places
