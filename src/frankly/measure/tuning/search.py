"""Looks for a blend of sources: one weight or decay at a time, as long as the mean nDCG of all windows grows.

Coordinate ascent over small grids, from two starting points: the blend at hand, and the best source alone.
No draw and no clock: equal questions give equal blends.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from frankly.measure.tuning.blend import FACTORS, FIRST_SHARES, Blend, Grids, Setting, tidy
from frankly.measure.tuning.questions import Questions

LEAST_STEP = 1e-4
"""Gain in mean nDCG that a step must bring; less is noise of whoever happens to stand in the windows."""

FAINT = 0.002
"""Least reach, against that of all together, of a source that had a weight: the windows hold few people of whom hardly
anything is known and few items that came in yesterday, and for those a source may be all there is."""

MOST_ROUNDS = 6
"""Times that all sources are gone through."""

Said = list[NDArray[np.float32]]
"""What a source says, window by window."""

Progress = Callable[[int, int], None]
"""Told how many steps are done, and how many there are at most; may raise to stop the search."""


def score(windows: Sequence[Questions], blend: Blend) -> list[NDArray[np.float64]]:
    """NDCG@10 of each question under a blend, window by window."""
    return [window.ndcg(total) for window, total in zip(windows, _totals(windows, blend), strict=True)]


def mean_ndcg(windows: Sequence[Questions], blend: Blend) -> float:
    """The mean over windows of the mean over their questions: no window counts more for having more people."""
    return float(np.mean([window.mean() for window in score(windows, blend)]))


def search(
    windows: Sequence[Questions],
    old: Blend,
    grids: Grids,
    progress: Progress = lambda done, total: None,
    capped: Collection[str] = (),
) -> dict[str, Setting]:
    """Find a blend that does well on all windows.

    Args:
        windows: with at least one question each.
        old: the blend at hand; only its sources are looked at, and those that say nothing keep their setting.
        grids: decays to try.
        progress: told after each step.
        capped: sources whose share of all weights may not grow: what everybody takes raises hits a little, and makes
            everyone's list alike.

    Returns:
        The better of what two starting points lead to, with weights that add up to what the old ones do.
    """
    speaking = [name for name in old if any(name in window.sources() for window in windows)]
    if not speaking:
        return dict(old)
    whole = sum(old[name].weight for name in speaking)
    caps = {name: old[name].weight / whole if whole else 0.0 for name in capped if name in speaking}
    told = _Steps(progress, 2 * MOST_ROUNDS * len(speaking))
    ends = [
        _Climb(windows, {name: start[name] for name in speaking}, grids, caps).run(told)
        for start in (old, _best_alone(windows, {name: old[name] for name in speaking}, grids, capped))
    ]
    found, _ = max(ends, key=lambda end: end[1])
    before = {name: old[name] for name in speaking}
    scaled = rescaled(before, _audible(windows, before, found))
    # Weights of others may have shrunk after a capped one was tried.
    kept = {name: replace(scaled[name], weight=min(scaled[name].weight, before[name].weight)) for name in caps}
    return {**old, **scaled, **kept}


def _audible(windows: Sequence[Questions], old: Blend, new: Blend) -> dict[str, Setting]:
    """A blend in which no source is silenced that had a weight."""
    whole = _reach(_totals(windows, new))
    found = {}
    for name, setting in new.items():
        least = FAINT * whole / max(_reach([window.said(name, setting) for window in windows]), 1e-9)
        found[name] = replace(setting, weight=max(setting.weight, least)) if old[name].weight else setting
    return found


def rescaled(old: Blend, new: Blend) -> dict[str, Setting]:
    """A blend with all weights times one factor, so that their sum is that of the old one.

    An order does not change when all weights are doubled; but a source that is not tuned here, a stated interest or an
    editor's boost, would weigh half as much beside them. What every source says is on one scale: about 1 for the best
    neighbour of one fresh act, for the nearest text, for the most popular item. So the sum of the weights is the most
    that a newcomer's first act can bring, and while it stays, a stated interest weighs as much against that act as
    before. (Keeping the mean score instead would tie the scale to people with hundreds of acts: a blend that forgets
    faster would shout at newcomers.) Where the old sum is 0, the new one becomes 1.
    """
    before, after = (sum(setting.weight for setting in blend.values()) for blend in (old, new))
    if after <= 0:
        return dict(new)
    factor = (before or 1.0) / after
    return {name: replace(setting, weight=tidy(setting.weight * factor)) for name, setting in new.items()}


def alone(windows: Sequence[Questions], blend: Blend) -> dict[str, float]:
    """Source → mean nDCG of an order by this source only, with its decays."""
    return {name: mean_ndcg(windows, {name: replace(setting, weight=1.0)}) for name, setting in blend.items()}


@dataclass(slots=True)
class _Steps:
    progress: Progress
    most: int
    done: int = 0

    def tell(self) -> None:
        self.done += 1
        self.progress(min(self.done, self.most), self.most)


def _totals(windows: Sequence[Questions], blend: Blend) -> Said:
    totals = []
    for window in windows:
        total = np.zeros(window.open.shape, np.float32)
        for name, setting in blend.items():
            if setting.weight:
                total += np.float32(setting.weight) * window.said(name, setting)
        totals.append(total)
    return totals


def _reach(said: Said) -> float:
    """Mean over windows and people of the greatest score."""
    tops = [part.max(axis=1, initial=0).mean() for part in said if len(part)]
    return float(np.mean(tops)) if tops else 0.0


def _best_alone(windows: Sequence[Questions], old: Blend, grids: Grids, capped: Collection[str]) -> dict[str, Setting]:
    middle = grids.half_lives[len(grids.half_lives) // 2], grids.lag_powers[len(grids.lag_powers) // 2]
    fading = {name for window in windows for name in window.faded}
    fresh = {name: Setting(1.0, *middle) if name in fading else replace(old[name], weight=1.0) for name in old}
    figures = alone(windows, fresh)
    best = max(figures, key=lambda name: (name not in capped, figures[name]))
    return {name: replace(setting, weight=float(name == best)) for name, setting in fresh.items()}


@dataclass(slots=True, eq=False)
class _Climb:
    """One ascent: the blend so far, what its sources say, and how good it is."""

    windows: Sequence[Questions]
    start: Blend
    grids: Grids
    caps: Mapping[str, float]
    blend: dict[str, Setting] = field(default_factory=dict)
    totals: Said = field(default_factory=list)
    best: float = 0.0

    def run(self, told: _Steps) -> tuple[dict[str, Setting], float]:
        self.blend = dict(self.start)
        for _ in range(MOST_ROUNDS):
            # Summed anew each round, so that rounding errors of many small steps do not pile up.
            self.totals = _totals(self.windows, self.blend)
            before = self.best = self._figure(self.totals)
            for name in self.blend:
                self._improve(name)
                told.tell()
            if self.best - before < LEAST_STEP:
                break
        return self.blend, self.best

    def _improve(self, name: str) -> None:
        said = self._said(name, self.blend[name])
        rest = _mixed(self.totals, said, -self.blend[name].weight)
        self._try_weights(name, said, rest)
        if self.blend[name].weight and any(name in window.faded for window in self.windows):
            self._try_decays(name, rest)

    def _try_weights(self, name: str, said: Said, rest: Said) -> None:
        weight = self.blend[name].weight
        unit = _reach(rest) / max(_reach(said), 1e-9)
        weights = [weight * factor for factor in FACTORS] if weight else [share * unit for share in FIRST_SHARES]
        others = sum(setting.weight for other, setting in self.blend.items() if other != name)
        share = self.caps.get(name, 1.0)
        most = others * share / (1 - share) if share < 1 else math.inf
        for other in weights:
            self._take(name, replace(self.blend[name], weight=min(other, most)), said, rest)

    def _try_decays(self, name: str, rest: Said) -> None:
        """Other decays, each with the weight that keeps the source's reach: how far it reaches is another question."""
        for days in self.grids.half_lives:
            self._try_decay(name, replace(self.blend[name], half_life_days=days), rest)
        for power in self.grids.lag_powers:
            self._try_decay(name, replace(self.blend[name], lag_power=power), rest)

    def _try_decay(self, name: str, setting: Setting, rest: Said) -> None:
        now = self.blend[name]
        if setting != now:
            reach, said = now.weight * _reach(self._said(name, now)), self._said(name, setting)
            self._take(name, replace(setting, weight=reach / max(_reach(said), 1e-9)), said, rest)

    def _take(self, name: str, setting: Setting, said: Said, rest: Said) -> None:
        totals = _mixed(rest, said, setting.weight)
        figure = self._figure(totals)
        if figure > self.best + LEAST_STEP:
            self.best, self.totals = figure, totals
            self.blend[name] = setting

    def _said(self, name: str, setting: Setting) -> Said:
        return [window.said(name, setting) for window in self.windows]

    def _figure(self, totals: Said) -> float:
        return float(np.mean([window.ndcg(total).mean() for window, total in zip(self.windows, totals, strict=True)]))


def _mixed(left: Said, right: Said, weight: float) -> Said:
    return [one + np.float32(weight) * other for one, other in zip(left, right, strict=True)]
