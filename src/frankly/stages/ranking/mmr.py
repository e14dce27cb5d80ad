"""Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), in whole numbers so that it is the same everywhere.

`λ · score − (1 − λ) · greatest similarity to what is chosen`, both in parts per million of their greatest value.
"""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import LEVELS

PPM = 1_000_000


class Relevance:
    """Score and likeness of a pool of candidates; the same for every slate that is made of it."""

    def __init__(self, scores: NDArray[np.int64], vectors: NDArray[np.int16], lambda_ppm: int) -> None:
        """Take a pool.

        Args:
            scores: scores in billionths of the pool, best first, shape (pool,).
            vectors: int16 levels of the pool's items, shape (pool, dimensions); zeros where there is no vector.
            lambda_ppm: share of the score; the rest is distance.
        """
        top = max(int(np.abs(scores).max(initial=0)), 1)
        # One division an element, rounded alike everywhere; in whole numbers, scores above 9,223 would overflow. Equal
        # or greater scores stay equal or greater, so that λ = 1 gives the order of scores.
        self.relevance = np.rint(scores / top * PPM).astype(np.int64)
        self.lambda_ppm = lambda_ppm
        self._vectors = vectors.astype(np.float64)
        self._likeness: dict[int, NDArray[np.int64]] = {}

    def likeness(self, index: int) -> NDArray[np.int64]:
        """Similarity of every candidate to one of them, in parts per million, never below 0."""
        if index not in self._likeness:
            # Whole numbers below 2^53 throughout, so this product is exact in any order of summation.
            product = np.maximum(self._vectors @ self._vectors[index], 0).astype(np.int64)
            self._likeness[index] = product * PPM // (LEVELS * LEVELS)
        return self._likeness[index]


class Marginal:
    """Marginal relevance of the pool, as one slate grows."""

    def __init__(self, pool: Relevance) -> None:
        """Start with an empty slate."""
        self._pool = pool
        self._nearest = np.zeros(len(pool.relevance), np.int64)
        self._alone = pool.lambda_ppm * pool.relevance
        self._values = self._alone

    def values(self) -> NDArray[np.int64]:
        """Marginal relevance of each candidate now, shape (pool,)."""
        return self._values

    def choose(self, index: int) -> None:
        """Take one candidate into the slate: what is like it becomes less welcome."""
        if self._pool.lambda_ppm < PPM:
            self._nearest = np.maximum(self._nearest, self._pool.likeness(index))
            self._values = self._alone - (PPM - self._pool.lambda_ppm) * self._nearest
