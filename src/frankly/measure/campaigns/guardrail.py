"""Has a share surpassed what is allowed? Asked again and again while messages go out, without crying wolf.

A test at 5 % that is looked at after every batch cries wolf far more often than in 5 of 100 campaigns. So the evidence
is a likelihood ratio of larger shares, mixed over all of them, against the share that is allowed: where the true share
is no larger, such a ratio ever reaches 1 / α with a chance of α at most, however often one looks (Ville 1939; Robbins
1970, "Statistical methods related to the law of the iterated logarithm").
"""

import math
from dataclasses import dataclass
from typing import Final

from scipy.special import betaincc, betaln

ALARM: Final = 0.05
"""Campaigns in which any guardrail gives alarm though no share is surpassed: at most this share of them."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One share that is watched.

    Attributes:
        hits: what is counted, each message once.
        of: all messages.
        most: the share that is allowed.
    """

    hits: int
    of: int
    most: float

    @property
    def share(self) -> float:
        """The share so far."""
        return self.hits / self.of if self.of else 0.0


def log_evidence(watch: Watch) -> float:
    """Natural logarithm of the evidence that the true share is larger than allowed.

    The larger shares have a Beta(1, 1 / most) distribution cut off below `most`: about as far above it as it is large.
    """
    hits, misses, most = watch.hits, watch.of - watch.hits, watch.most
    if most >= 1 or watch.of == 0:
        return -math.inf
    if most <= 0:
        return math.inf if hits else -math.inf
    spread = 1 / most
    above = float(betaincc(hits + 1, misses + spread, most))
    if above == 0:
        return -math.inf
    mixed = float(betaln(hits + 1, misses + spread)) + math.log(above) + math.log(spread) - spread * math.log1p(-most)
    return mixed - hits * math.log(most) - misses * math.log1p(-most)


def is_surpassed(watch: Watch, alarm: float) -> bool:
    """Whether more than what is allowed is what happens, beyond chance.

    Args:
        watch: what was counted so far.
        alarm: how often this may be said wrongly, over the whole life of a campaign.
    """
    return log_evidence(watch) >= -math.log(alarm)
