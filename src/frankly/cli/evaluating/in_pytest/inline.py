"""Judges cases that stand in a test of pytest: made in this process, in shops that are opened once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from threadpoolctl import threadpool_limits

from frankly.cli.evaluating.running.cases_run import judging_of, loads_of_shops
from frankly.evals.cases.case import Case, Cell
from frankly.evals.cases.cells import cells_of
from frankly.evals.cases.suite import CaseSuite
from frankly.evals.gate.summarising import summarise
from frankly.evals.gate.terms import Terms
from frankly.evals.generating.making import Maker, Opening
from frankly.evals.generating.models import Replies
from frankly.evals.judging.judge import Judging
from frankly.evals.judging.look import require_checks, verdicts_of
from frankly.evals.reports.view import Run, RunView, view_of
from frankly.evals.reports.words import explained
from frankly.evals.runs.output import Output
from frankly.evals.runs.verdict import Verdict
from frankly.settings import Settings, data_folder


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a case.

    Attributes:
        outputs: what was made, one for each combination of its variables.
        verdicts: what its checks found.
        view: all of it as reports tell it.
    """

    outputs: tuple[Output, ...]
    verdicts: tuple[Verdict, ...]
    view: RunView

    @property
    def passed(self) -> bool:
        """Whether every check holds, and at least one found something to look at."""
        outcomes = [verdict.finding.outcome for verdict in self.verdicts]
        return "pass" in outcomes and not {"fail", "stale", "error"} & set(outcomes)

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Findings that failed, broke, or are stale."""
        return tuple(one for one in self.verdicts if one.finding.outcome not in {"pass", "skipped"})

    @property
    def explained(self) -> str:
        """What is wrong, with the sentences: `assert told.passed, told.explained`."""
        lines = [
            line
            for cell in self.view.cells
            for found in cell.wrong
            for line in (f"{cell.name} {found.check}:", *(f"  {told}" for told in explained(cell, found)))
        ]
        return "\n".join(lines) or f"{len(self.verdicts)} findings, none of them wrong"


class Inline:
    """Makes and judges cases. It has a thread of its own, so that tests with an event loop can use it too."""

    def __init__(self, suites: Path | None = None) -> None:
        """Nothing is opened yet.

        Args:
            suites: folder in which cassettes, shops and judgements lie; without one the configured folder.
        """
        self._suites = suites or data_folder("evals", Settings())
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="frankly-eval")
        self._runner = asyncio.Runner()
        self._opened = AsyncExitStack()
        self._makers: dict[bool, Maker] = {}
        self._judging: Judging | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close shops and models."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _close(self) -> None:
        self._runner.run(self._opened.aclose())
        self._runner.close()

    def __call__(
        self,
        case: Case | Mapping[str, Any],
        *,
        shop: str = "demo",
        model: str = "",
        checks: Sequence[Any] = (),
        simulated: bool = False,
    ) -> Judged:
        """Make a case and judge it.

        Args:
            case: as it stands in a file of cases.
            shop: data set in which it is asked, or a file of items in the folder of suites, as `tone/shops/few.jsonl`.
            model: whose recorded replies are used; empty asks none.
            checks: what is asked of it besides its own checks.
            simulated: whether the simulated writer stands in for what is not recorded.

        Raises:
            ValidationError: when the case is not as a case is.
            NotFound: when there is no such shop or check.
            Misconfigured: when a check does not understand what it is told, or the case has none.
        """
        suite = CaseSuite.model_validate(
            {"title": "inline", "proves": "What a test says.", "shop": shop, "model": model, "checks": tuple(checks)}
        )
        told = case if isinstance(case, Case) else Case.model_validate(dict(case))
        # A suite's own shop is told from its folder; a case in a test stands in none.
        cells = [
            cell.model_copy(update={"shop": told.shop or shop})
            for cell in cells_of("inline", suite, [(told, "the case")])
        ]
        judging = self._judge()
        require_checks(cells, judging.checks)
        made = self._thread.submit(self._run, cells, simulated)
        return _judged(tuple(made.result()), judging)

    def _run(self, cells: Sequence[Cell], simulated: bool) -> list[Output]:
        with threadpool_limits(limits=1):  # small matrices: more threads take longer than one
            return self._runner.run(self._make(cells, simulated=simulated))

    async def _make(self, cells: Sequence[Cell], *, simulated: bool) -> list[Output]:
        if simulated not in self._makers:
            replies = Replies(self._suites / "cassettes", "replay", simulated)
            wants = {name: check.probes for name, check in self._judge().checks.items()}
            self._makers[simulated] = await self._opened.enter_async_context(Opening({}, replies, wants).open())
        maker = self._makers[simulated]
        maker.loads = {**maker.loads, **loads_of_shops([cell.shop for cell in cells], self._suites)}
        return [await maker.make(cell) for cell in cells]

    def _judge(self) -> Judging:
        if self._judging is None:
            self._judging = judging_of(Settings(), self._suites)
        return self._judging


def _judged(outputs: tuple[Output, ...], judging: Judging) -> Judged:
    verdicts = [one for output in outputs for one in verdicts_of(output, judging.checks, judging.bench)]
    # Whoever asks for a check in a test of their own wants to hear of it: here every check counts.
    terms = Terms(gating=frozenset(judging.checks), order=tuple(judging.checks), is_whole=False)
    expects = {name: check.says for name, check in judging.checks.items()}
    view = view_of(Run(summarise(verdicts, terms), outputs, verdicts, place=None), expects)
    return Judged(outputs, tuple(verdicts), view)
