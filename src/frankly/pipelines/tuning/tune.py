"""The use case behind `frankly tune`: learn a surface's weights from the acts of the data folder, and judge them.

Reads only. Everyone's acts are read once to draw people, and once for each window, whose models are trained on what was
before it and dropped before the next one's; questions of all windows stay, at most `people` of them.
"""

import asyncio
from dataclasses import asdict, dataclass, replace
from typing import Any

from frankly.domain.person.consent import Purpose
from frankly.domain.surface import Surface
from frankly.domain.time import EpochMs, to_iso
from frankly.errors import Invalid
from frankly.measure.tuning.questions import Questions
from frankly.measure.tuning.verdict import Gain, Learned
from frankly.pipelines.index.gathering import Progress, refuses
from frankly.pipelines.tuning.asking import Asker, tuned_sources
from frankly.pipelines.tuning.learning import learn_surface, numbers
from frankly.pipelines.tuning.sampling import Sample, Window, draw, windows
from frankly.pipelines.tuning.training import Stored, trained
from frankly.ports.people import PeopleStore

PEOPLE = 6000
"""Questions that are asked at most: about 300 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """What was learned, from what.

    Attributes:
        surface: name of the surface.
        learned: old and new blend, gains, verdict.
        people: people whose acts were read.
        acts: number of their acts.
        digest: hash of them.
        has_times: whether windows go by time.
        seed: of the draw of people and of the intervals.
        pooled: share of what was to be found that was in the pools at all.
        silent: sources that said nothing about any item.
    """

    surface: str
    learned: Learned
    people: int
    acts: int
    digest: str
    has_times: bool
    seed: int
    pooled: float
    silent: tuple[str, ...]

    def verdict(self) -> str:
        """The outcome in one sentence."""
        pooled = self.learned.pooled
        gain = f"{pooled.gain:+.4f} nDCG@10, 95 % interval {pooled.low:+.4f} to {pooled.high:+.4f}"
        if self.learned.is_better:
            return f"The new weights are better on people they were not learned from ({gain})."
        if not numbers(self.learned.old, self.learned.new):
            return "Nothing better was found; the weights stay as they are."
        if pooled.gain <= 0:
            return f"What looked better does not hold on people it was not learned from ({gain}); the old weights stay."
        return f"The gain on people they were not learned from is not clear of chance ({gain}); the old weights stay."

    def note(self, now: EpochMs) -> list[str]:
        """Lines for the file, so that a later reader knows where the numbers come from."""
        spans = ", ".join(gain.window for gain in self.learned.windows)
        pooled = self.learned.pooled
        return [
            f"learned by 'frankly tune' on {to_iso(now)[:10]}; run it again rather than editing its numbers.",
            f"data: {self.acts} acts of {self.people} people, hash {self.digest}; seed {self.seed}.",
            f"windows: {spans}.",
            f"gain on {pooled.people} people held out: {pooled.gain:+.4f} nDCG@10 ({pooled.before:.4f} to "
            f"{pooled.after:.4f}), 95 % interval {pooled.low:+.4f} to {pooled.high:+.4f}.",
        ]

    def as_plain(self) -> dict[str, Any]:
        """The report for programs."""
        learned = self.learned
        return {
            "surface": self.surface,
            "is_better": learned.is_better,
            "verdict": self.verdict(),
            "sources": [
                {
                    "source": name,
                    "old": asdict(old),
                    "new": asdict(learned.new[name]),
                    "alone": learned.alone.get(name, 0.0),
                    "says_nothing": name in self.silent,
                }
                for name, old in learned.old.items()
            ],
            "windows": [_plain(gain) for gain in learned.windows],
            "pooled": _plain(learned.pooled),
            "searched": {"before": learned.searched[0], "after": learned.searched[1]},
            "in_pool": self.pooled,
            "data": {"people": self.people, "acts": self.acts, "hash": self.digest, "has_times": self.has_times},
            "seed": self.seed,
        }


def _plain(gain: Gain) -> dict[str, Any]:
    return asdict(gain) | {"gain": gain.gain}


class _Watched:
    """Progress that stops the work of a thread after Ctrl-C: nobody waits for its result any more."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.is_stopped = False

    def __call__(self, phase: str, done: int, total: int) -> None:
        if self.is_stopped:
            raise InterruptedError("stopped")
        self._progress(phase, done, total)


async def tune(
    stored: Stored,
    surface: Surface,
    *,
    seed: int = 0,
    people: int = PEOPLE,
    progress: Progress = lambda phase, done, total: None,
) -> Tuned:
    """Learn the weights and decays of a surface from what people did; nothing is written.

    Args:
        stored: what is read.
        surface: whose sources are tuned.
        seed: of the draw of people and of the intervals.
        people: questions that are asked at most.
        progress: told phase, done, total.

    Raises:
        Invalid: when the surface has no source that a history can teach, or there is too little data.
    """
    if not tuned_sources(surface):
        raise Invalid(f"Surface '{surface.name}' has no source that acts can teach; add one, such as item_item.")
    watched = _Watched(progress)
    try:
        return await _tune(stored, surface, seed, people, watched)
    except asyncio.CancelledError:
        watched.is_stopped = True
        raise


async def _tune(stored: Stored, surface: Surface, seed: int, people: int, progress: Progress) -> Tuned:
    refused = await _refused(stored.people)
    sample = await _drawn(stored, refused, seed, people, progress)
    chosen, has_times = windows(sample, people)
    asked = [await _asked(stored, surface, window, refused, seed, progress) for window in chosen]
    learned = await asyncio.to_thread(
        learn_surface,
        asked,
        surface,
        has_times=has_times,
        seed=seed,
        progress=lambda done, total: progress("search", done, total),
    )
    return report(surface, learned, asked, sample, has_times=has_times, seed=seed)


def report(
    surface: Surface, learned: Learned, asked: list[Questions], sample: Sample, *, has_times: bool, seed: int
) -> Tuned:
    """Put together what was learned and from what."""
    speaking = {name for window in asked for name in window.sources()}
    return Tuned(
        surface=surface.name,
        learned=learned,
        people=sample.known,
        acts=sample.acts,
        digest=sample.digest,
        has_times=has_times,
        seed=seed,
        pooled=in_pools(asked),
        silent=tuple(name for name in learned.old if name not in speaking),
    )


def in_pools(asked: list[Questions]) -> float:
    """Share of what was to be found that was in the pools at all."""
    wanted = sum(int(window.wanted.sum()) for window in asked)
    return sum(int(window.truth.sum()) for window in asked) / max(wanted, 1)


async def _refused(people: PeopleStore) -> frozenset[str]:
    """Keys of people who refused to be counted, or to be measured."""
    found = set()
    async for batch in people.stream():
        for record in batch:
            consent = record.consent
            if consent is not None and (refuses(consent) or consent.purposes.get(Purpose.MEASURE) is False):
                found.add(str(record.key))
    return frozenset(found)


async def _drawn(stored: Stored, refused: frozenset[str], seed: int, people: int, progress: Progress) -> Sample:
    total = await stored.events.count()
    return await draw(
        stored.events.columns(),
        refused,
        stored.snapshot.row_of,
        stored.now,
        seed,
        3 * people,
        lambda done: progress("read acts", min(done, total), total),
    )


async def _asked(
    stored: Stored, surface: Surface, window: Window, refused: frozenset[str], seed: int, progress: Progress
) -> Questions:
    statistics = await trained(stored, window, refused, progress)
    asker = Asker(replace(stored.snapshot, statistics=statistics), surface, seed)
    return await asyncio.to_thread(
        asker.ask, window.name, window.questions, lambda done, total: progress(f"ask {window.name}", done, total)
    )
