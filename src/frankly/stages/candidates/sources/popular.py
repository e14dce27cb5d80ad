"""What many people chose: overall, in a category, in a region, in a segment; and what is rising (`trending`).

The statistics are fixed when the snapshot is made. Cohorts under 20 people are not in them at all.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Mask, Rows, Source
from frankly.stages.candidates.sources.shared import (
    UNITS_PER_PPM,
    best,
    first_where,
    lookup,
    nothing,
    statistic,
)


def _offered(situation: Situation, rows: Rows) -> NDArray[np.bool_]:
    return situation.snapshot.offered(rows, situation.now)


def propose_popular(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items that most people acted for, of those that can be had: the favourites of years may be long sold out."""
    return first_where(situation.snapshot.statistics.most_popular(), partial(_offered, situation), limit)


def weigh_popular(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """People who acted for the item, against the most popular one."""
    return [Piece(EvidenceKind.POPULAR, "none", "")], statistic(situation.snapshot.statistics.popular, rows)[None, :]


def propose_trending(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items that most people acted for lately, of those that can be had."""
    return first_where(situation.snapshot.statistics.most_trending(), partial(_offered, situation), limit)


def weigh_trending(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """People who acted for the item lately, decayed, against the most trending one."""
    return [Piece(EvidenceKind.TRENDING, "none", "")], statistic(situation.snapshot.statistics.trending, rows)[None, :]


def _categories(situation: Situation) -> list[int]:
    """Codes of the categories that matter now: established, stated, and that of the item being looked at."""
    snapshot = situation.snapshot
    codes = set(situation.profile.established)
    for piece in situation.profile.stated:
        if piece.kind is EvidenceKind.STATED_INTEREST and piece.anchor_type == "category":
            codes.add(snapshot.categories.code_of(piece.anchor))
    row = snapshot.row_of.get(situation.context.item, -1) if situation.context.item else -1
    if row >= 0 and EvidenceGroup.SITUATION in situation.scope.groups:
        codes.add(int(snapshot.main_category[row]))
    return sorted(code for code in codes if code >= 0)


def propose_in_category(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The popular items of those categories."""
    snapshot = situation.snapshot
    wanted = lookup(_categories(situation), len(snapshot.categories.names))

    def is_wanted(rows: Rows) -> Mask:
        return wanted[snapshot.main_category[rows]] & _offered(situation, rows)

    return first_where(snapshot.statistics.most_popular(), is_wanted, limit)


def weigh_in_category(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The item's popularity, where it belongs to such a category."""
    codes = _categories(situation)
    if not codes:
        return nothing(rows)
    snapshot = situation.snapshot
    pieces = [Piece(EvidenceKind.POPULAR_IN_CATEGORY, "category", snapshot.categories.names[code]) for code in codes]
    here = snapshot.main_category[rows][None, :] == np.array(codes)[:, None]
    return pieces, here * statistic(snapshot.statistics.popular, rows)[None, :]


Cohort = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]


def _full(cohort: Cohort, width: int) -> NDArray[np.int64]:
    values = np.zeros(width, np.int64)
    values[cohort[0]] = cohort[1]
    return values


def _regions(situation: Situation) -> list[tuple[Piece, Cohort]]:
    region = situation.profile.region
    if region is None or EvidenceGroup.LOCATION not in situation.scope.groups:
        return []
    cohorts = situation.snapshot.statistics.by_region
    name = next((name for name in (region, region.split("-")[0]) if name in cohorts), None)
    return [(Piece(EvidenceKind.POPULAR_IN_REGION, "region", name), cohorts[name])] if name is not None else []


def _segments(situation: Situation) -> list[tuple[Piece, Cohort]]:
    cohorts = situation.snapshot.statistics.by_segment
    known = [name for name in situation.segments if name in cohorts]
    return [(Piece(EvidenceKind.POPULAR_IN_SEGMENT, "segment", name), cohorts[name]) for name in known]


def _propose_cohorts(found: Sequence[tuple[Piece, Cohort]], width: int, limit: int) -> Rows:
    if not found:
        return np.empty(0, np.int64)
    total = np.zeros(width, np.int64)
    for _, cohort in found:
        total += _full(cohort, width)
    return best(total, limit)


def _weigh_cohorts(
    found: Sequence[tuple[Piece, Cohort]], width: int, rows: Rows
) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    if not found:
        return nothing(rows)
    units = np.stack([_full(cohort, width)[rows] * UNITS_PER_PPM for _, cohort in found])
    return [piece for piece, _ in found], units


def propose_in_region(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The popular items of the person's region."""
    return _propose_cohorts(_regions(situation), len(situation.snapshot), limit)


def weigh_in_region(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The item's popularity in the region."""
    return _weigh_cohorts(_regions(situation), len(situation.snapshot), rows)


def propose_in_segment(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The popular items of the person's segments."""
    return _propose_cohorts(_segments(situation), len(situation.snapshot), limit)


def weigh_in_segment(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The item's popularity in each segment."""
    return _weigh_cohorts(_segments(situation), len(situation.snapshot), rows)


POPULAR = Source("popular", propose_popular, weigh_popular)
TRENDING = Source("trending", propose_trending, weigh_trending)
IN_CATEGORY = Source("popular_in_category", propose_in_category, weigh_in_category)
IN_REGION = Source("popular_in_region", propose_in_region, weigh_in_region)
IN_SEGMENT = Source("popular_in_segment", propose_in_segment, weigh_in_segment)
