"""From what each person got to figures by name: means, by group, and differences with their intervals."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.bench.ranking.asking import OF_RANKS, Outcome
from frankly.bench.ranking.grouping import Groups
from frankly.measure.comparing.bootstrap import Interval, difference, interval
from frankly.measure.ranking.lists import coverage

MAIN: Final = "ndcg10"
"""The figure with intervals and differences."""


def of_method(outcome: Outcome, groups: Groups, rows: int) -> dict[str, float]:
    """Figures of one method: `<metric>`, `<metric>.<group>`, and the interval of the main one.

    Args:
        outcome: what it got.
        groups: of the set.
        rows: size of the catalogue.
    """
    everyone = np.ones(len(outcome.lists), np.bool_)
    figures = _means(outcome, everyone, rows) | ends(MAIN, interval(outcome.values[MAIN]))
    for group, members in groups.people.items():
        figures |= {f"{name}.{group}": value for name, value in _means(outcome, members, rows).items()}
    for group, values in outcome.by_truth.items():
        figures |= {f"{name}.{group}": value for name in OF_RANKS for value in _mean(values[name])}
    return figures


def differences(outcomes: Mapping[str, Outcome], ours: str = "ours", suffix: str = "") -> dict[str, float]:
    """Paired differences of the main figure between ours and each other method, with 95 % intervals.

    Args:
        outcomes: method → what it got, on the same questions.
        ours: whose gain it is.
        suffix: of every name.
    """
    figures: dict[str, float] = {}
    for method, outcome in outcomes.items():
        if method != ours and ours in outcomes:
            found = difference(outcomes[ours].values[MAIN], outcome.values[MAIN])
            name = f"{ours}_minus_{method}.{MAIN}{suffix}"
            figures |= {name: round(found.mean, 5)} | ends(name, found)
    return figures


def ends(name: str, found: Interval) -> dict[str, float]:
    """Both ends of an interval, as figures."""
    return {f"{name}.low": round(found.low, 5), f"{name}.high": round(found.high, 5)}


def _means(outcome: Outcome, members: NDArray[np.bool_], rows: int) -> dict[str, float]:
    if not members.any():
        return {}
    means = {name: value for name, values in outcome.values.items() for value in _mean(values[members])}
    return means | {"coverage": round(coverage(outcome.shown(members, rows)), 5)}


def _mean(values: NDArray[np.float64]) -> list[float]:
    """The mean of what is known, or nothing where nothing is: a set without categories has no calibration."""
    known = values[~np.isnan(values)]
    return [round(float(known.mean()), 5)] if len(known) else []
