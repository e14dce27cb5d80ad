"""Runs a ranking benchmark: data, protocol, methods, figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from frankly.bench.ranking.data import Interactions, movielens, online_retail, sequence
from frankly.bench.ranking.methods import METHODS, Scorer, World
from frankly.bench.ranking.metrics import AT, Tally
from frankly.bench.ranking.split import Question, Split, by_time, last_fifth, leave_one_out
from frankly.bench.report import Report
from frankly.domain.surface import Surface
from frankly.domain.time import parse_moment
from frankly.errors import Invalid
from frankly.ports.embedder import Embedder
from frankly.ports.events import EventColumns
from frankly.stages.snapshot.build import SnapshotBuilder
from frankly.stages.snapshot.statistics import StatisticsBuilder

RETAIL_CUT = "2011-10-15"

STEP_DAYS = 44
"""Days that one step of a sequence file is taken for: with a half-life of 60 days an act weighs .6 of the next one."""

Progress = Callable[[str, int, int], None]


def load(path: Path, form: str, name: str) -> tuple[Interactions, Split]:
    """Read a set and apply its protocol.

    Args:
        path: file, or folder of a preset.
        form: `sequence`, `online-retail` or `movielens`.
        name: name of the set in the figures.

    Raises:
        Invalid: for an unknown form or a missing file.
    """
    if form == "sequence":
        data = sequence(path, name, STEP_DAYS)
        return data, leave_one_out(data)
    if form == "online-retail":
        data = replace(online_retail(path), name=name)
        return data, by_time(data, int(str(parse_moment(RETAIL_CUT))), RETAIL_CUT)
    if form == "movielens":
        data = replace(movielens(path), name=name)
        return data, last_fifth(data)
    raise Invalid(f"'{form}' is no form of data; use sequence, online-retail or movielens.")


async def build_world(data: Interactions, split: Split, surface: Surface, embedder: Embedder) -> World:
    """Make catalogue, vectors and statistics from the training acts alone."""
    items = [data.items[item] for item in sorted(data.items)]
    texts = [item.text() for item in items]
    if data.has_times:
        embedder.fit(texts)
    builder = SnapshotBuilder(embedder.fingerprint)
    builder.add(items, await embedder.embed(texts) if data.has_times else None)
    row_of = {str(item.id): row for row, item in enumerate(items)}
    newest = max(acts[-1][0] for acts in split.training.values() if acts)
    statistics = StatisticsBuilder(row_of, len(items), newest)
    for chunk in _chunks(split):
        statistics.add(chunk, {})
    return World(builder.finish(0, statistics.finish(newest)), _matrix(split, row_of), surface)


def _chunks(split: Split) -> Iterator[EventColumns]:
    rows = [(person, act) for person, acts in sorted(split.training.items()) for act in acts]
    yield EventColumns(
        people=[person for person, _ in rows],
        kinds=np.array([act[2] for _, act in rows], np.int8),
        items=[act[1] for _, act in rows],
        at_ms=np.array([act[0] for _, act in rows], np.int64),
        values=np.array([act[3] for _, act in rows], np.int32),
        regions=[""] * len(rows),
        orders=[""] * len(rows),
    )


def _matrix(split: Split, row_of: dict[str, int]) -> csr_array:
    pairs = {(number, row_of[item]) for number, acts in enumerate(split.training.values()) for _, item, _, _ in acts}
    people, rows = np.array(sorted(pairs), np.int64).T
    shape = (len(split.training), len(row_of))
    return csr_array((np.ones(len(people), np.float32), (people, rows)), shape=shape)


async def run(
    path: Path,
    form: str,
    name: str,
    surface: Surface,
    embedder: Embedder,
    methods: Sequence[str] = tuple(METHODS),
    progress: Progress = lambda phase, done, total: None,
) -> Report:
    """Measure methods on a set.

    Returns:
        Figures `ranking.<name>.<method>.<metric>` with 95 % bootstrap intervals of nDCG@10 in the notes.
    """
    data, split = load(path, form, name)
    plain = surface.exploration.model_copy(update={"epsilon": 0})
    world = await build_world(data, split, surface.model_copy(update={"exploration": plain, "size": AT}), embedder)
    report = Report(config={"set": name, "form": form, "methods": list(methods), "surface": surface.name})
    report.read(data.files)
    report.notes += [split.rule, "full ranking over all items, items of the history masked, equal scores mid-ranked"]
    if not data.has_times:
        report.notes.append(f"the file has no times: a step counts as {STEP_DAYS} days")
    for method in methods:
        tally = measure(METHODS[method](world), world, split.questions, partial(progress, method))
        report.add(f"ranking.{name}.{method}", tally.figures(len(world.snapshot)))
        low, high = tally.interval()
        report.notes.append(f"{method}: nDCG@10 95 % interval {low:.4f} to {high:.4f}")
    return report


def measure(scorer: Scorer, world: World, questions: Sequence[Question], progress: Callable[[int, int], None]) -> Tally:
    """Ask all questions of one method."""
    popularity = np.asarray(world.matrix.sum(axis=0)).ravel() / world.matrix.shape[0]
    tally = Tally(popularity.astype(np.float64))
    row_of = world.snapshot.row_of
    for number, question in enumerate(questions):
        history = world.rows(question.history)
        scores = scorer(question)
        scores[history] = -np.inf
        tally.add(scores, np.array(sorted(row_of[item] for item in question.truth), np.int64), history)
        if number % 100 == 0:
            progress(number, len(questions))
    return tally
