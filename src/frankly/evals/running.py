"""Runs a suite: its data sets one beside the other in processes of their own, then its figures against its bars."""

import asyncio
import multiprocessing
import queue
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Final, Protocol

from threadpoolctl import threadpool_limits

from frankly.domain.faults import suggestion
from frankly.errors import Invalid, NotFound
from frankly.evals.data_sets import DataSet
from frankly.evals.faithfulness.figures import of_cases, of_reasons
from frankly.evals.faithfulness.run import SetFound, run_set
from frankly.evals.injections.run import run_injections
from frankly.evals.liars.demo_people import run_swap, run_variety
from frankly.evals.liars.suite import run_liars
from frankly.evals.quotes.run import run_quotes
from frankly.evals.report import Report
from frankly.evals.rights.run import run_rights
from frankly.evals.suites import Suite
from frankly.evals.unbound.run import run_unbound
from frankly.evals.untrusted.run import run_untrusted

Say = Callable[[str], None]
Load = Callable[[], DataSet]
"""Reads a data set; it is called in the process that uses it, so it must be picklable."""

WATCH_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen about a run.

    Attributes:
        cases: how many are tried over all sets; None for what the suite says.
        seed: of all draws; None for what the suite says.
        workers: processes; one runs in this very process.
        sample: sentences that are printed to be read, where a suite has some.
    """

    cases: int | None = None
    seed: int | None = None
    workers: int = 1
    sample: int = 0


class Runner(Protocol):
    """Runs one kind of suite."""

    def __call__(self, suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
        """Measure; bars are judged afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    """One set's work, as it is handed to a process."""

    load: Load
    cases: int
    seed: int
    surface: str
    locales: tuple[str, ...]

    def run(self, say: Say) -> SetFound:
        say("reading the data")
        with threadpool_limits(limits=1):
            return asyncio.run(run_set(self.load(), self.cases, self.seed, self.surface, self.locales, say))


def faithfulness(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
    """Whether explanations move items as they state; see `frankly.evals.faithfulness`."""
    cases, seed = choices.cases or suite.cases, suite.seed if choices.seed is None else choices.seed
    surface, locales = str(suite.options.get("surface", "home")), tuple(suite.options.get("locales", ("en",)))
    each = -(-cases // len(loads))
    jobs = [_Job(load, each, seed, surface, locales) for load in loads.values()]
    found = _all(jobs, choices.workers, say)
    report = Report(config={"cases": cases, "seed": seed, "sets": list(loads), "surface": surface, "locales": locales})
    report.figures |= of_cases({one.name: one.cases for one in found})
    report.figures |= of_reasons({one.name: one.told for one in found})
    for one in found:
        report.data |= one.files
        report.notes += one.notes
    if not report.figures["faithfulness.explanations"]:
        raise Invalid("Not one explanation could be tried: nobody in the data has acts or stated facts that count.")
    return report


def liars(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
    """Whether a lie can leave, and whether honest sentences pass; see `frankly.evals.liars`."""
    seed = suite.seed if choices.seed is None else choices.seed
    return run_liars({name: load() for name, load in loads.items()}, choices.cases or suite.cases, seed, say)


def untrusted(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
    """Whether hostile text is found and honest text left alone; see `frankly.evals.untrusted`."""
    return run_untrusted({name: load() for name, load in loads.items()}, say)


def injections(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
    """Whether anything leaves that an injected instruction asks for; see `frankly.evals.injections`."""
    with threadpool_limits(limits=1):
        return run_injections({name: load() for name, load in loads.items()}, choices.cases or suite.cases, say)


def quotes(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
    """Whether a catalogue's own words give facts that pass; see `frankly.evals.quotes`."""
    seed = suite.seed if choices.seed is None else choices.seed
    return run_quotes({name: load() for name, load in loads.items()}, choices.sample, seed, say)


def unbound(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
    """Whether the check of text without evidence finds what people marked; see `frankly.evals.unbound`."""
    return run_unbound({name: load() for name, load in loads.items()}, say)


def _over_people(
    measure: Callable[[Sequence[DataSet], int, int, Sequence[str], Say], Report],
) -> Runner:
    """A runner of something that is measured over the people of its sets."""

    def runner(suite: Suite, loads: Mapping[str, Load], choices: Choices, say: Say) -> Report:
        seed = suite.seed if choices.seed is None else choices.seed
        locales = tuple(suite.options.get("locales", ("en",)))
        with threadpool_limits(limits=1):
            return measure([load() for load in loads.values()], choices.cases or suite.cases, seed, locales, say)

    return runner


RUNNERS: Final[Mapping[str, Runner]] = {
    "faithfulness": faithfulness,
    "liars": liars,
    "swap": _over_people(run_swap),
    "variety": _over_people(run_variety),
    "untrusted": untrusted,
    "injections": injections,
    "unbound": unbound,
    "quotes": quotes,
    "rights": _over_people(run_rights),
}
"""Name that a suite gives → what runs it."""


def run(name: str, suite: Suite, loads: Mapping[str, Load | None], choices: Choices, say: Say) -> Report:
    """Run a suite and judge it.

    Args:
        name: of the suite.
        suite: what it says.
        loads: set → what reads it; None where it is not there.
        choices: what may be chosen.
        say: told what is going on.

    Raises:
        NotFound: when none of its sets is there, or its runner is unknown.
        Invalid: when not one case could be tried.
    """
    if suite.runner not in RUNNERS:
        raise NotFound(f"The suite '{name}' wants the runner '{suite.runner}'. {suggestion(suite.runner, RUNNERS)}")
    there = {set_: load for set_, load in loads.items() if load is not None}
    if not there:
        raise NotFound(
            f"None of the data sets of '{name}' is there ({', '.join(suite.sets)}). Name the folder that holds their "
            "folders with --sets; docs/benchmarks.md says where they come from."
        )
    start = time.monotonic()
    report = RUNNERS[suite.runner](suite, there, choices, say)
    report.figures["eval.seconds"] = round(time.monotonic() - start, 1)
    report.skipped = [set_ for set_ in suite.sets if set_ not in there]
    absent = [set_ for set_, load in loads.items() if load is None]
    if absent:
        report.notes.append(f"skipped, since they are not there: {', '.join(absent)}; name their folder: --sets")
    report.judge(suite.bars)
    return report


def _all(jobs: Sequence[_Job], workers: int, say: Say) -> list[SetFound]:
    """Every job's outcome, in the order of the jobs."""
    if workers < 2 or len(jobs) < 2:
        return [job.run(say) for job in jobs]
    # Spawned and not forked: a fork beside threads of linear algebra may hang.
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(workers, mp_context=context) as pool:
        words: Any = manager.Queue()
        # The largest set stands last and takes longest to train on: it begins first.
        started = [pool.submit(_in_process, job, words) for job in reversed(jobs)]
        _watch(started, words, say)
        return [future.result() for future in reversed(started)]


def _in_process(job: _Job, words: Any) -> SetFound:
    return job.run(words.put)


def _watch(started: Sequence["Future[SetFound]"], words: Any, say: Say) -> None:
    left = set(started)
    while left:
        _, left = wait(left, timeout=WATCH_S)
        newest = None
        while True:
            try:
                newest = words.get_nowait()
            except queue.Empty:
                break
        if newest is not None:
            say(newest)
