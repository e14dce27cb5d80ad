"""How far people who labelled the same units agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from frankly.evals.labels.label import VALUES, Key, Label
from frankly.measure.comparing.agreement import alpha
from frankly.measure.comparing.bootstrap import LEVEL, draws

ROUNDS: Final = 500

ENOUGH: Final = 0.8
"""Below it nothing should be concluded from labels (Krippendorff 2004, "Content Analysis", chapter 11)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What people's labels come to.

    Attributes:
        people: who labelled, by name, with how many units each.
        both: units that at least two people answered.
        same: of these, units on which all agree.
        alpha: Krippendorff's; None where it cannot be told.
        low: lower end of its interval, over units.
        high: upper end.
        apart: units on which people differ: key → person → label.
    """

    people: Mapping[str, int]
    both: int
    same: int
    alpha: float | None
    low: float | None
    high: float | None
    apart: Mapping[str, Mapping[str, Label]]

    def as_plain(self) -> dict[str, object]:
        """The object as it is printed with `--json`."""
        apart = [
            {"unit": unit, "answers": {name: label.answer for name, label in told.items()}}
            for unit, told in self.apart.items()
        ]
        interval = [self.low, self.high]
        told = {"people": dict(self.people), "both": self.both, "same": self.same, "apart": apart}
        return {"figures": {"labels.alpha": self.alpha}, "interval": interval, **told}


def agreement_of(labels: Mapping[Key, Label]) -> Agreement:
    """Compare people on the units that at least two of them answered; who cannot tell has not answered."""
    by_unit: dict[str, dict[str, Label]] = {}
    for (unit, person), label in labels.items():
        by_unit.setdefault(unit, {})[person] = label
    names = sorted({person for _, person in labels})
    people = {name: sum(person == name for _, person in labels) for name in names}
    answered = {unit: _values(told) for unit, told in by_unit.items()}
    both = sorted(unit for unit, values in answered.items() if len(values) > 1)
    ratings = [[answered[unit].get(name) for name in names] for unit in both]
    apart = {unit: by_unit[unit] for unit in both if len(set(answered[unit].values())) > 1}
    return Agreement(people, len(both), len(both) - len(apart), *alpha_of(ratings), apart)


def _values(told: Mapping[str, Label]) -> dict[str, float]:
    values = {name: VALUES[label.answer] for name, label in told.items()}
    return {name: value for name, value in values.items() if value is not None}


def alpha_of(units: list[list[float | None]]) -> tuple[float | None, float | None, float | None]:
    """Krippendorff's alpha with its interval, a percentile bootstrap over units (Hayes and Krippendorff 2007).

    Args:
        units: for each, what each person said; None where one said nothing.

    Returns:
        Alpha, lower and upper end; None where it cannot be told.
    """
    told = _alpha(units)
    if told is None:
        return None, None, None
    drawn = (_alpha([units[at] for at in draws(len(units), len(units), 0, number)]) for number in range(ROUNDS))
    # Where a draw holds one value alone, all agree in it.
    low, high = np.quantile([1.0 if one is None else one for one in drawn], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return told, float(low), float(high)


def _alpha(units: list[list[float | None]]) -> float | None:
    return alpha(list(zip(*units, strict=True))) if units else None
