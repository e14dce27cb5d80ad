"""Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), in whole numbers so that it is the same everywhere.

`λ · score − (1 − λ) · greatest similarity to what is chosen`, both in parts per million of their greatest value.
"""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.snapshot import LEVELS

PPM = 1_000_000


class Marginal:
    """Marginal relevance of a pool of candidates, as the slate grows."""

    def __init__(self, scores: NDArray[np.int64], vectors: NDArray[np.int16], lambda_ppm: int) -> None:
        """Start with an empty slate.

        Args:
            scores: scores in billionths of the pool, best first, shape (pool,).
            vectors: int16 levels of the pool's items, shape (pool, dimensions); zeros where there is no vector.
            lambda_ppm: share of the score; the rest is distance.
        """
        top = max(int(np.abs(scores).max(initial=0)), 1)
        self._relevance = scores * PPM // top
        self._vectors = vectors.astype(np.float64)
        self._nearest = np.zeros(len(scores), np.int64)
        self._lambda_ppm = lambda_ppm

    def values(self) -> NDArray[np.int64]:
        """Marginal relevance of each candidate now, shape (pool,)."""
        return self._lambda_ppm * self._relevance - (PPM - self._lambda_ppm) * self._nearest

    def choose(self, index: int) -> None:
        """Take one candidate into the slate: what is like it becomes less welcome."""
        # Levels are whole numbers and the sum stays below 2^53, so this product is exact in any order of summation.
        cosine = self._vectors @ self._vectors[index]
        similarity = np.clip(cosine, 0, None).astype(np.int64) * PPM // (LEVELS * LEVELS)
        self._nearest = np.maximum(self._nearest, similarity)
