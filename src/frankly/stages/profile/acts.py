"""Folds a history into pieces: acts of one kind on one item are one fact, however often they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import EVIDENCE_CODES, GROUP_OF, EvidenceKind
from frankly.domain.person.acts import NO_ACTS, Acts
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.person.event import EVENT_CODES, EVENT_KINDS, EventKind
from frankly.domain.person.history import History
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
_LOW_RATING = len(EVENT_KINDS)
"""Extra code for ratings of one and two stars, so that they are not folded together with high ones."""

_KIND_OF_CODE: tuple[EvidenceKind | None, ...] = (
    *(EvidenceKind.RATED_HIGH if kind is EventKind.RATE else EVIDENCE_OF.get(kind) for kind in EVENT_KINDS),
    EvidenceKind.RATED_LOW,
)


_GROUP_OF_CODE = tuple(None if kind is None else GROUP_OF[kind] for kind in _KIND_OF_CODE)
_EVIDENCE_CODE = np.array([-1 if kind is None else EVIDENCE_CODES[kind] for kind in _KIND_OF_CODE], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Receipts(Sequence[tuple[str, ...]]):
    """Receipts of pieces, put together when they are asked for.

    Attributes:
        event_ids: of the history.
        members: places in the history, the acts of one piece beside each other, oldest first.
        ends: for each piece where its members end.
        counts: for each piece how many there are.
    """

    event_ids: Sequence[str]
    members: Sequence[int]
    ends: Sequence[int]
    counts: Sequence[int]

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> tuple[str, ...]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, ...]]: ...

    def __getitem__(self, place: int | slice) -> tuple[str, ...] | list[tuple[str, ...]]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        end, count = self.ends[place], self.counts[place]
        if count == 1:
            return (self.event_ids[self.members[end - 1]],)
        newest = self.members[end - min(count, MOST_RECEIPTS) : end][::-1]
        return tuple([self.event_ids[member] for member in newest])


def fold(
    history: History, groups: frozenset[EvidenceGroup], snapshot: Snapshot, surface: Surface, now: int
) -> tuple[Acts, list[Piece]]:
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
        return NO_ACTS, []
    codes = history.kinds.astype(np.int64)
    codes[(codes == RATE_CODE) & (history.values <= 2)] = _LOW_RATING
    usable = _in_scope(groups)[codes] & ~_revised(history)
    weights = _weights(history, surface)
    at_ms = np.minimum(history.at_ms, now)
    rows = history.rows(snapshot.row_of)
    is_search = codes == _SEARCH
    on_items = np.flatnonzero(usable & (rows >= 0) & (weights != 0) & ~is_search)
    decays = decays_ppm(at_ms, now, surface.half_life_days)
    strengths = scaled(weights, decays)
    searches = np.flatnonzero(usable & is_search & (strengths != 0))
    acts = _acts(history, on_items, rows, codes, weights, decays, at_ms)
    return acts, _searches(history, searches, strengths, at_ms)


def _in_scope(groups: frozenset[EvidenceGroup]) -> NDArray[np.bool_]:
    return np.array([group in groups for group in _GROUP_OF_CODE], np.bool_)


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


def _acts(
    history: History,
    chosen: NDArray[np.int64],
    rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    weights: NDArray[np.int64],
    decays: NDArray[np.int64],
    at_ms: NDArray[np.int64],
) -> Acts:
    """One piece for each (item, kind): the newest act's weight times the factor of repeats, with and without decay."""
    groups = rows[chosen] * (_LOW_RATING + 1) + codes[chosen]
    order = np.argsort(groups, kind="stable")
    members, grouped = chosen[order], groups[order]
    ends = np.append(np.flatnonzero(grouped[1:] != grouped[:-1]), len(grouped) - 1)[: len(grouped)] + 1
    counts = np.diff(ends, prepend=0)
    newest = members[ends - 1]
    repeats = repeats_ppm(counts)
    strengths = scaled(scaled(weights[newest], decays[newest]), repeats)
    # Groups stand by row and then by code: a stable sort keeps them so among equally strong ones.
    ranked = np.argsort(-np.abs(strengths), kind="stable")
    last = newest[ranked]
    return Acts(
        kinds=_EVIDENCE_CODE[codes[last]],
        rows=rows[last],
        counts=counts[ranked],
        at_ms=at_ms[last],
        strengths_ppm=strengths[ranked],
        weights_ppm=scaled(weights[newest], repeats)[ranked],
        lags=_lags(rows[newest], at_ms[newest])[ranked],
        anchors=[history.item_ids[place] for place in last.tolist()],
        receipts=_Receipts(history.event_ids, members.tolist(), ends[ranked].tolist(), counts[ranked].tolist()),
    )


def _lags(rows: NDArray[np.int64], at_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each piece how many items have a newest act strictly later than the newest one on its own item.

    Args:
        rows: of the pieces' items, ascending.
        at_ms: of the pieces' newest acts.
    """
    if not len(rows):
        return rows
    is_first = np.append(True, rows[1:] != rows[:-1])
    newest = np.maximum.reduceat(at_ms, np.flatnonzero(is_first))
    later = len(newest) - np.searchsorted(np.sort(newest), newest, side="right")
    return np.asarray(later[np.cumsum(is_first) - 1], np.int64)


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
