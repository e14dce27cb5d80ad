"""Sums over a person's acts, in whole numbers: each contribution is a whole amount of the act times a whole value.

Nothing is rounded after that, so that one pass over all acts gives to the last unit what the single contributions add
up to, in any order.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block
from frankly.domain.deciding.snapshot import EXACT, added_up
from frankly.domain.person.acts import SomeActs
from frankly.domain.situation import Situation
from frankly.domain.surface import SourceName, SourcePolicy
from frankly.domain.time import DAY_MS
from frankly.stages.candidates.source import Rows, Units
from frankly.stages.candidates.sources.shared import places_among

PPM = 1_000_000

AMOUNTS = 100_000
"""Amounts are whole numbers of a hundred-thousandth: times a value of a ten-thousandth they are billionths."""

VALUES = 10_000
"""Likeness and the values of models are whole numbers of a ten-thousandth."""

Values = Callable[[NDArray[np.int64]], NDArray[np.int64]]


def amounts(weights_ppm: NDArray[np.int64], policy: SourcePolicy) -> NDArray[np.int64]:
    """What acts of some weight amount to in a source, rounded once."""
    return _whole(weights_ppm / PPM * (policy.weight / PPM))


def faded_amounts(acts: SomeActs, situation: Situation, name: SourceName) -> NDArray[np.int64]:
    """What acts amount to in a source of a model, which may fade them in its own way, by time and by lag."""
    policy = situation.surface.sources[name]
    half_life_days = policy.half_life_days or situation.surface.half_life_days
    whole, places = acts.whole, acts.places
    age_days = np.maximum(situation.now - whole.at_ms[places], 0) / DAY_MS
    # Powers differ between machines in their last place; a millionth is the same everywhere.
    decays = np.rint(np.exp2(-age_days / half_life_days) * PPM) / PPM
    lags = np.rint((1.0 + whole.lags[places]) ** (-policy.lag_power / PPM) * PPM) / PPM
    return _whole(whole.weights_ppm[places] / PPM * (policy.weight / PPM) * decays * lags)


def _whole(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    amount: NDArray[np.int64] = np.rint(shares * AMOUNTS).astype(np.int64)
    return amount


def weighted(
    amounts_of: NDArray[np.int64], values: NDArray[np.float64], greatest: float | None = None
) -> NDArray[np.int64]:
    """Amounts times a table of whole values, summed over the acts; exact in any order.

    Args:
        amounts_of: whole numbers, shape (acts,).
        values: whole numbers, shape (acts, columns).
        greatest: no value is further from 0; None where that has to be looked up.
    """
    most = float(np.abs(values).max(initial=0)) if greatest is None else greatest
    if int(np.abs(amounts_of).sum()) * most >= EXACT:
        return amounts_of @ values.astype(np.int64)
    return (amounts_of.astype(np.float64) @ values).astype(np.int64)


def on_itself(
    name: SourceName, situation: Situation, acts: SomeActs, rows: Rows, strengths_ppm: NDArray[np.int64]
) -> Block:
    """A block of acts, each of some strength, that speak for their own items only."""
    units = amounts(strengths_ppm, situation.surface.sources[name]) * VALUES
    anchors = acts.rows
    columns = places_among(rows, anchors)
    there = columns >= 0

    def table(wanted: Rows) -> Units:
        return np.where(anchors[:, None] == rows[wanted][None, :], units[:, None], 0)

    def some(chosen: Rows) -> Units:
        present = chosen[there[chosen]]
        return added_up(columns[present], units[present], len(rows))

    return Block(name, acts, added_up(columns[there], units[there], len(rows)), table, some)
