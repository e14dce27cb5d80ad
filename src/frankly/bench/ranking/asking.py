"""Asks every question of one method and keeps what each person got: metrics of ranks and of lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.bench.ranking.methods import Scorer
from frankly.bench.ranking.world import World
from frankly.measure.ranking.accuracy import AT, hit_rate, ndcg, recall, reciprocal_rank
from frankly.measure.ranking.lists import calibration, category_shares, content_diversity, novelty, popularity_lift
from frankly.measure.ranking.protocols import Question
from frankly.measure.ranking.ranks import best, mid_ranks

OF_RANKS: Final[Mapping[str, Callable[[NDArray[np.float64]], float]]] = {
    "ndcg10": ndcg,
    "hr10": hit_rate,
    "recall10": recall,
    "mrr": reciprocal_rank,
}
"""Figure → metric of the ranks of what was to be found."""

OF_LISTS: Final = ("novelty", "popularity_lift", "diversity", "calibration")
"""Figures of the first ten, whatever was to be found."""

Progress = Callable[[int, int], None]
TruthGroups = Callable[[Question, NDArray[np.int64]], Mapping[str, NDArray[np.bool_]]]
"""Question, rows to be found → group of items → which of the rows are in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one method got, one value a question and in their order; NaN where it is not known.

    Attributes:
        values: figure → values.
        by_truth: group of items to be found → figure of ranks → values, measured on those items alone.
        lists: the first ten rows of each, -1 where there are fewer; shape (questions, 10).
    """

    values: dict[str, NDArray[np.float64]]
    by_truth: dict[str, dict[str, NDArray[np.float64]]]
    lists: NDArray[np.int64]

    def shown(self, questions: NDArray[np.bool_], rows: int) -> NDArray[np.bool_]:
        """Rows that stood in the first ten of some questions."""
        shown = np.zeros(rows, np.bool_)
        listed = self.lists[questions]
        shown[listed[listed >= 0]] = True
        return shown


def ask(
    scorer: Scorer, world: World, questions: Sequence[Question], groups: TruthGroups, progress: Progress
) -> Outcome:
    """Ask all questions of one method.

    Args:
        scorer: the method.
        world: what it learned from.
        questions: people to be predicted.
        groups: how items to be found are grouped.
        progress: told how many were asked, and of how many.
    """
    unknown = np.full(len(questions), np.nan)
    found = Outcome({name: unknown.copy() for name in (*OF_RANKS, *OF_LISTS)}, {}, np.full((len(questions), AT), -1))
    described = _Described(world)
    for number, question in enumerate(questions):
        scores = masked(world, question, scorer(question))
        truth = world.rows(question.truth)
        ranks = mid_ranks(scores, truth)
        for name, metric in OF_RANKS.items():
            found.values[name][number] = metric(ranks)
        for group, members in groups(question, truth).items():
            values = found.by_truth.setdefault(group, {name: unknown.copy() for name in OF_RANKS})
            if members.any():
                for name, metric in OF_RANKS.items():
                    values[name][number] = metric(ranks[members])
        top = best(scores, AT)
        found.lists[number, : len(top)] = top
        for name, value in described.figures(top, world.liked_rows(question.history)).items():
            found.values[name][number] = value
        if number % 100 == 0:
            progress(number, len(questions))
    return found


def masked(world: World, question: Question, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores with `-inf` for what may not be recommended, and for what is no candidate where there are some."""
    if question.candidates:
        among = world.rows(question.candidates)
        kept = np.full_like(scores, -np.inf)
        kept[among] = scores[among]
        scores = kept
    scores[world.rows(question.masked)] = -np.inf
    return scores


class _Described:
    """Metrics of a list, with what they need of the world made once."""

    def __init__(self, world: World) -> None:
        snapshot = world.snapshot
        self._shares = world.people_of() / max(world.matrix.shape[0], 1)
        self._categories = snapshot.categories
        self._vectors, self._has_vector = snapshot.vectors, snapshot.has_vector

    def figures(self, top: NDArray[np.int64], history: NDArray[np.int64]) -> dict[str, float]:
        """The figures of one list."""
        vectors = self._vectors[top[self._has_vector[top]]].astype(np.float64)
        return {
            "novelty": novelty(self._shares, top),
            "popularity_lift": popularity_lift(self._shares, top, history),
            "diversity": content_diversity(vectors),
            "calibration": calibration(self._mix(history), self._mix(top)) if self._categories.names else np.nan,
        }

    def _mix(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return category_shares(self._categories.by_item, rows, len(self._categories.names))
