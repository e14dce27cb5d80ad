"""Variables × checks: in which of a suite's combinations which check fails."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.evals.cases.case import Value
from frankly.evals.reports.states import FAILED, STATES, UNTOLD, State
from frankly.evals.reports.view import CellView

MOST_COLUMNS: Final = 24
"""Combinations that are told apart; beyond them each variable is shown by itself."""


@dataclass(frozen=True, slots=True)
class Square:
    """One check in one combination.

    Attributes:
        passed: findings that hold.
        of: findings that say something.
        state: the worst of them.
        cells: names of cells in which it is not fine.
    """

    passed: int
    of: int
    state: State
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """A suite's combinations as columns, its checks as rows.

    Attributes:
        suite: which suite.
        variables: names of what varies; empty where nothing does.
        constant: what all cells share.
        columns: values of the variables, sorted, numbers as numbers.
        rows: check → its squares, one for each column; None where it is not asked.
    """

    suite: str
    variables: tuple[str, ...]
    constant: Mapping[str, Value]
    columns: tuple[tuple[str, ...], ...]
    rows: Mapping[str, tuple[Square | None, ...]]

    @property
    def is_fine(self) -> bool:
        """Whether nothing in it needs words."""
        return all(square is None or square.state in UNTOLD for squares in self.rows.values() for square in squares)


def matrices(cells: Sequence[CellView]) -> tuple[Matrix, ...]:
    """A matrix for each suite, or one for each variable where there are too many combinations."""
    suites: dict[str, list[CellView]] = {}
    for cell in cells:
        suites.setdefault(cell.suite, []).append(cell)
    return tuple(matrix for name in sorted(suites) for matrix in _of_suite(name, suites[name]))


def _of_suite(suite: str, cells: Sequence[CellView]) -> tuple[Matrix, ...]:
    values: dict[str, list[str]] = {}
    for cell in cells:
        for name in cell.variables:
            values.setdefault(name, [])
    for name, seen in values.items():
        seen += dict.fromkeys(_value(cell, name) for cell in cells)
    varying = tuple(name for name, seen in values.items() if len(seen) > 1)
    constant = {name: seen[0] for name, seen in values.items() if len(seen) == 1}
    whole = _matrix(suite, varying, constant, cells)
    if len(whole.columns) <= MOST_COLUMNS or len(varying) == 1:
        return (whole,)
    return tuple(_matrix(suite, (name,), constant, cells) for name in varying)


def _matrix(suite: str, varying: tuple[str, ...], constant: Mapping[str, Value], cells: Sequence[CellView]) -> Matrix:
    columns = sorted({tuple(_value(cell, name) for name in varying) for cell in cells}, key=_by)
    found: dict[tuple[str, tuple[str, ...]], list[tuple[State, str]]] = {}
    for cell in cells:
        column = tuple(_value(cell, name) for name in varying)
        for one in cell.founds:
            found.setdefault((one.check, column), []).append((one.state, cell.name))
    checks = sorted({check for check, _ in found})
    rows = {check: tuple(_square(found.get((check, column))) for column in columns) for check in checks}
    return Matrix(suite, varying, constant, tuple(columns), rows)


def _square(found: Sequence[tuple[State, str]] | None) -> Square | None:
    if not found:
        return None
    states = [state for state, _ in found]
    worst = min(states, key=list(STATES).index)
    failed = sum(state in FAILED for state in states)
    passed = states.count("fine")
    wrong = dict.fromkeys(name for state, name in found if state not in UNTOLD)
    return Square(passed, passed + failed, worst, tuple(wrong))


def _by(column: tuple[str, ...]) -> list[tuple[float, str]]:
    return [(float(one), "") if re.fullmatch(r"-?\d+(\.\d+)?", one) else (math.inf, one) for one in column]


def _value(cell: CellView, name: str) -> str:
    value = cell.variables.get(name, "–")
    return str(value).lower() if isinstance(value, bool) else str(value)
