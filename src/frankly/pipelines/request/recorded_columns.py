"""The wide parts of a record as columns: the slate's ledger, and all candidates with score, order and drop reason.

Acts stand in the kept profile, so the ledger names them by their place there. Zeros are written where that is shorter
than naming the places of the others: they compress to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.canonical import Plain
from frankly.domain.deciding.candidate import Candidates, DropReason
from frankly.domain.deciding.slate import Slate
from frankly.domain.evidence import EVIDENCE_KINDS, EvidenceKind
from frankly.domain.person.acts import SomeActs
from frankly.domain.person.event import EVENT_CODES
from frankly.domain.person.history import History
from frankly.stages.evidence.cut import SlateLedger
from frankly.stages.profile.weights import EVIDENCE_OF, RATE_CODE


def ledger_of(cut: SlateLedger, history: History, row_of: Mapping[str, int]) -> dict[str, Plain]:
    """Facts of the slate, and what each contributed to each slot by source, in billionths.

    An act is named by the place of the newest one of its kind on its item; those before it are found from there.

    Args:
        cut: the slate's part of the ledger.
        history: the person's acts, as they are kept.
        row_of: row of each item in the snapshot.
    """
    strengths = np.empty(len(cut.kinds), np.int64)
    is_act = np.zeros(len(cut.kinds), np.bool_)
    others: dict[str, Plain] = {}
    for start, part in zip(cut.starts, cut.parts, strict=True):
        if isinstance(part, SomeActs):
            strengths[start : start + len(part)] = part.strengths_ppm
            is_act[start : start + len(part)] = True
            continue
        for place, piece in enumerate(part, start):
            strengths[place] = piece.strength_ppm
            others[str(place)] = [piece.anchor_type, piece.anchor, piece.at_ms, piece.receipts]
    acts = np.full(len(cut.kinds), -1, np.int64)
    acts[is_act] = _newest(history, row_of, cut.rows[is_act], EVENT_OF[cut.kinds[is_act]])
    return {
        "kind": cut.kinds,
        "count": cut.counts,
        "strength": strengths,
        "acts": acts,
        "others": others,
        "sources": list(cut.sources),
        "units": _units(cut),
    }


_SHORT: Final = np.iinfo(np.uint32).max
"""Most that fits into half of the bits."""

BILLIONTHS_OF_A_MILLIONTH: Final = 1_000
"""Units of a score in the unit in which a record tells candidates' scores by source."""

_ACT_OF: Final = {
    **{evidence: EVENT_CODES[kind] for kind, evidence in EVIDENCE_OF.items()},
    EvidenceKind.RATED_HIGH: RATE_CODE,
    EvidenceKind.RATED_LOW: RATE_CODE,
}

EVENT_OF: Final = np.array([_ACT_OF.get(evidence, -1) for evidence in EVIDENCE_KINDS], np.int64)
"""Code of a kind of evidence → code of the act that it stands for; -1 for what is no act."""


def _newest(
    history: History, row_of: Mapping[str, int], rows: NDArray[np.int64], kinds: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Place of the newest act of each kind on each item. All of them stand in the history."""
    done = history.rows(row_of) * len(EVENT_CODES) + history.kinds
    order = np.argsort(done, kind="stable")
    return order[np.searchsorted(done[order], rows * len(EVENT_CODES) + kinds, side="right") - 1]


def _units(cut: SlateLedger) -> dict[str, Plain]:
    """Contributions of each source, fact by fact over all slots, for the facts that it used at all.

    What a fact contributes is what it weighs times what each item makes of it. The greatest common factor takes the
    weight out, written once for a fact: what is left has half of the digits.
    """
    # As they lie in memory, so that all sources are done at once without a copy.
    facts, sources, slots = cut.units.shape
    units = cut.units.swapaxes(0, 1).reshape(sources * facts, slots)
    # Counted by a product: looking along short rows takes five times as long.
    places = np.flatnonzero((units != 0).astype(np.float32) @ np.ones(slots, np.float32))
    used = units.take(places, axis=0)
    factors, times = _parted(used)
    starts = np.searchsorted(places, np.arange(sources + 1) * facts).tolist()
    return {
        source: {
            "facts": _gaps(places[start:end] - number * facts),
            "factors": factors[start:end],
            "times": times[start:end].reshape(-1),
        }
        for number, (source, start, end) in enumerate(zip(cut.sources, starts, starts[1:], strict=False))
    }


def _parted(used: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The greatest common factor of each row, and how many times it stands in each of its numbers.

    Where all fit, in half as many bits and by division of floats: exact, as nothing is left over, in half the time.
    """
    most = int(np.abs(used).max(initial=0))
    if most > _SHORT:
        factors = np.gcd.reduce(used, axis=1)
        return factors, used // factors[:, None]
    factors = np.gcd.reduce(np.abs(used).astype(np.uint32), axis=1).astype(np.int64)
    return factors, (used / factors[:, None]).astype(np.int64)


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
    millionths = _millionths(np.take(list(scores.values()), columns, axis=1)) if scores else ()
    return {
        "items": [names[row] for row in ordered],
        "kept": len(kept),
        "scores": dict(zip(scores, millionths, strict=True)),
        "found_by": _found_by(candidates, columns),
        "dropped": _dropped(rows, columns, slate.dropped),
        "steps": {step: _numbers(number, placed) for step, placed in slate.steps.items()},
        "reserve": _numbers(number, slate.reserve),
    }


def _found_by(candidates: Candidates, columns: NDArray[np.int64]) -> dict[str, Plain]:
    """Places of what each source proposed, for those that proposed anything; all sources at once."""
    if not candidates.found_by:
        return {}
    sources, places = np.nonzero(np.take(list(candidates.found_by.values()), columns, axis=1))
    steps = _gaps(places)
    ends = np.searchsorted(sources, np.arange(len(candidates.found_by) + 1))
    firsts = ends[:-1][ends[:-1] < ends[1:]]
    # Each source begins anew.
    steps[firsts] = places[firsts]
    stretches = zip(candidates.found_by, ends.tolist(), ends[1:].tolist(), strict=False)
    return {source: steps[start:end] for source, start, end in stretches if end > start}


def _dropped(
    rows: NDArray[np.int64], columns: NDArray[np.int64], dropped: Mapping[int, DropReason]
) -> dict[str, Plain]:
    """Places of the dropped candidates by reason."""
    if not dropped or not len(rows):
        return {}
    # By stretches of one reason: an enum is slow to look up, and there are hundreds.
    stretches = [(reason.value, len(list(same))) for reason, same in groupby(dropped.values())]
    codes = {reason: code for code, reason in enumerate(dict(stretches), 1)}
    told = np.repeat([codes[reason] for reason, _ in stretches], [length for _, length in stretches])
    out = np.fromiter(dropped, np.int64, len(dropped))
    at = np.searchsorted(rows, out)
    is_candidate = np.take(rows, at, mode="clip") == out
    code_of = np.zeros(len(rows), np.int64)
    code_of[at[is_candidate]] = told[is_candidate]
    placed = code_of[columns]
    found = {reason: np.flatnonzero(placed == code) for reason, code in codes.items()}
    return {reason: _gaps(places) for reason, places in found.items() if len(places)}


def _millionths(units: NDArray[np.int64]) -> NDArray[np.int64]:
    return (units + BILLIONTHS_OF_A_MILLIONTH // 2) // BILLIONTHS_OF_A_MILLIONTH


def _numbers(number: Mapping[int, int], rows: Iterable[int]) -> list[int]:
    return [number[row] for row in rows]
