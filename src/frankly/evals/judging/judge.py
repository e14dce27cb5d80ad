"""Judges a run's folder: outputs and checks in, verdicts and summary out; nothing is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.evals.cards.counting import Counting
from frankly.evals.cases.case import Cell
from frankly.evals.cassettes.cost import Costs
from frankly.evals.cassettes.missed import read_missed
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.reading import read_all
from frankly.evals.cassettes.stale import in_words
from frankly.evals.checks.asked.recorded import heard
from frankly.evals.checks.check import Bench, Check
from frankly.evals.gate.baseline import read_baselines, taken_of
from frankly.evals.gate.summarising import Ran, summarise
from frankly.evals.gate.terms import Terms
from frankly.evals.generating.plan import Plan
from frankly.evals.judging.judged import read_judged
from frankly.evals.judging.look import calls_in, require_checks, stale_in, verdicts_of
from frankly.evals.runs.folder import RunFile, RunFolder
from frankly.evals.runs.output import Output
from frankly.evals.runs.summary import Summary
from frankly.settings import Settings, data_folder

CASSETTES: Final = "cassettes"
"""Folder of the cassettes in the folder of suites."""


@dataclass(frozen=True, slots=True)
class Judging:
    """By what a run is judged.

    Attributes:
        checks: by name.
        bench: what checks may look up.
        counting: checks that may turn a run red.
        suites: folder of the suites, which holds the baselines too.
    """

    checks: Mapping[str, Check]
    bench: Bench
    counting: Counting
    suites: Path


@dataclass(slots=True)
class _Found:
    """What has to be told of a run besides its verdicts."""

    stale: int = 0
    cost_nano: int = 0
    simulated: int = 0
    notes: list[str] = field(default_factory=list)


def bench_of(settings: Settings, suites: Path | None = None) -> Bench:
    """What checks may look up: the files that people edit, as they are configured, and what was said of texts.

    Args:
        settings: say where the files lie.
        suites: folder of the suites, in which verdicts of people and judges lie; none are known without it.

    Raises:
        Misconfigured: when one is wrong, with file and line.
    """
    text = load_text(data_folder("policies", settings), data_folder("brand", settings) / "default.yaml")
    judgements, calibrations = heard(read_judged(suites)) if suites is not None else ({}, {})
    return Bench(text.lexicons, text.brand, judgements, text.rules, calibrations)


def judge(folder: RunFolder, judging: Judging, plan: Plan | None = None) -> Summary:
    """Judge what was made, and keep verdicts and summary beside it.

    Args:
        folder: of the run.
        judging: by what.
        plan: the suites as they are now: where a case asks what it asked then, its present checks are used.

    Raises:
        NotFound: when no run lies there, or a check is not there.
        Misconfigured: when a check does not understand what it is told, or a line is wrong.
    """
    run, found = folder.run(), _Found()
    outputs = _with_present_checks(folder.outputs(), plan, found)
    require_checks((output.cell for output in outputs), judging.checks)
    verdicts = [one for output in outputs for one in verdicts_of(output, judging.checks, judging.bench)]
    for output in outputs:
        _note(output, found)
    folder.put_verdicts(verdicts)
    margins = {name: suite.margin for name, suite in plan.suites.items()} if plan is not None else {}
    terms = Terms(
        gating=judging.counting.gating,
        lacking=judging.counting.lacking,
        margins=margins,
        order=tuple(judging.checks),
        is_whole=run.is_whole and run.is_done,
    )
    ran = Ran(
        config=run.config,
        seconds=run.seconds,
        cost_nano=found.cost_nano,
        stale=_stale(folder, judging.suites) if found.stale else (),
        notes=tuple(_told(run, outputs, found)),
    )
    summary = _complete(run, outputs, summarise(verdicts, terms, ran, taken_of(read_baselines(judging.suites))))
    folder.put_summary(summary)
    return summary


def _stale(folder: RunFolder, suites: Path) -> tuple[str, ...]:
    """Calls that no cassette holds, in words: which, why, what recording them would take."""
    lines = read_all(suites / CASSETTES)
    prompts = KnownPrompts(load_prompts(data_folder("prompts", Settings())))
    return in_words(read_missed(folder.wanted), lines, prompts, Costs(lines))


def _with_present_checks(outputs: Sequence[Output], plan: Plan | None, found: _Found) -> list[Output]:
    if plan is None:
        return list(outputs)
    now = {cell.name: cell for cell in plan.cells}
    unknown = [output for output in outputs if not _asks_the_same(output.cell, now.get(output.cell.name))]
    if unknown:
        found.notes.append(
            f"{len(unknown)} cases ask something else now, or are gone, first {unknown[0].cell.name}: they are judged "
            "as they were asked. Make them anew: frankly eval run"
        )
    names = {output.cell.name for output in unknown}
    return [one if one.cell.name in names else _with_checks(one, now[one.cell.name]) for one in outputs]


def _asks_the_same(then: Cell, now: Cell | None) -> bool:
    return now is not None and (then.ask, then.shop, then.model) == (now.ask, now.shop, now.model)


def _with_checks(output: Output, now: Cell) -> Output:
    changed = {"checks": now.checks, "truth": now.truth, "cluster": now.cluster, "because": now.because}
    return output.model_copy(update={"cell": output.cell.model_copy(update=changed)})


def _note(output: Output, found: _Found) -> None:
    calls = calls_in(output)
    found.stale += len(stale_in(output))
    found.cost_nano += sum(call.cost_nano for call in calls if not call.is_recorded and not call.is_simulated)
    found.simulated += any(call.is_simulated for call in calls)


def _told(run: RunFile, outputs: Sequence[Output], found: _Found) -> list[str]:
    broken = [output for output in outputs if output.error]
    notes = list(found.notes)
    if not run.is_done:
        notes.append(f"Only {len(outputs)} of {run.cells} cells were made; the same command goes on with the rest.")
    if broken:
        notes.append(f"{len(broken)} cells could not be made, first {broken[0].cell.name}: {broken[0].error}")
    if found.simulated:
        notes.append(
            f"In {found.simulated} cells a simulated writer wrote in a model's place: it tells nothing of models."
        )
    return notes


def _complete(run: RunFile, outputs: Sequence[Output], summary: Summary) -> Summary:
    """The summary, which is never fine where something that was asked for is missing."""
    is_lacking = not run.is_done or any(output.error for output in outputs)
    standing = "could not run" if is_lacking and summary.standing in {"fine", "stale"} else summary.standing
    # What was run is cells and configuration; two suites of one configuration are two runs.
    return summary.model_copy(update={"standing": standing, "run": run.run})
