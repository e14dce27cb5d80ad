"""The wide parts of a record as columns: the slate's ledger, and all candidates with score, order and drop reason.

Acts stand in the kept profile, so the ledger names them by their place there. Zeros are written where that is shorter
than naming the places of the others: they compress to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.acts import SomeActs
from frankly.domain.candidate import Candidates, DropReason
from frankly.domain.canonical import Plain
from frankly.domain.event import EVENT_CODES
from frankly.domain.evidence import EVIDENCE_CODES, EvidenceKind
from frankly.domain.history import History
from frankly.domain.slate import Slate
from frankly.stages.evidence.cut import SlateLedger
from frankly.stages.profile.weights import EVIDENCE_OF, RATE_CODE


def ledger_of(cut: SlateLedger, history: History) -> dict[str, Plain]:
    """Facts of the slate, and what each contributed to each slot by source, in billionths.

    An act is named by the place of the newest one of its kind on its item; those before it are found from there.

    Args:
        cut: the slate's part of the ledger.
        history: the person's acts, as they are kept.
    """
    newest = newest_of(history)
    strengths: list[int] = []
    acts: list[int] = []
    others: dict[str, Plain] = {}
    for part in cut.parts:
        if isinstance(part, SomeActs):
            strengths += part.strengths_ppm.tolist()
            kinds, anchors = part.whole.kinds[part.places].tolist(), part.whole.anchors
            acts += [newest[anchors[at], EVENT_OF[kind]] for at, kind in zip(part.places.tolist(), kinds, strict=True)]
            continue
        for piece in part:
            others[str(len(acts))] = [piece.anchor_type, piece.anchor, piece.at_ms, piece.receipts]
            strengths.append(piece.strength_ppm)
            acts.append(-1)
    return {
        "kind": cut.kinds,
        "count": cut.counts,
        "strength": np.array(strengths, np.int64),
        "acts": np.array(acts, np.int64),
        "others": others,
        "sources": list(cut.sources),
        "units": {source: _units(cut.units[:, place, :]) for place, source in enumerate(cut.sources)},
    }


BILLIONTHS_OF_A_MILLIONTH: Final = 1_000
"""Units of a score in the unit in which a record tells candidates' scores by source."""

EVENT_OF: Final = {
    **{EVIDENCE_CODES[evidence]: EVENT_CODES[kind] for kind, evidence in EVIDENCE_OF.items()},
    EVIDENCE_CODES[EvidenceKind.RATED_HIGH]: RATE_CODE,
    EVIDENCE_CODES[EvidenceKind.RATED_LOW]: RATE_CODE,
}
"""Code of a kind of evidence → code of the act that it stands for."""


def newest_of(history: History) -> dict[tuple[str, int], int]:
    """Item and kind of act → place of the newest such act."""
    done = zip(history.item_ids, history.kinds.tolist(), strict=True)
    return {act: place for place, act in enumerate(done)}


def _units(units: NDArray[np.int64]) -> dict[str, Plain]:
    """Contributions of one source, fact by fact over all slots, for the facts that it used at all.

    What a fact contributes is what it weighs times what each item makes of it. The greatest common factor takes the
    weight out, written once for a fact: what is left has half of the digits.
    """
    used = np.flatnonzero(units.any(axis=1))
    factors = np.gcd.reduce(units[used], axis=1)
    times = units[used] // factors[:, None]
    return {"facts": _gaps(used), "factors": factors, "times": np.ascontiguousarray(times.reshape(-1))}


def _gaps(ascending: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first number and the steps to each further one: mostly ones."""
    steps = ascending.copy()
    steps[1:] -= ascending[:-1]
    return steps


def candidates_of(
    names: Sequence[str], candidates: Candidates, scores: Mapping[str, NDArray[np.int64]], slate: Slate
) -> dict[str, Plain]:
    """All candidates: those that passed the filters in order of score, then the others; and every order by number.

    Scores are in millionths of one, rounded half up: the slate's stand in the ledger to the last billionth, those of
    the others are made again exactly by a replay, and their last digits would take a seventh of a record.

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
        "scores": {source: _millionths(units[columns]) for source, units in scores.items()},
        "found_by": {
            source: _gaps(np.flatnonzero(found[columns]))
            for source, found in candidates.found_by.items()
            if found.any()
        },
        "dropped": {reason.value: _gaps(np.array(places, np.int64)) for reason, places in reasons.items()},
        "steps": {step: _numbers(number, placed) for step, placed in slate.steps.items()},
        "reserve": _numbers(number, slate.reserve),
    }


def _millionths(units: NDArray[np.int64]) -> NDArray[np.int64]:
    return (units + BILLIONTHS_OF_A_MILLIONTH // 2) // BILLIONTHS_OF_A_MILLIONTH


def _numbers(number: Mapping[int, int], rows: Iterable[int]) -> list[int]:
    return [number[row] for row in rows]
