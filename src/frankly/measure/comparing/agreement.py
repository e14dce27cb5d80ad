"""How far people agree beyond chance: Krippendorff's alpha.

Ours, since the library of that name may not be shipped with this product (docs/adr/0017-statistics-of-the-gate.md).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Scale = Literal["nominal", "ordinal", "interval"]
Table = NDArray[np.float64]


def alpha(ratings: Sequence[Sequence[float | None]], scale: Scale = "nominal") -> float | None:
    """Krippendorff's alpha (2011, "Computing Krippendorff's Alpha-Reliability"), from the matrix of coincidences.

    Args:
        ratings: a row for each person, a column for each unit; None where the person did not rate it.
        scale: whether values only differ (`nominal`), stand in an order (`ordinal`), or are numbers (`interval`).

    Returns:
        1 where all agree, 0 where they agree as by chance, less where they disagree; None where fewer than two values
        were given by more than one person, or all are equal: then nothing shows whether people can tell.
    """
    units = [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]
    paired = [unit for unit in units if len(unit) > 1]
    values = sorted({value for unit in paired for value in unit})
    if len(values) < 2:
        return None
    table = _coincidences(paired, {value: at for at, value in enumerate(values)})
    margin = table.sum(axis=1)
    distance = SCALES[scale](np.array(values, np.float64), margin)
    expected = (np.outer(margin, margin) * distance).sum() / (margin.sum() - 1)
    return float(1 - (table * distance).sum() / expected)


def _coincidences(units: Sequence[Sequence[float]], places: Mapping[float, int]) -> Table:
    """How often each value stands beside each other one in a unit, a unit's values counting once each."""
    table = np.zeros((len(places), len(places)))
    for unit in units:
        counts = np.bincount([places[value] for value in unit], minlength=len(places)).astype(np.float64)
        table += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return table


def _nominal(values: Table, margin: Table) -> Table:
    return 1.0 - np.eye(len(values))


def _ordinal(values: Table, margin: Table) -> Table:
    middles = np.cumsum(margin) - margin / 2
    return np.asarray((middles[:, None] - middles[None, :]) ** 2)


def _interval(values: Table, margin: Table) -> Table:
    return np.asarray((values[:, None] - values[None, :]) ** 2)


SCALES: Final[Mapping[Scale, Callable[[Table, Table], Table]]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
}
