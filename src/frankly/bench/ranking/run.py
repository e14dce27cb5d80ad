"""Runs a ranking benchmark: data, protocol, methods, figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from frankly.bench.ranking.additive import additive
from frankly.bench.ranking.asking import Outcome, ask
from frankly.bench.ranking.cold_start import cold_start
from frankly.bench.ranking.data import STEP_DAYS
from frankly.bench.ranking.figures import differences, of_method
from frankly.bench.ranking.grouping import Groups, groups_of
from frankly.bench.ranking.methods import METHODS
from frankly.bench.ranking.sets import Protocol, load, split_of
from frankly.bench.ranking.tuning import tuned_on
from frankly.bench.ranking.world import World, build_world
from frankly.bench.report import Report
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.surface import Surface
from frankly.measure.ranking.accuracy import AT
from frankly.measure.ranking.protocols import Question, Split
from frankly.ports.searching.embedder import Embedder

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    Attributes:
        path: file, or folder of a preset.
        form: of the data.
        name: of the set in the figures.
        surface: whose sources and weights `ours` uses.
        training: how its models are trained.
        methods: which are compared.
        protocol: `full` or `sampled`; None for what the form suggests.
        back: 1 for the test, 2 and more for what lies before it.
        lengths: of cut histories, for the cold start, which is measured besides.
        is_tuned: learn the surface's weights on the set's own validation windows first.
    """

    path: Path
    form: str
    name: str
    surface: Surface
    training: TrainingPolicy
    methods: Sequence[str] = tuple(METHODS)
    protocol: Protocol | None = None
    back: int = 1
    lengths: Sequence[int] = ()
    is_tuned: bool = False


def _silent(phase: str, done: int, total: int) -> None:
    """Progress that nobody asked for."""


async def run(plan: Plan, embedder: Embedder, progress: Progress = _silent) -> Report:
    """Measure methods on a set.

    Returns:
        Figures `ranking.<name>.<method>.<metric>`, by group, with intervals; notes say who was counted.
    """
    data = load(plan.path, plan.form, plan.name)
    split = split_of(data, plan.form, plan.back, plan.protocol)
    notes = _notes(plan, split, data.has_times)
    if plan.is_tuned:
        learned = await tuned_on(
            data, plan.form, plan.surface, plan.training, embedder, back=plan.back, progress=progress
        )
        plan, notes = replace(plan, surface=learned.surface), [*notes, *learned.notes()]
    world = await build_world(data, split, measured(plan.surface), plan.training, embedder)
    groups = groups_of(world, split.questions, data.has_times)
    report = Report(config=_config(plan), notes=notes)
    report.read(data.files)
    prefix = f"ranking.{plan.name}"
    report.notes += groups.notes
    report.add(prefix, _compare(plan, world, split.questions, groups, progress))
    if plan.lengths:
        found, note = cold_start(world, split.questions, plan.lengths, groups, progress)
        report.add(prefix, found)
        report.notes.append(note)
    return report


def measured(surface: Surface) -> Surface:
    """A surface as it is measured: ten items, and nothing left to chance."""
    plain = surface.exploration.model_copy(update={"epsilon": 0})
    return surface.model_copy(update={"exploration": plain, "size": AT})


def _compare(
    plan: Plan, world: World, questions: Sequence[Question], groups: Groups, progress: Progress
) -> dict[str, float]:
    outcomes: dict[str, Outcome] = {}
    figures: dict[str, float] = {}
    for method in plan.methods:
        scorer = METHODS[method](world)
        outcomes[method] = ask(scorer, world, questions, groups.truth, partial(progress, method))
        found = of_method(outcomes[method], groups, len(world.snapshot))
        figures |= {f"{method}.{name}": value for name, value in found.items()}
    figures |= differences(outcomes)
    if "ours" in plan.methods:
        progress("leaving pieces out", 0, len(questions))
        figures["additive"], figures["additive_tried"] = additive(world, questions)
    return figures


def _config(plan: Plan) -> dict[str, object]:
    return {
        "set": plan.name,
        "form": plan.form,
        "methods": list(plan.methods),
        "surface": plan.surface.name,
        "sources": {name: policy.model_dump(mode="json") for name, policy in plan.surface.sources.items()},
        "training": plan.training.model_dump(mode="json"),
        "back": plan.back,
        "tuned": plan.is_tuned,
    }


def _notes(plan: Plan, split: Split, has_times: bool) -> list[str]:
    notes = [split.rule, "equal scores mid-ranked; intervals are 95 % bootstraps over people, differences by pairs"]
    if plan.back > 1:
        notes.append("this is no test: choices may be made on it")
    if not has_times:
        notes.append(f"the file has no times: a step counts as {STEP_DAYS} days in half-lives")
    return notes
