"""Runs of a made-up house whose writer is unsteady: what passes is drawn, from chances that stay the same."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from frankly.evals.runs.verdict import Finding, Verdict

SUITES: Final = ("one-try", "three-tries", "families")
"""Suites that are like real ones: each case once; each three times; cases that go wrong together."""

CHECKS: Final = ("hardly-ever", "now-and-then", "half", "mostly", "score")

CHANCES: Final = {"hardly-ever": 0.99, "now-and-then": 0.9, "half": 0.5, "mostly": 0.2, "score": 0.7}
"""Check → share of what passes, before cases differ."""

FAMILY: Final = 4
"""Cases of one cluster."""

ALIKE: Final = 3.0
"""How far cases differ: a small number is far."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the house: how likely each of its checks passes."""

    suite: str
    case: str
    cluster: str
    tries: int
    chances: dict[str, float]


def house(draws: np.random.Generator) -> list[Cell]:
    """All cells of a house: 20 to 80 cases a suite."""
    cells: list[Cell] = []
    for suite in SUITES:
        for case in range(int(draws.integers(20, 81))):
            is_led = suite == "families" and case % FAMILY
            cluster = f"family-{case // FAMILY}" if suite == "families" else ""
            chances = cells[-1].chances if is_led else _chances(draws)
            cells.append(Cell(suite, f"case-{case:02}", cluster, 3 if suite == "three-tries" else 1, chances))
    return cells


def _chances(draws: np.random.Generator) -> dict[str, float]:
    return {check: float(draws.beta(ALIKE * share, ALIKE * (1 - share))) for check, share in CHANCES.items()}


def run_of(cells: list[Cell], replies: str, draws: np.random.Generator) -> list[Verdict]:
    """Findings of one run of a house.

    Args:
        cells: of the house.
        replies: tells replies of one run from another's.
        draws: what comes of each try.
    """
    return [
        _verdict(cell, check, number, replies, draws)
        for cell in cells
        for check in CHECKS
        for number in range(cell.tries)
    ]


def _verdict(cell: Cell, check: str, number: int, replies: str, draws: np.random.Generator) -> Verdict:
    chance = cell.chances[check]
    score = float(draws.beta(ALIKE * chance + 0.01, ALIKE * (1 - chance) + 0.01)) if check == "score" else None
    passes = draws.random() < chance if score is None else score > 0.5
    return Verdict(
        cell=f"{cell.suite}/{cell.case}" + (f"#{number}" if number else ""),
        suite=cell.suite,
        case=cell.case,
        variables={},
        sample=number,
        cluster=cell.cluster,
        check=check,
        finding=Finding(outcome="pass" if passes else "fail", score=score),
        drawn=replies,
    )
