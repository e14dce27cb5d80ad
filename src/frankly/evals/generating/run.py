"""Makes the outputs of a run into its folder, and goes on where a run of the same was stopped."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from frankly.domain.model.budget import BudgetKind, read_limit
from frankly.errors import Invalid
from frankly.evals.cases.case import Value
from frankly.evals.generating.making import Opening
from frankly.evals.generating.plan import Plan
from frankly.evals.generating.side_by_side import outputs_of
from frankly.evals.judging.look import calls_in
from frankly.evals.runs.folder import RunFile, RunFolder, run_file
from frankly.evals.runs.output import Output

Progress = Callable[[int, int, str], None]
"""Told how many cells are there, how many there will be, and which came last."""


@dataclass(slots=True)
class Spending:
    """What a run may take, and has taken: calls of real models alone, recorded replies cost nothing.

    Attributes:
        most_tokens: tokens in both directions; None is no limit.
        most_nano: billionths of a US dollar; None is no limit.
        tokens: taken.
        cost_nano: taken.
    """

    most_tokens: int | None = None
    most_nano: int | None = None
    tokens: int = 0
    cost_nano: int = 0

    @classmethod
    def within(cls, told: str) -> "Spending":
        """A budget as people write it: `50000 tokens`, `0.10 USD`, or both with a comma; empty is no limit.

        Raises:
            Invalid: when it is not written like that.
        """
        try:
            limit = read_limit(BudgetKind.CAMPAIGN, told)
        except ValueError as error:
            raise Invalid(f"--budget {told}: {error}.") from error
        return cls() if limit is None else cls(limit.tokens, limit.cost_nano)

    def note(self, output: Output) -> None:
        """Count what an output took."""
        for call in calls_in(output):
            if not call.is_recorded and not call.is_simulated:
                self.tokens += call.tokens_in + call.tokens_out
                self.cost_nano += call.cost_nano

    def may(self) -> bool:
        """Whether anything is left."""
        has_tokens = self.most_tokens is None or self.tokens < self.most_tokens
        return has_tokens and (self.most_nano is None or self.cost_nano < self.most_nano)


WORKERS: Final = 2
"""Processes that make outputs, where nothing else is said."""


def generate(
    plan: Plan,
    folder: RunFolder,
    opening: Opening,
    config: Mapping[str, Value],
    *,
    workers: int = WORKERS,
    spending: Spending | None = None,
    is_fresh: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> RunFile:
    """Make every output that is not there yet; each is on the disk before the next one is handed over.

    Args:
        plan: what is asked.
        folder: where outputs are kept. A run of the same cells and configuration that was stopped here is gone on with.
        opening: shops and models.
        config: what the cells are made with; see `plan.config_of`.
        workers: processes.
        spending: what calls may take; no more cells are begun when it is spent.
        is_fresh: make everything anew.
        progress: told after each output.

    Returns:
        What was run; `is_done` says whether all of it was made.

    Raises:
        Misconfigured: when a file is wrong, or the folder cannot be written.
        StoreUnavailable: when a process ends before its work; what came until then is kept.
    """
    start, spending = time.monotonic(), spending or Spending()
    told = run_file(plan.cells, config, plan.suites, is_whole=plan.is_whole, data=plan.files)
    done = folder.begin(told, is_fresh=is_fresh)
    for output in done.values():
        spending.note(output)
    before = folder.run()
    number = len(done)
    left = [cell for cell in plan.cells if cell.name not in done]
    progress(number, len(plan.cells), "")
    try:
        for output in outputs_of(left, opening, workers, spending.may):
            folder.add(output)
            spending.note(output)
            number += 1
            progress(number, len(plan.cells), output.cell.name)
    finally:
        seconds = round(before.seconds + time.monotonic() - start, 3)
        ended = before.model_copy(update={"is_done": number == len(plan.cells), "seconds": seconds})
        folder.put_run(ended)
    return ended
