"""A predicted sum holds the sum as often as it says, whatever shape the values have, and its parts stand in order."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from frankly.measure.campaigns.prediction import predicted_sum

SEEN = 12
ROUNDS = 400
LEAST = 0.92
"""Of a certainty of .95: three standard deviations of so many rounds below."""

Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def _humps(high: float, share: float) -> Draw:
    return lambda rng, n: np.where(rng.random(n) < share, high, 1.0) * np.exp(rng.normal(0, 0.15, n))


SHAPES: dict[str, Draw] = {
    "even": lambda rng, n: rng.uniform(0.2, 1.8, n),
    "normal": lambda rng, n: np.maximum(0.05, rng.normal(1, 0.2, n)),
    "gamma": lambda rng, n: rng.gamma(6.0, 1.0, n),
    "skewed gamma": lambda rng, n: rng.gamma(2.0, 1.0, n),
    "lognormal": lambda rng, n: np.exp(rng.normal(0, 0.3, n)),
    "skewed lognormal": lambda rng, n: np.exp(rng.normal(0, 0.6, n)),
    "a fixed part and a lognormal one": lambda rng, n: 1 + np.exp(rng.normal(0, 0.6, n)),
    "two humps": _humps(3.0, 0.5),
    "a smaller hump far up": _humps(3.0, 0.3),
    "a smaller hump far down": _humps(3.0, 0.7),
}


@pytest.mark.parametrize(
    ("shape", "failing"),
    [
        *((shape, 0.02) for shape in SHAPES),
        *((shape, failing) for shape in ("normal", "gamma") for failing in (0.0, 0.1)),
    ],
)
def test_it_holds_the_sum_as_often_as_it_says(shape: str, failing: float) -> None:
    rng = np.random.default_rng([2026, *shape.encode()])
    inside = 0
    for _ in range(ROUNDS):
        values = SHAPES[shape](rng, int(rng.integers(20, 300)))
        took = rng.random(len(values)) >= failing
        seen = values[:SEEN][took[:SEEN]]
        told = predicted_sum(seen.tolist(), len(values) - SEEN, SEEN - len(seen))
        inside += bool(told.low <= float((values * took)[SEEN:].sum()) <= told.high)
    assert inside / ROUNDS >= LEAST


@given(
    st.lists(st.floats(0, 1e9), min_size=2, max_size=20),
    st.integers(0, 5_000),
    st.integers(0, 20),
    st.floats(0.5, 0.999),
)
def test_low_middle_and_high_stand_in_order(seen: list[float], rest: int, failed: int, certainty: float) -> None:
    told = predicted_sum(seen, rest, failed, certainty)
    assert 0 <= told.low <= told.middle <= told.high


@given(st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=20), st.integers(1, 5_000), st.integers(0, 20))
def test_more_certainty_reaches_further(seen: list[float], rest: int, failed: int) -> None:
    some, most = (predicted_sum(seen, rest, failed, certainty) for certainty in (0.8, 0.99))
    assert most.low <= some.low
    assert some.high <= most.high
