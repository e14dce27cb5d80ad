"""Tests of the same cells before and after a change: could what changed be chance?"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, permutation_test

ROUNDS: Final = 9_999
"""Draws of signs; every way is tried where there are fewer."""

CLOSE_LOOK: Final = 99_999
"""Draws where hardly one of the first was as far: Holm's correction asks for small chances."""

HARDLY: Final = 0.002


def mcnemar(lost: int, gained: int) -> float:
    """Exact two-sided chance of such an imbalance among pairs that changed (McNemar 1947, by the binomial).

    Args:
        lost: pairs that passed before alone.
        gained: pairs that pass after alone.
    """
    changed = lost + gained
    return float(binomtest(lost, changed, 0.5).pvalue) if changed else 1.0


def sign_flips(sums: NDArray[np.float64], seed: int = 0) -> float:
    """Two-sided chance of such a sum where each cluster could as well have changed the other way (Fisher 1935).

    Args:
        sums: after less before, summed by cluster.
        seed: of the draws, where there are too many ways to try them all.
    """
    # A cluster that did not change adds nothing whatever its sign is; without it more can be tried exactly.
    changed = sums[sums != 0]
    if len(changed) < 2:
        return 1.0
    first = _flipped(changed, ROUNDS, seed)
    return first if first > HARDLY or 2 ** len(changed) <= ROUNDS else _flipped(changed, CLOSE_LOOK, seed)


def _flipped(changed: NDArray[np.float64], rounds: int, seed: int) -> float:
    found = permutation_test(
        (changed,),
        lambda values, axis: values.sum(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=rounds,
        batch=max(1, 1_000_000 // len(changed)),
        rng=seed,
    )
    return float(found.pvalue)
