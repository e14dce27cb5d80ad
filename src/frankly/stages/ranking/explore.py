"""Exploration: one slot is drawn uniformly from the reserve with probability ε; propensities are closed-form."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.slate import PROPENSITY_ONE
from frankly.domain.seed import below, chance_ppm
from frankly.domain.situation import Situation


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What became of the exploring slot.

    Attributes:
        column: candidate that stands there now.
        is_explored: whether it was drawn from the reserve.
        propensities: column → probability of standing there, in parts per billion; they sum to 1,000,000,000.
    """

    column: int
    is_explored: bool
    propensities: dict[int, int]


def draw(situation: Situation, base: int, reserve: NDArray[np.int64]) -> Drawn:
    """Draw the exploring slot.

    Args:
        situation: whose seed and policy hold.
        base: column that stands there without exploration.
        reserve: columns that may be drawn without breaking a cap or a floor.

    Returns:
        The outcome. Each reserve item has ε / m, the base item the rest, whole parts per billion; what integer
        division leaves over stays with the base item.
    """
    epsilon_ppm = situation.surface.exploration.epsilon
    if not epsilon_ppm or not len(reserve):
        return Drawn(base, False, {base: PROPENSITY_ONE})
    each = epsilon_ppm * (PROPENSITY_ONE // 1_000_000) // len(reserve)
    propensities = {int(column): each for column in reserve.tolist()}
    propensities[base] = PROPENSITY_ONE - each * len(reserve)
    if chance_ppm(situation.seed, "explore") >= epsilon_ppm:
        return Drawn(base, False, propensities)
    column = int(reserve[below(len(reserve), situation.seed, "explore", "which")])
    return Drawn(column, True, propensities)
