"""What a run comes to: by suite and check, with intervals; and by cell, what is red and why."""

from typing import Literal

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.evals.cases.case import Value
from frankly.evals.runs.verdict import Finding

Standing = Literal["fine", "worse", "stale", "could not run"]
"""What a run comes to; exit codes 0, 1, 3 and 2."""

Comparison = Literal["better", "worse", "same within margin", "cannot tell"]
"""What a change did to a check."""


class Counts(Frozen):
    """Findings by outcome."""

    passed: int = 0
    """It holds."""

    failed: int = 0
    """It does not."""

    stale: int = 0
    """Not recorded: cannot tell."""

    skipped: int = 0
    """Nothing to look at."""

    errors: int = 0
    """The check, or what it looks at, broke."""

    @property
    def told(self) -> int:
        """Findings that say something."""
        return self.passed + self.failed


class CheckSummary(Frozen):
    """One check in one suite."""

    suite: str
    """Its suite."""

    check: str
    """Its name."""

    gates: bool
    """Whether it turns the run red: it has a card that is good enough, and the suite does not say otherwise."""

    lacks: str = ""
    """Why it does not gate though it is meant to, as "no card"; empty where it gates, or only tells by its nature."""

    counts: Counts
    """Findings by outcome."""

    share: float | None
    """Share that passed of those that say something."""

    low: float | None
    """Lower end of its interval, over clusters."""

    high: float | None
    """Upper end."""

    mean: float | None = None
    """Mean score, of checks that give one."""

    @property
    def speaks(self) -> bool:
        """Whether it found something to look at."""
        return bool(self.counts.told or self.counts.stale)


class Red(Frozen):
    """A finding that is not fine."""

    cell: str
    """Name of the cell."""

    suite: str
    """Its suite."""

    case: str
    """Its case."""

    variables: dict[str, Value] = Field(default_factory=dict)
    """What its variables were."""

    check: str
    """Which check."""

    finding: Finding
    """What was found."""

    gates: bool = True
    """Whether it counts, or only tells."""

    is_known: bool = False
    """Whether the accepted baseline fails here too."""


class Compared(Frozen):
    """One check in one suite, before and after."""

    suite: str
    """Its suite."""

    check: str
    """Its name."""

    before: float | None
    """Share that passed before."""

    after: float | None
    """Share that passes now."""

    difference: float | None
    """After less before, of the cells that both have."""

    low: float | None
    """Lower end of its interval."""

    high: float | None
    """Upper end."""

    p: float | None
    """Of the paired test, before Holm's correction."""

    verdict: Comparison
    """What it comes to."""

    needs: int | None = None
    """Clusters that it would take to tell a difference of the margin, where nobody can."""

    flipped: tuple[str, ...] = ()
    """Cells that passed and fail now."""

    of: Literal["share", "score"] = "share"
    """What before, after and difference are of: the share that passes, or the mean score of a check that gives one."""

    margin: float = 0.0
    """Smallest difference that matters."""

    p_adjusted: float | None = None
    """After Holm's correction over everything that was compared."""

    gates: bool = True
    """Whether it counts, or only tells."""

    broken: tuple[str, ...] = ()
    """Cells that fail now without any draw: they passed before, or are new. One is enough to be worse."""

    lost: tuple[str, ...] = ()
    """Cells that said something before and say nothing now."""


class Summary(Frozen):
    """A run."""

    run: str
    """Hash of what was run: cells, prompts, policies, cassettes."""

    standing: Standing
    """What it comes to."""

    config: dict[str, Value] = Field(default_factory=dict)
    """What it was made with: prompts, policies, engine, mode, model; each by its hash or name."""

    seconds: float = 0.0
    """How long it took."""

    cost_nano: int = 0
    """What it cost, in billionths of a US dollar; recorded replies cost nothing."""

    cells: int = 0
    """Cells that were looked at."""

    checks: tuple[CheckSummary, ...] = ()
    """By suite and check."""

    reds: tuple[Red, ...] = ()
    """Findings that failed or broke, gating ones first, then by suite, check and cell."""

    stale: tuple[str, ...] = ()
    """What no cassette holds, in words: prompt, calls, what recording would cost."""

    compared: tuple[Compared, ...] = ()
    """What changed since the baseline; empty where none was compared."""

    notes: tuple[str, ...] = ()
    """What a reader must know."""
