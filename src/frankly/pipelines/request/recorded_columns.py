"""The wide parts of a record as columns: the slate's ledger, and all candidates with score, order and drop reason.

Acts stand in the kept profile, so the ledger names them by their place there. Zeros are written where that is shorter
than naming the places of the others: they compress to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.acts import SomeActs
from frankly.domain.candidate import Candidates, DropReason
from frankly.domain.canonical import Plain
from frankly.domain.history import History
from frankly.domain.ledger import Piece
from frankly.domain.slate import Slate
from frankly.stages.evidence.cut import SlateLedger


def ledger_of(cut: SlateLedger, history: History, now: int) -> dict[str, Plain]:
    """Facts of the slate, and what each contributed to each slot by source, in billionths.

    Args:
        cut: the slate's part of the ledger.
        history: the person's acts, as they are kept.
        now: moment of the request; an act from the future counts as made now.
    """
    places = {act: place for place, act in enumerate(history.event_ids)}
    facts = _Facts(places, history, now)
    for part in cut.parts:
        facts.add(part)
    return {
        "kind": cut.kinds,
        "count": cut.counts,
        "strength": np.array(facts.strengths, np.int64),
        "acts": np.array(facts.acts, np.int64),
        "acts_of": np.array(facts.acts_of, np.int64),
        "others": facts.others,
        "sources": list(cut.sources),
        "units": {source: _units(cut.units[:, place, :]) for place, source in enumerate(cut.sources)},
    }


class _Facts:
    """Facts in their order: acts by their places in the kept profile, the others with what they hang on.

    `acts` holds the places of all facts one after the other, `acts_of` how many of them belong to each.
    """

    def __init__(self, places: Mapping[str, int], history: History, now: int) -> None:
        self._places, self._history, self._now = places, history, now
        self.strengths: list[int] = []
        self.acts: list[int] = []
        self.acts_of: list[int] = []
        self.others: dict[str, Plain] = {}

    def add(self, pieces: Sequence[Piece]) -> None:
        if isinstance(pieces, SomeActs):
            self.strengths += pieces.strengths_ppm.tolist()
            receipts = pieces.whole.receipts_of(pieces.places)
            self.acts += [self._places[act] for acts in receipts for act in acts]
            self.acts_of += [len(acts) for acts in receipts]
            return
        for piece in pieces:
            acts = self._acts_of(piece)
            if acts is None:
                fact = str(len(self.acts_of))
                self.others[fact] = [piece.anchor_type, piece.anchor, piece.at_ms, list(piece.receipts)]
            self.strengths.append(piece.strength_ppm)
            self.acts += acts or []
            self.acts_of.append(len(acts or []))

    def _acts_of(self, piece: Piece) -> list[int] | None:
        """Places of the acts behind a fact, newest first; None for a fact that they do not tell wholly."""
        if piece.anchor_type != "item" or not piece.receipts or piece.receipts[0] not in self._places:
            return None
        newest = self._places[piece.receipts[0]]
        told = (self._history.item_ids[newest], min(int(self._history.at_ms[newest]), self._now))
        return [self._places[act] for act in piece.receipts] if told == (piece.anchor, piece.at_ms) else None


def _units(units: NDArray[np.int64]) -> dict[str, Plain]:
    """Contributions of one source, fact by fact over all slots, for the facts that it used at all."""
    used = np.flatnonzero(units.any(axis=1))
    return {"facts": _gaps(used), "units": np.ascontiguousarray(units[used].reshape(-1))}


def _gaps(ascending: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first number and the steps to each further one: mostly ones."""
    steps = ascending.copy()
    steps[1:] -= ascending[:-1]
    return steps


def candidates_of(
    names: Sequence[str], candidates: Candidates, scores: Mapping[str, NDArray[np.int64]], slate: Slate
) -> dict[str, Plain]:
    """All candidates: those that passed the filters in order of score, then the others; and every order by number.

    Args:
        names: id of each row.
        candidates: rows and who found them.
        scores: source → its part of each candidate's score.
        slate: steps, reserve and drop reasons.
    """
    rows = candidates.rows
    kept = np.searchsorted(rows, np.array(slate.base_order, np.int64))
    is_out = np.ones(len(rows), np.bool_)
    is_out[kept] = False
    columns = np.concatenate([kept, np.flatnonzero(is_out)])
    ordered = rows[columns].tolist()
    number = {row: place for place, row in enumerate(ordered)}
    reasons: dict[DropReason, list[int]] = {}
    for place, row in enumerate(ordered):
        if row in slate.dropped:
            reasons.setdefault(slate.dropped[row], []).append(place)
    return {
        "items": [names[row] for row in ordered],
        "kept": len(kept),
        "scores": {source: units[columns] for source, units in scores.items()},
        "found_by": {
            source: _gaps(np.flatnonzero(found[columns]))
            for source, found in candidates.found_by.items()
            if found.any()
        },
        "dropped": {reason.value: _gaps(np.array(places, np.int64)) for reason, places in reasons.items()},
        "steps": {step: _numbers(number, placed) for step, placed in slate.steps.items()},
        "reserve": _numbers(number, slate.reserve),
    }


def _numbers(number: Mapping[int, int], rows: Iterable[int]) -> list[int]:
    return [number[row] for row in rows]
