"""Content similarity: items like those the person acted on, `Σ strength(act) · sim(act's item, item)`.

Retrieval asks for the neighbours of interest centroids and of the strongest anchor; scoring runs over every act.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ledger import Piece
from frankly.domain.situation import Situation, VectorQuery
from frankly.stages.candidates.source import Rows, Source
from frankly.stages.candidates.sources.shared import nothing, similar_units

CENTROIDS = 2
"""Interest centroids asked for: the two strongest categories. With the anchor that leaves room for one more vector."""

ANSWERS = 200
"""Neighbours asked for by vector; the union is scored exactly, so more only costs time."""


def queries(situation: Situation) -> Sequence[VectorQuery]:
    """The strongest anchor, and the centroids of the strongest categories."""
    pieces = [piece for piece in situation.profile.acts if piece.strength_ppm > 0 and _has_vector(situation, piece)]
    if not pieces:
        return ()
    groups: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[int(situation.snapshot.main_category[piece.row])].append(piece)
    strongest = sorted(groups.values(), key=lambda group: (-sum(piece.strength_ppm for piece in group), group[0].row))
    wanted = [[pieces[0]], *(group for group in strongest[:CENTROIDS] if len(group) > 1 or group[0] is not pieces[0])]
    return [VectorQuery("content", centroid(situation, group), ANSWERS) for group in wanted]


def centroid(situation: Situation, pieces: Sequence[Piece]) -> NDArray[np.float32]:
    """Mean direction of the pieces' items by strength, unit length; summed in whole numbers: order is nothing."""
    rows = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    total = (situation.snapshot.vectors[rows].astype(np.int64) * strengths[:, None]).sum(axis=0).astype(np.float64)
    length = float(np.sqrt((total * total).sum()))
    direction: NDArray[np.float32] = (total / (length or 1.0)).astype(np.float32)
    return direction


def _has_vector(situation: Situation, piece: Piece) -> bool:
    return bool(situation.snapshot.has_vector[piece.row])


def propose(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """The index's answers, taken in turn from each list, so that no interest drowns another."""
    return interleave(answers, limit)


def interleave(answers: Sequence[Rows], limit: int) -> Rows:
    """First of each list, then second of each, each row once."""
    seen: dict[int, None] = {}
    for place in range(max((len(answer) for answer in answers), default=0)):
        for answer in answers:
            if place < len(answer):
                seen.setdefault(int(answer[place]))
        if len(seen) >= limit:
            break
    return np.array(list(seen)[:limit], np.int64)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Every act, for and against, times the similarity of its item."""
    pieces = [piece for piece in situation.profile.acts if _has_vector(situation, piece)]
    return by_similarity(situation, pieces, rows)


def by_similarity(
    situation: Situation, pieces: Sequence[Piece], rows: Rows
) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Contributions of pieces by content similarity of their items."""
    if not pieces:
        return nothing(rows)
    anchors = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    return pieces, similar_units(situation.snapshot, anchors, strengths, rows)


SOURCE = Source("content", propose, weigh, queries)
