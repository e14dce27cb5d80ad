"""A regression as data: what is damaged, which cases should see it, and which check must be named first."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from frankly.pipelines.parts import Parts
from frankly.testing.model.personalities import Personality


@dataclass(frozen=True)
class Regression:
    """One change for the worse.

    Attributes:
        name: of it.
        suite: that should see it.
        cases: of that suite that are asked.
        first: the check that must be red first; `load` where the files are refused before anything is asked.
        edit: damages a copy of the folders that people edit.
        prompt: a draft that `edit` wrote and that is used.
        damage: damages the pipeline's parts.
        without: functions of the proof of facts that are switched off, such as `quoted.check`.
        model: who replies in the place of the recorded writer.
    """

    name: str
    suite: str
    cases: tuple[str, ...]
    first: str
    edit: Callable[[Path], None] | None = None
    prompt: str = ""
    damage: Callable[[Parts], Parts] | None = None
    without: tuple[str, ...] = ()
    model: Personality | None = None
