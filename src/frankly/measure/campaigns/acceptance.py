"""How many of a lot must be looked at to say that few are defective, and what a look at some of them proves.

A lot is drawn from at random and without putting back, so the number of defects found is hypergeometric: a small lot
needs fewer looks than the 299 that prove "under 1 %" with 95 % certainty of a lot without end (there the number is
binomial, and the bound that of Clopper and Pearson 1934).
"""

from dataclasses import dataclass
from typing import Final

from scipy.stats import beta, binom, hypergeom

ENDLESS: Final = None
"""Size of a lot without end."""

_EVEN: Final = 1e-12
"""Chances that differ by less are the same: they come from sums of rounded terms."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a look at a random sample proves.

    Attributes:
        looked_at: how many were looked at.
        defects: how many of them were defective.
        share: no larger share of the lot is defective …
        confidence: … with this certainty.
    """

    looked_at: int
    defects: int
    share: float
    confidence: float


def sample_size(defect_share: float, confidence: float, lot: int | None = ENDLESS) -> int:
    """The least number to look at that, where none of them is defective, shows that few of the lot are.

    Args:
        defect_share: the bound, above 0 and at most 1.
        confidence: with which certainty, from 0 to below 1.
        lot: how many there are; None for a lot without end.

    Returns:
        The number; at most the lot.

    Raises:
        ValueError: for a bound of 0 or a certainty of 1: these take a look at everything of a lot, and no number is
            enough for one without end.
    """
    if not 0 < defect_share <= 1 or not 0 <= confidence < 1:
        raise ValueError("the share must lie above 0 and the certainty below 1")
    low, high = 0, _endless_size(defect_share, confidence) if lot is None else lot
    while low < high:
        middle = (low + high) // 2
        if upper_bound(0, middle, confidence, lot).share < defect_share:
            high = middle
        else:
            low = middle + 1
    return low


def upper_bound(defects: int, looked_at: int, confidence: float, lot: int | None = ENDLESS) -> Bound:
    """The exact one-sided upper bound of the share of defects.

    Args:
        defects: found in the sample.
        looked_at: size of the sample, drawn at random.
        confidence: how often such a bound holds the true share, at least.
        lot: how many there are; None for a lot without end.

    Raises:
        ValueError: when the numbers do not fit each other.
    """
    if not 0 <= defects <= looked_at or (lot is not None and looked_at > lot):
        raise ValueError(f"{defects} defects among {looked_at} of {lot} cannot be")
    if lot is None:
        share = 1.0 if defects == looked_at else float(beta.ppf(confidence, defects + 1, looked_at - defects))
        return Bound(looked_at, defects, share, confidence)
    most = _most_defects(defects, looked_at, confidence, lot)
    return Bound(looked_at, defects, most / lot if lot else 0.0, confidence)


def _endless_size(defect_share: float, confidence: float) -> int:
    """A number that surely is enough: where every one is looked at by itself."""
    size = 1
    while binom.pmf(0, size, defect_share) > 1 - confidence:
        size *= 2
    return size


def _most_defects(defects: int, looked_at: int, confidence: float, lot: int) -> int:
    """The largest number of defects in the lot with which so few would still be found often enough to be believed."""
    low, high = defects, lot - (looked_at - defects)
    while low < high:
        middle = (low + high + 1) // 2
        if hypergeom.cdf(defects, lot, middle, looked_at) > 1 - confidence + _EVEN:
            low = middle
        else:
            high = middle - 1
    return low
