"""From questions to a surface with learned numbers: what `frankly tune` and the benchmark's `--tune` share.

questions = [Asker(snapshot, surface, seed).ask(name, asked) for each validation window]
learned = learn_surface(questions, surface, has_times=True, seed=seed)
tuned = with_blend(surface, learned.new)
"""

from collections.abc import Mapping, Sequence
from typing import Any

from frankly.domain.surface import SourceName, Surface
from frankly.measure.tuning.blend import WITHOUT_TIMES, Blend, Grids, Setting
from frankly.measure.tuning.questions import Questions
from frankly.measure.tuning.search import Progress
from frankly.measure.tuning.verdict import Learned, learn
from frankly.pipelines.tuning.asking import CROWD, FADED, PPM, tuned_sources


def blend_of(surface: Surface) -> dict[str, Setting]:
    """How the sources count that a history can teach, as a surface says now."""
    return {name: _setting(surface, name) for name in tuned_sources(surface)}


def learn_surface(
    windows: Sequence[Questions],
    surface: Surface,
    *,
    has_times: bool,
    seed: int,
    progress: Progress = lambda done, total: None,
) -> Learned:
    """Learn weights and decays on some people of the windows, and decide on the others.

    Args:
        windows: questions with what every source says, asked under this surface.
        surface: whose blend is the old one.
        has_times: whether acts have real times; without them only their order fades.
        seed: of the intervals.
        progress: told after each step of the search.
    """
    return learn(windows, blend_of(surface), Grids() if has_times else WITHOUT_TIMES, seed, progress, CROWD)


def numbers(old: Blend, new: Blend) -> dict[str, dict[str, int | float]]:
    """What is to be written of a new blend: source → settings, for the sources that changed."""
    return {name: _numbers(name, setting) for name, setting in new.items() if setting != old.get(name)}


def with_blend(surface: Surface, blend: Blend) -> Surface:
    """A surface with the numbers of a blend; its sources that are not in it stay as they are.

    Raises:
        ValidationError: when a number lies outside what a surface admits.
    """
    changed: Mapping[str, Mapping[str, int | float]] = numbers(blend_of(surface), blend)
    data: dict[str, Any] = surface.model_dump()
    for name, settings in changed.items():
        data["sources"][name] |= settings
    return Surface.model_validate(data)


def _setting(surface: Surface, name: SourceName) -> Setting:
    policy = surface.sources[name]
    days = policy.half_life_days or surface.half_life_days
    return Setting(policy.weight / PPM, days, policy.lag_power / PPM if name in FADED else 0.0)


def _numbers(name: str, setting: Setting) -> dict[str, int | float]:
    weight: dict[str, int | float] = {"weight": setting.weight}
    fading: dict[str, int | float] = {"half_life_days": setting.half_life_days, "lag_power": setting.lag_power}
    return weight | fading if name in FADED else weight
