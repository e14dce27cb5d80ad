"""Runs suites of cases, and tells what came of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frankly.evals.cards.counting import Counting
    from frankly.evals.cassettes.playing import Mode
    from frankly.evals.generating.making import Load
    from frankly.evals.generating.plan import Plan
    from frankly.evals.judging.judge import Judging
    from frankly.evals.runs.folder import RunFile, RunFolder
    from frankly.evals.runs.summary import Summary
    from frankly.settings import Settings

CODES: Final = {"fine": 0, "worse": 1, "could not run": 2, "stale": 3}
"""What a run comes to → exit code."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of suites of cases.

    Attributes:
        names: of suites; all where none is named.
        suites: their folder.
        filters: that every cell must pass.
        cells: names of cells, where only these are wanted; None for all that pass.
        samples: how often each case is tried; None for what suites say.
        model: that is asked in place of the suites' own; empty leaves it to them.
        prompts: versions of prompts in place of those in use.
        mode: whether models themselves are asked.
        simulated: whether a simulated writer stands in for what is not recorded.
        budget: the most that calls may take.
        workers: processes.
        is_fresh: make everything anew.
        out: the run's folder; None for the last run's.
        sets: folder that holds the folders of public data sets.
    """

    names: Sequence[str]
    suites: Path
    filters: Sequence[str] = ()
    cells: frozenset[str] | None = None
    samples: int | None = None
    model: str = ""
    prompts: Sequence[str] = ()
    mode: Mode = "replay"
    simulated: bool = False
    budget: str = ""
    workers: int = 2
    is_fresh: bool = False
    out: Path | None = None
    sets: Path | None = None


def run_cases(wanted: Wanted, settings: Settings) -> Summary:
    """Make, judge and sum up.

    Raises:
        NotFound: when there is no such suite, case or check.
        Misconfigured: when a file is wrong, with file and line.
    """
    from frankly.cli.evaluating.reporting.runs import last_run
    from frankly.evals.generating.plan import plan_of
    from frankly.evals.judging.judge import judge
    from frankly.evals.judging.look import require_checks
    from frankly.evals.runs.folder import RunFolder

    require_prompts(wanted.prompts, settings)
    plan = plan_of(wanted.suites, wanted.names, wanted.filters, wanted.samples)
    plan = plan.asked_by(wanted.model, wanted.prompts)
    if wanted.cells is not None:
        cells = [cell for cell in plan.cells if cell.name in wanted.cells]
        plan = replace(plan, cells=cells, is_whole=plan.is_whole and len(cells) == len(plan.cells))
    judging = judging_of(settings, wanted.suites)
    require_checks(plan.cells, judging.checks)
    folder = RunFolder(wanted.out or last_run(settings))
    _make(wanted, plan, folder, judging, settings)
    return judge(folder, judging, plan)


def require_prompts(names: Sequence[str], settings: Settings) -> None:
    """See that versions of prompts are there, before anything is made.

    Raises:
        NotFound: when there is none of a name.
        Invalid: when one is not written as a version.
    """
    if names:
        from frankly.adapters.files.prompts import load_prompts
        from frankly.evals.generating.asking import version_named
        from frankly.settings import data_folder

        book = load_prompts(data_folder("prompts", settings))
        for name in names:
            version_named(book, name)


def judging_of(settings: Settings, suites: Path) -> Judging:
    """By what runs are judged here.

    Raises:
        Misconfigured: when a file is wrong.
    """
    from frankly.evals.checks.registry import CHECKS
    from frankly.evals.judging.judge import Judging, bench_of

    return Judging(CHECKS, bench_of(settings, suites), checks_that_count(), suites)


def checks_that_count() -> Counting:
    """Which checks may turn a run red.

    Raises:
        Misconfigured: when the cards cannot be read.
    """
    from frankly.evals.cards.counting import counting

    return counting()


def _make(wanted: Wanted, plan: Plan, folder: RunFolder, judging: Judging, settings: Settings) -> RunFile:
    from datetime import UTC, datetime

    from frankly.cli.door import keeping
    from frankly.cli.screen import err
    from frankly.evals.generating.making import Opening
    from frankly.evals.generating.models import Replies
    from frankly.evals.generating.plan import config_of
    from frankly.evals.generating.run import Spending, generate
    from frankly.evals.judging.judge import CASSETTES

    # The day alone: nothing that is judged depends on it, cassettes say when they were recorded.
    day = datetime.now(UTC).date().isoformat()
    replies = Replies(wanted.suites / CASSETTES, wanted.mode, wanted.simulated, day, folder.wanted.absolute())
    opening = Opening(
        loads_of_shops(plan.shops, wanted.suites, wanted.sets),
        replies,
        {name: check.probes for name, check in judging.checks.items()},
    )
    config = config_of(replies, settings)
    screen = err()
    kept = f"What was made is kept in {folder.path}; the same command goes on."
    with keeping(lambda: kept), screen.status("opening the shop") as status:

        def progress(done: int, total: int, name: str) -> None:
            if screen.is_terminal:
                status.update(f"{done:,} of {total:,} cells  {name}")

        return generate(
            plan,
            folder,
            opening,
            config,
            workers=wanted.workers,
            spending=Spending.within(wanted.budget),
            is_fresh=wanted.is_fresh,
            progress=progress,
        )


def loads_of_shops(shops: Sequence[str], suites: Path | None = None, sets: Path | None = None) -> Mapping[str, Load]:
    """What reads each shop.

    Args:
        shops: names of built-in ones, of public data sets, or of files in the folder of suites.
        suites: that folder.
        sets: folder that holds the folders of public data sets.

    Raises:
        NotFound: when one is none of them, or is not there.
    """
    from functools import partial

    from frankly.cli.proving.evals_data import DEMOS
    from frankly.cli.proving.evals_data import loads_of as loads_of_sets
    from frankly.errors import NotFound
    from frankly.evals.adding.own_shop import read_shop

    loads: dict[str, Load] = {}
    for shop, load in loads_of_sets(shops, sets).items():
        if shop.endswith(".jsonl") and suites is not None:
            loads[shop] = partial(read_shop, shop, suites.absolute() / shop)
        elif load is not None:
            loads[shop] = load
        else:
            raise NotFound(
                f"There is no shop '{shop}' for cases. Built in: {', '.join(DEMOS)}; a public data set needs "
                "the folder that holds its own (--sets); a file of items is named as shops/NAME.jsonl."
            )
    return loads


def show(folder: Path, settings: Settings) -> None:
    """Print a run that was judged."""
    from frankly.cli.evaluating.reporting.report_view import run_told
    from frankly.cli.evaluating.reporting.runs import expectations, last_run, read_run
    from frankly.cli.screen import out
    from frankly.evals.reports.view import view_of

    view = view_of(read_run(folder, is_last=folder == last_run(settings)), expectations())
    screen = out()
    screen.print(run_told(view, screen.width), crop=False)


def plain(summary: Summary, folder: Path) -> dict[str, object]:
    """A run for programs: its figures first.

    Args:
        summary: what it comes to.
        folder: where it lies.
    """
    from frankly.evals.reports.plain import figures
    from frankly.evals.runs.folder import RunFolder

    kept = RunFolder(folder)
    cases = len({(one.suite, one.case) for one in kept.verdicts()})
    told = summary.model_dump(mode="json")
    config, notes = told.pop("config"), told.pop("notes")
    return {"figures": figures(summary, cases), "config": config, "data": kept.run().data, "notes": notes, **told}
