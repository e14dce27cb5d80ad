"""What is tuned: a weight and two decays for each source, and the grids that they are looked for on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

HALF_LIVES = (7, 14, 30, 60, 90, 180, 365, 1095, 3650)
"""Half-lives in days that are tried; the longest one is no decay at all."""

LAG_POWERS = (0.0, 0.2, 0.4, 0.55, 0.7, 0.85, 1.0, 1.25, 1.5)
"""Powers of (1 + lag) that are tried; 0 is no decay at all."""

FACTORS = (0.0, 0.35, 0.5, 0.7, 0.85, 1.2, 1.4, 2.0, 3.0)
"""What a weight is multiplied by, one after the other."""

FIRST_SHARES = (0.05, 0.15, 0.4, 1.0)
"""Reach, against that of all others together, that a source without weight is tried with."""

GREATEST_WEIGHT = 100.0
"""Greatest weight that a surface may give to a source."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one source counts.

    Attributes:
        weight: factor of its contributions, not negative.
        half_life_days: after so many days an act counts half.
        lag_power: an act counts (1 + lag) to the minus this; lag is the number of items acted on later.
    """

    weight: float
    half_life_days: int = 60
    lag_power: float = 0.0


Blend: TypeAlias = Mapping[str, Setting]
"""Source → how it counts."""


@dataclass(frozen=True, slots=True)
class Grids:
    """Decays that are tried.

    Attributes:
        half_lives: in days.
        lag_powers: of (1 + lag).
    """

    half_lives: tuple[int, ...] = HALF_LIVES
    lag_powers: tuple[float, ...] = LAG_POWERS


WITHOUT_TIMES = Grids(half_lives=(HALF_LIVES[-1],))
"""Where acts have an order and no times, only their order fades."""


def tidy(weight: float) -> float:
    """A weight as it may stand in a file: three digits that count, not negative, not too great."""
    return min(max(float(f"{weight:.3g}"), 0.0), GREATEST_WEIGHT)
