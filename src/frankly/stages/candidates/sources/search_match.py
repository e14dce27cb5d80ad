"""Search match: items whose title or creator has the words, items labelled with them, items near them in content."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import LEVELS, Labels
from frankly.domain.evidence import UNITS, EvidenceKind
from frankly.domain.item import words_of
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.situation import Situation, VectorQuery
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.content import ANSWERS
from frankly.stages.candidates.sources.shared import PPM, UNITS_PER_PPM, best, nothing

LABEL_PPM = 500_000
"""A word that is a label of the item counts half a match, each; similarity of the whole text counts up to one."""

MOST_WORDS = 12
"""Words of one search that are looked up in titles."""

MOST_LABELS = 8
"""Labels of each field looked at for one search; more are noise."""


def _words(situation: Situation) -> str | None:
    allowed = EvidenceGroup.SITUATION in situation.scope.groups
    return situation.context.query if allowed and situation.context.query else None


def queries(situation: Situation) -> Sequence[VectorQuery]:
    """The vector of the words, which the embedder made beforehand."""
    words = _words(situation)
    vector = situation.query_vectors.get(words) if words is not None else None
    return [VectorQuery("search_match", vector, ANSWERS)] if vector is not None and vector.any() else ()


def label_ppm(situation: Situation, words: str, rows: Rows | None = None) -> NDArray[np.int64]:
    """How far labels match the words, in parts per million, at most one: of some rows, or of every row."""
    snapshot = situation.snapshot
    tables = (snapshot.creators, snapshot.categories, snapshot.tags)
    count = sum(labels.carried(labels.codes_within(words)[:MOST_LABELS], rows) for labels in tables)
    return np.minimum(count * LABEL_PPM, PPM)


def title_ppm(situation: Situation, words: str, rows: Rows | None = None) -> NDArray[np.int64]:
    """Share of the words that title and creators have, the rarer a word the more it counts, in parts per million."""
    table = situation.snapshot.words
    counts = {word: _carried(table, word) for word in words_of(words)[:MOST_WORDS]}
    weights = {word: _rarity(len(situation.snapshot), count) for word, count in counts.items()}
    found = np.zeros(len(situation.snapshot) if rows is None else len(rows), np.int64)
    for word, weight in weights.items():
        if counts[word]:
            found += table.carried([table.codes[word]], rows) * weight
    return found * PPM // max(sum(weights.values()), 1)


def _carried(table: Labels, word: str) -> int:
    return int(np.count_nonzero(table.by_item.indices == table.codes[word])) if word in table.codes else 0


def _rarity(items: int, carriers: int) -> int:
    """Whole binary logarithm of how rare a word is: the idea of inverse document frequency, the same everywhere."""
    return (items // max(carriers, 1)).bit_length()


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The rows whose title, creators or labels match best, and the index's neighbours of the words."""
    words = _words(situation)
    if words is None:
        return np.empty(0, np.int64)
    by_label = best(label_ppm(situation, words) + title_ppm(situation, words), limit)
    near = [row for answer in answers for row in answer]
    return np.array(list(dict.fromkeys([*by_label[: limit // 2].tolist(), *near]))[:limit], np.int64)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Words in title and creators, plus matching labels, plus similarity of content; each at most one."""
    words = _words(situation)
    if words is None:
        return nothing(rows)
    units = (label_ppm(situation, words, rows) + title_ppm(situation, words, rows)) * UNITS_PER_PPM
    vector = situation.query_vectors.get(words)
    if vector is not None:
        levels = np.rint(vector.astype(np.float64) * LEVELS)
        cosine = (situation.snapshot.vectors[rows].astype(np.float64) @ levels) / float(LEVELS * LEVELS)
        units = units + np.rint(np.clip(cosine, 0.0, 1.0) * UNITS).astype(np.int64)
    return [Piece(EvidenceKind.SEARCH_MATCH, "query", words)], units[None, :]


SOURCE = Source("search_match", propose, weigh, queries)
