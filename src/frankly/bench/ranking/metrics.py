"""Metrics of rankings: nDCG@10 and HR@10 with ties mid-ranked, coverage, novelty, popularity lift."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

AT = 10


def mid_ranks(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rank of each true row, counted from 1; among equal scores the middle of their places.

    Args:
        scores: of all rows; `-inf` for masked ones.
        truth: rows to be found.
    """
    wanted = scores[truth]
    greater = (scores[None, :] > wanted[:, None]).sum(axis=1)
    equal = (scores[None, :] == wanted[:, None]).sum(axis=1)
    ranks = 1 + greater + (equal - 1) / 2
    # A masked row (consumed before) is not found at any rank.
    return np.where(np.isneginf(wanted), np.inf, ranks)


@dataclass(slots=True)
class Tally:
    """Sums over people.

    Attributes:
        popularity: share of people who acted for each row, for novelty and lift.
        ndcg, hits: one value a person.
        shown: rows that stood in a top ten.
        novelty, lift: one value a person.
    """

    popularity: NDArray[np.float64]
    ndcg: list[float] = field(default_factory=list)
    hits: list[float] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    novelty: list[float] = field(default_factory=list)
    lift: list[float] = field(default_factory=list)

    def add(self, scores: NDArray[np.float64], truth: NDArray[np.int64], history: NDArray[np.int64]) -> None:
        """Count one person.

        Args:
            scores: of all rows, `-inf` where masked.
            truth: rows to be found.
            history: rows that the person acted for.
        """
        ranks = np.sort(mid_ranks(scores, truth))
        gains = (1 / np.log2(1 + ranks[ranks <= AT])).sum()
        ideal = (1 / np.log2(2 + np.arange(min(len(truth), AT)))).sum()
        self.ndcg.append(float(gains / ideal))
        self.hits.append(float(bool(len(ranks)) and ranks[0] <= AT))
        top = np.lexsort((np.arange(len(scores)), -scores))[:AT]
        top = top[np.isfinite(scores[top])]
        self.shown.update(top.tolist())
        self.novelty.append(float(-np.log2(np.maximum(self.popularity[top], 1e-9)).mean()))
        own = self.popularity[history].mean()
        self.lift.append(float(self.popularity[top].mean() / own) if own > 0 else 0.0)

    def figures(self, catalogue: int) -> dict[str, float]:
        """Means over people, and the share of the catalogue that stood in a top ten."""
        return {
            "ndcg10": round(float(np.mean(self.ndcg)), 5),
            "hr10": round(float(np.mean(self.hits)), 5),
            "coverage": round(len(self.shown) / catalogue, 5),
            "novelty": round(float(np.mean(self.novelty)), 4),
            "popularity_lift": round(float(np.mean(self.lift)), 4),
        }

    def interval(self, seed: int = 0, rounds: int = 1000) -> tuple[float, float]:
        """95 % bootstrap interval of nDCG@10 over people."""
        draws = np.random.default_rng(seed).integers(0, len(self.ndcg), (rounds, len(self.ndcg)))
        means = np.array(self.ndcg)[draws].mean(axis=1)
        return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))
