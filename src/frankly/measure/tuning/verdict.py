"""Whether a new blend is better than the old one: on people whom the search never saw, with an interval.

Half of the people are searched on, the other half decides. A person stands in one half in all windows, and is drawn
whole in the bootstrap, or the same habits would be counted as independent proof once for each window.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frankly.measure.comparing.bootstrap import draws
from frankly.measure.tuning.blend import Blend, Grids, Setting
from frankly.measure.tuning.questions import Questions
from frankly.measure.tuning.search import Progress, alone, score, search

ROUNDS = 1000
"""Draws of the bootstrap."""

LEVEL = 0.95
"""Of the intervals."""


@dataclass(frozen=True, slots=True)
class Gain:
    """Old and new blend on the people who were held out.

    Attributes:
        window: name of the window, or `all windows`.
        people: how many.
        before: nDCG@10 of the old blend.
        after: nDCG@10 of the new one.
        low: lower end of the 95 % interval of the gain.
        high: its upper end.
    """

    window: str
    people: int
    before: float
    after: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """New minus old."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Learned:
    """What a search came to.

    Attributes:
        old: the blend at hand.
        new: the one that was found.
        alone: source → nDCG@10 of an order by it alone, on the people held out.
        searched: mean nDCG@10 of the old and the new blend on the people who were searched on: not what to expect.
        windows: gain in each window, on the people held out.
        pooled: mean gain over the windows.
    """

    old: Blend
    new: Blend
    alone: dict[str, float]
    searched: tuple[float, float]
    windows: list[Gain] = field(default_factory=list)
    pooled: Gain = field(default_factory=lambda: Gain("all windows", 0, 0, 0, 0, 0))

    @property
    def is_better(self) -> bool:
        """Whether the gain is clear of chance; if not, the old blend stays."""
        return self.new != self.old and self.pooled.low > 0


def halves(windows: Sequence[Questions]) -> tuple[list[Questions], list[Questions]]:
    """Questions to search on, and questions to decide on, parted by person; windows empty on one side are left out."""
    parted = [(window, (window.people & np.uint64(1)).astype(np.bool_)) for window in windows]
    usable = [(window, held) for window, held in parted if held.any() and not held.all()]
    return [window.only(~held) for window, held in usable], [window.only(held) for window, held in usable]


def learn(
    windows: Sequence[Questions],
    old: Blend,
    grids: Grids,
    seed: int,
    progress: Progress = lambda done, total: None,
    capped: Collection[str] = (),
) -> Learned:
    """Search on half of the people, decide on the other half.

    Args:
        windows: whose people's numbers are even or odd by chance.
        old: the blend at hand.
        grids: decays to try.
        seed: of the bootstrap.
        progress: told after each step of the search.
        capped: sources whose share of all weights may not grow.
    """
    seen, held = halves(windows)
    new = search(seen, old, grids, progress, capped)
    return judged(seen, held, old, new, seed)


def judged(
    seen: Sequence[Questions], held: Sequence[Questions], old: Blend, new: dict[str, Setting], seed: int
) -> Learned:
    """Compare two blends on people held out."""
    before, after = score(held, old), score(held, new)
    people = [window.people for window in held]
    gains = [
        _gain(window.name, [window.people], [b], [a], seed) for window, b, a in zip(held, before, after, strict=True)
    ]
    return Learned(
        old=old,
        new=new,
        alone=alone(held, new),
        searched=(_mean(score(seen, old)), _mean(score(seen, new))),
        windows=gains,
        pooled=_gain("all windows", people, before, after, seed),
    )


def _gain(
    name: str,
    people: Sequence[NDArray[np.uint64]],
    before: Sequence[NDArray[np.float64]],
    after: Sequence[NDArray[np.float64]],
    seed: int,
) -> Gain:
    changes = [new - old for old, new in zip(before, after, strict=True)]
    low, high = interval(people, changes, seed)
    number = len(np.unique(np.concatenate(people))) if people else 0
    return Gain(name, number, _mean(before), _mean(after), low, high)


def interval(
    people: Sequence[NDArray[np.uint64]], changes: Sequence[NDArray[np.float64]], seed: int
) -> tuple[float, float]:
    """Paired bootstrap interval of the mean over windows of the mean change, drawing whole people.

    Args:
        people: number of each question's person, window by window.
        changes: new minus old of each question, window by window.
        seed: of the draws.
    """
    known = np.unique(np.concatenate(people)) if people else np.empty(0, np.uint64)
    if not len(known):
        return 0.0, 0.0
    sums = np.stack(
        [np.bincount(np.searchsorted(known, w), c, len(known)) for w, c in zip(people, changes, strict=True)]
    )
    there = np.stack([np.bincount(np.searchsorted(known, w), minlength=len(known)) for w in people])
    means = np.empty(ROUNDS)
    for number in range(ROUNDS):
        times = np.bincount(draws(len(known), len(known), seed, number), minlength=len(known))
        means[number] = ((sums @ times) / np.maximum(there @ times, 1)).mean()
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _mean(windows: Sequence[NDArray[np.float64]]) -> float:
    return float(np.mean([window.mean() for window in windows])) if windows else 0.0
