"""Runs over sentences that language models wrote under one prompt: each run gets other ones, and none is in both.

An item's sentences of one kind are tries of one cell. What is asked of them is what checks of the gate ask: whether the
verifier proves them, and how long they are, with bounds that part of them pass.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from frankly.evals.liars.trying import Tried
from frankly.evals.runs.verdict import Finding, Verdict

CHECKS: Final[Mapping[str, Callable[[Tried], bool]]] = {
    "proved": lambda tried: tried.is_admitted,
    "at-most-60": lambda tried: len(tried.case.text) <= 60,
    "at-most-75": lambda tried: len(tried.case.text) <= 75,
    "at-most-twelve-words": lambda tried: len(tried.case.text.split()) <= 12,
    "names-no-title": lambda tried: ".title}" not in tried.case.text,
    "because": lambda tried: any(word in tried.case.text.lower() for word in ("because", "weil", "darum", "so ")),
}
"""Check → whether a sentence passes; shares from a fifth to nearly all."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One recorded sentence, looked at.

    Attributes:
        suite: its language and kind.
        case: its item.
        passes: check → whether it does.
    """

    suite: str
    case: str
    passes: Mapping[str, bool]


def samples(tried: Sequence[Tried]) -> list[Sample]:
    """Sentences of cells that have at least two: one alone cannot be in two runs."""
    cells: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for one in tried:
        suite = f"{one.case.kind}-{one.case.locale}"
        looked = {check: bool(passes(one)) for check, passes in CHECKS.items()}
        cells[suite, one.case.item].append(Sample(suite, one.case.item, looked))
    return [sample for cell in cells.values() if len(cell) > 1 for sample in cell]


def two_runs(recorded: Sequence[Sample], draws: np.random.Generator) -> tuple[list[Verdict], list[Verdict]]:
    """Two runs, half of each cell's sentences in either.

    Args:
        recorded: all sentences.
        draws: who comes where.
    """
    cells: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for sample in recorded:
        cells[sample.suite, sample.case].append(sample)
    before: list[Verdict] = []
    after: list[Verdict] = []
    for cell in cells.values():
        order = draws.permutation(len(cell))
        half = len(cell) // 2
        before += _verdicts([cell[at] for at in order[:half]], "before")
        after += _verdicts([cell[at] for at in order[half : 2 * half]], "after")
    return before, after


def _verdicts(cell: Sequence[Sample], replies: str) -> list[Verdict]:
    return [
        Verdict(
            cell=f"{sample.suite}/{sample.case}" + (f"#{number}" if number else ""),
            suite=sample.suite,
            case=sample.case,
            variables={},
            sample=number,
            cluster=sample.case,
            check=check,
            finding=Finding(outcome="pass" if passes else "fail"),
            drawn=replies,
        )
        for number, sample in enumerate(cell)
        for check, passes in sample.passes.items()
    ]
