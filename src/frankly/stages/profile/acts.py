"""Folds a history into pieces: acts of one kind on one item are one fact, however often they happened."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.consent import EvidenceGroup
from frankly.domain.event import EVENT_CODES, EVENT_KINDS, EventKind
from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.history import History
from frankly.domain.ledger import Piece
from frankly.domain.snapshot import Snapshot
from frankly.domain.surface import Surface
from frankly.stages.profile.weights import (
    EVIDENCE_OF,
    RATE_CODE,
    RATING_PPM,
    decays_ppm,
    repeats_ppm,
    scaled,
    weight_table,
)

MOST_RECEIPTS = 10
"""Receipts kept with a piece; the count says how many there were."""

_SEARCH = EVENT_CODES[EventKind.SEARCH]
_FEEDBACK = EVENT_CODES[EventKind.FEEDBACK]
_LOW_RATING = len(EVENT_KINDS)
"""Extra code for ratings of one and two stars, so that they are not folded together with high ones."""

_KIND_OF_CODE: tuple[EvidenceKind | None, ...] = (
    *(EvidenceKind.RATED_HIGH if kind is EventKind.RATE else EVIDENCE_OF.get(kind) for kind in EVENT_KINDS),
    EvidenceKind.RATED_LOW,
)


def fold(
    history: History, groups: frozenset[EvidenceGroup], snapshot: Snapshot, surface: Surface, now: int
) -> tuple[list[Piece], list[Piece]]:
    """Make pieces of a history, inside the groups that may be used.

    Args:
        history: acts, oldest first.
        groups: kinds of evidence in scope.
        snapshot: whose rows the pieces point to.
        surface: whose weights and half-life hold.
        now: moment of the request, in milliseconds.

    Returns:
        Pieces of acts on items (strongest first, equal ones by row and kind), and pieces of searches (newest first).
        Acts on items that the catalogue does not have, three-star ratings, ratings that a later one of the same item
        replaced, and feedback leave no piece. An act from the future counts as made now.
    """
    if not len(history):
        return [], []
    codes = history.kinds.astype(np.int64)
    codes[(codes == RATE_CODE) & (history.values <= 2)] = _LOW_RATING
    usable = _in_scope(groups)[codes] & ~_revised(history)
    strength = scaled(_weights(history, surface), decays_ppm(history.at_ms, now, surface.half_life_days))
    rows = np.fromiter((snapshot.row_of.get(item, -1) for item in history.item_ids), np.int64, len(history))
    on_items = np.flatnonzero(usable & (rows >= 0) & (strength != 0) & (codes != _SEARCH))
    searches = np.flatnonzero(usable & (codes == _SEARCH) & (strength != 0))
    at_ms = np.minimum(history.at_ms, now)
    return _pieces(history, on_items, rows, codes, strength, at_ms), _searches(history, searches, strength, at_ms)


def _in_scope(groups: frozenset[EvidenceGroup]) -> NDArray[np.bool_]:
    return np.array([kind is not None and GROUP_OF[kind] in groups for kind in _KIND_OF_CODE], np.bool_)


def _revised(history: History) -> NDArray[np.bool_]:
    """Ratings that the person gave anew later on: only the last one is their opinion."""
    revised = np.zeros(len(history), np.bool_)
    newest: dict[str, int] = {}
    for index in np.flatnonzero(history.kinds == RATE_CODE).tolist():
        item = history.item_ids[index]
        if item in newest:
            revised[newest[item]] = True
        newest[item] = index
    return revised


def _weights(history: History, surface: Surface) -> NDArray[np.int64]:
    weights = weight_table(surface)[history.kinds]
    is_rating = history.kinds == RATE_CODE
    if is_rating.any():
        stars = np.clip(history.values[is_rating], 0, 5)
        weights[is_rating] = scaled(weights[is_rating], np.array(RATING_PPM, np.int64)[stars])
    return weights


def _pieces(
    history: History,
    chosen: NDArray[np.int64],
    rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    strength: NDArray[np.int64],
    at_ms: NDArray[np.int64],
) -> list[Piece]:
    """One piece for each (item, kind): the newest act's strength times the factor of repeats."""
    groups = rows[chosen] * (_LOW_RATING + 1) + codes[chosen]
    order = np.argsort(groups, kind="stable")
    _, starts, counts = np.unique(groups[order], return_index=True, return_counts=True)
    newest = chosen[order[starts + counts - 1]]
    total = scaled(strength[newest], repeats_ppm(counts.astype(np.int64)))
    ranked = np.lexsort((codes[newest], rows[newest], -np.abs(total)))
    # Plain lists from here on: reading single numbers out of arrays costs more than all of the arithmetic above.
    last = newest[ranked].tolist()
    members = chosen[order].tolist()
    ends = (starts + counts)[ranked].tolist()
    columns = (codes[last], rows[last], counts[ranked], at_ms[last], total[ranked])
    pieces = []
    for event, end, code, row, count, at, strength_ppm in zip(last, ends, *(c.tolist() for c in columns), strict=True):
        kind = _KIND_OF_CODE[code]
        if kind is not None and strength_ppm:
            newest_first = members[end - min(count, MOST_RECEIPTS) : end][::-1]
            receipts = tuple([history.event_ids[member] for member in newest_first])
            pieces.append(Piece(kind, "item", history.item_ids[event], row, count, at, strength_ppm, receipts))
    return pieces


def _searches(
    history: History, chosen: NDArray[np.int64], strength: NDArray[np.int64], at_ms: NDArray[np.int64]
) -> list[Piece]:
    found: dict[str, Piece] = {}
    for index in chosen[::-1].tolist():
        words = history.queries[index]
        known = found.get(words)
        receipts: Sequence[str] = (*(known.receipts if known else ()), history.event_ids[index])
        found[words] = Piece(
            kind=EvidenceKind.SEARCHED,
            anchor_type="query",
            anchor=words,
            count=known.count + 1 if known else 1,
            at_ms=known.at_ms if known else int(at_ms[index]),
            strength_ppm=known.strength_ppm if known else int(strength[index]),
            receipts=tuple(receipts[:MOST_RECEIPTS]),
        )
    return list(found.values())
