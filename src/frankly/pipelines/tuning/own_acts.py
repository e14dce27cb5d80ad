"""A person's own acts that speak for their items, in classes of about one age, and what a model makes of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import SparseRows
from frankly.domain.deciding.training import MODEL_UNITS
from frankly.domain.situation import Situation
from frankly.domain.time import DAY_MS

PPM = 1_000_000

LAG_EDGES = np.array([*range(9), 10, 13, 17, 22, 28, 36, 48, 64, 96, 128, 256, 512])
"""Lags from which on a new class of acts begins: the newest ones each alone, older ones together."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnActs:
    """A person's acts that speak for their items, by class.

    Attributes:
        rows: of the items.
        weights: of the acts, undecayed, 1.0 for one that says all.
        age_days: of the acts.
        lag: items acted on later.
        classes: class of each act, 0 … number - 1.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    age_days: NDArray[np.float64]
    lag: NDArray[np.float64]
    classes: NDArray[np.int64]

    @property
    def number(self) -> int:
        """Number of classes."""
        return int(self.classes.max(initial=-1)) + 1

    def strengths(self, half_life_days: float, lag_power: float) -> NDArray[np.float64]:
        """Weights of the acts, decayed."""
        return np.asarray(
            self.weights * np.exp2(-self.age_days / half_life_days) * (1 + self.lag) ** -lag_power, np.float64
        )

    def mean(self, values: NDArray[np.float64]) -> NDArray[np.float32]:
        """Mean of each class."""
        counts = np.bincount(self.classes, minlength=self.number)
        return (np.bincount(self.classes, values, self.number) / counts).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """What a model leads to from a person's acts: act, item and value of each entry."""

    owners: NDArray[np.int64]
    items: NDArray[np.int32]
    values: NDArray[np.float64]

    def spread(self, strengths: NDArray[np.float64], total: int) -> NDArray[np.float64]:
        """Sum of strength times value for every row."""
        return np.bincount(self.items, strengths[self.owners] * self.values, total).astype(np.float64, copy=False)


def own_acts(situation: Situation) -> OwnActs:
    """The acts of a situation's person, inside the scope."""
    acts = situation.profile.acts
    chosen = np.flatnonzero(acts.weights_ppm > 0)
    lag = acts.lags[chosen]
    _, classes = np.unique(np.searchsorted(LAG_EDGES, lag, side="right"), return_inverse=True)
    return OwnActs(
        rows=acts.rows[chosen],
        weights=acts.weights_ppm[chosen] / PPM,
        age_days=np.maximum(situation.now - acts.at_ms[chosen], 0) / DAY_MS,
        lag=lag.astype(np.float64),
        classes=classes.astype(np.int64),
    )


def links_of(matrix: SparseRows, own: OwnActs) -> Links:
    """What a model leads to from a person's acts."""
    owners, entries = matrix.entries_of(own.rows)
    return Links(owners, matrix.indices[entries], matrix.values[entries] / MODEL_UNITS)
