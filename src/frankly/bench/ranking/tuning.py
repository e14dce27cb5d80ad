"""Learns a surface's blend on the validation windows of a set: what lies before the test, and nothing of the test."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from frankly.bench.ranking.data import Interactions
from frankly.bench.ranking.sets import get_most, split_of
from frankly.bench.ranking.world import build_world
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.surface import Surface
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Question
from frankly.measure.tuning.questions import Questions
from frankly.measure.tuning.verdict import Learned
from frankly.pipelines.index.gathering import Progress
from frankly.pipelines.tuning.asking import Asker, number_of
from frankly.pipelines.tuning.learning import learn_surface, with_blend
from frankly.pipelines.tuning.tune import in_pools
from frankly.ports.searching.embedder import Embedder

MOST = 12_000
"""Questions of all windows together: about 600 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class TunedOn:
    """What the validation windows taught.

    Attributes:
        surface: with the new numbers where they are better, else as it was.
        learned: old and new blend, gains, verdict.
        in_pool: share of what was to be found that was in the pools at all.
    """

    surface: Surface
    learned: Learned
    in_pool: float

    def notes(self) -> list[str]:
        """What was learned, in lines for a report."""
        pooled, blend = self.learned.pooled, self.learned.new if self.learned.is_better else self.learned.old
        numbers = ", ".join(f"{name} {s.weight:g}/{s.half_life_days}d/{s.lag_power:g}" for name, s in blend.items())
        return [
            f"weights {'learned' if self.learned.is_better else 'kept'}: gain on {pooled.people} people held out in "
            f"{len(self.learned.windows)} validation windows {pooled.gain:+.4f} nDCG@10 ({pooled.before:.4f} to "
            f"{pooled.after:.4f}), 95 % interval {pooled.low:+.4f} to {pooled.high:+.4f}",
            f"source weight/half-life/power of the lag: {numbers}",
            f"{self.in_pool:.0%} of what was to be found in the windows was in the pools; the rest counted as missed",
        ]


def validation_backs(form: str, back: int = 1) -> list[int]:
    """How far back the windows of choices lie when one is measured: four stretches of time, or two items or fifths.

    Raises:
        Invalid: where a form has nothing before what is measured.
    """
    wanted = range(back + 1, back + (5 if form == "online-retail" else 3))
    backs = [further for further in wanted if further <= get_most(form)]
    if not backs:
        raise Invalid(f"There is nothing before what is measured to choose on (form '{form}', --back {back}).")
    return backs


async def tuned_on(
    data: Interactions,
    form: str,
    surface: Surface,
    training: TrainingPolicy,
    embedder: Embedder,
    *,
    back: int = 1,
    seed: int = 0,
    most: int = MOST,
    progress: Progress = lambda phase, done, total: None,
) -> TunedOn:
    """Learn on what lies before the part that is measured.

    Args:
        data: the set.
        form: its form.
        surface: whose blend is the old one.
        training: how models are trained.
        embedder: makes vectors of the items' text.
        back: how far back what is measured afterwards lies; the windows lie further back.
        seed: of the draw of people and of the intervals.
        most: questions of all windows together.
        progress: told phase, done, total.
    """
    windows: list[Questions] = []
    backs = validation_backs(form, back)
    for number, further in enumerate(backs):
        progress("ask validation windows", number, len(backs))
        split = split_of(data, form, further)
        world = await build_world(data, split, surface, training, embedder)
        asker = Asker(world.snapshot, surface, seed)
        asked = _drawn(split.questions, seed, most // len(backs))
        windows.append(await asyncio.to_thread(asker.ask, f"back {further}", asked))
    learned = await asyncio.to_thread(
        learn_surface,
        windows,
        surface,
        has_times=data.has_times,
        seed=seed,
        progress=lambda done, total: progress("search", done, total),
    )
    chosen = with_blend(surface, learned.new) if learned.is_better else surface
    return TunedOn(chosen, learned, in_pools(windows))


def _drawn(questions: Sequence[Question], seed: int, most: int) -> list[Question]:
    return sorted(questions, key=lambda question: number_of(question.person, seed))[:most]
