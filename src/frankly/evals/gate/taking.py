"""Findings of a run by suite, check and unit: what two runs are compared by, and what a baseline keeps.

A unit is a cell over all its samples; where a cell uses a check twice, each use is a unit of its own.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.evals.runs.verdict import Verdict


class Kept(Frozen):
    """What was found of one unit."""

    passed: int
    """Samples that passed."""

    told: int
    """Samples that passed or failed; the others say nothing."""

    score: float | None = None
    """Mean score over the samples that told one, to six places."""

    cluster: str = ""
    """What it is drawn together with."""

    drawn: str = ""
    """Hash of the model's replies that it was made of; empty where there are none."""

    stale: int = Field(0, exclude=True)
    """Samples of which no reply is recorded; only of the run itself."""

    @property
    def share(self) -> float:
        """Share of the samples that passed."""
        return self.passed / self.told

    def is_draw_beside(self, other: "Kept") -> bool:
        """Whether the two were made of different replies, so that chance may have a part in how they differ."""
        return self.drawn != other.drawn


Units = Mapping[str, Kept]
"""Unit → what was found of it."""

Taken = Mapping[str, Mapping[str, Units]]
"""Suite → check → units."""


def unit_of(verdict: Verdict) -> str:
    """Name of a verdict's unit: its cell's without the sample; a later use of a check has its number behind."""
    cell = verdict.cell.removesuffix(f"#{verdict.sample}") if verdict.sample else verdict.cell
    return cell + (f" ~{verdict.number}" if verdict.number else "")


def take(verdicts: Iterable[Verdict]) -> Taken:
    """Findings of a run by suite, check and unit, each in the order of names."""
    grouped: dict[str, dict[str, dict[str, list[Verdict]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for verdict in verdicts:
        grouped[verdict.suite][verdict.check][unit_of(verdict)].append(verdict)
    return {
        suite: {check: {unit: _kept(units[unit]) for unit in sorted(units)} for check, units in sorted(checks.items())}
        for suite, checks in sorted(grouped.items())
    }


def _kept(verdicts: Sequence[Verdict]) -> Kept:
    outcomes = [verdict.finding.outcome for verdict in verdicts]
    passed, failed = outcomes.count("pass"), outcomes.count("fail")
    scores = [
        verdict.finding.score
        for verdict in verdicts
        if verdict.finding.score is not None and verdict.finding.outcome in {"pass", "fail"}
    ]
    replies = sorted({verdict.drawn for verdict in verdicts if verdict.drawn})
    return Kept(
        passed=passed,
        told=passed + failed,
        score=round(sum(scores) / len(scores), 6) if scores else None,
        cluster=verdicts[0].cluster or f"{verdicts[0].suite}/{verdicts[0].case}",
        drawn=hashlib.sha256("\n".join(replies).encode()).hexdigest()[:12] if replies else "",
        stale=outcomes.count("stale"),
    )
