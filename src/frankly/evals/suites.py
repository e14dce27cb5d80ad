"""Suites as people edit them: `evals/<name>/suite.yaml` says what is proved, on what, and which figures must hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from frankly.adapters.files.yaml import read_yaml
from frankly.domain.base import Frozen
from frankly.domain.faults import suggestion
from frankly.domain.ids import IdText
from frankly.errors import NotFound
from frankly.evals.cases.suite import FILE, is_of_cases


class Bar(Frozen):
    """What a figure must reach; exactly one of the three."""

    at_least: float | None = None
    """It is this or more."""

    at_most: float | None = None
    """It is this or less."""

    above: float | None = None
    """It is more than this."""

    @model_validator(mode="after")
    def _one(self) -> "Bar":
        if sum(bound is not None for bound in (self.at_least, self.at_most, self.above)) != 1:
            raise ValueError("a bar is one of at_least, at_most and above")
        return self

    def is_met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        if self.at_least is not None:
            return value >= self.at_least
        return value <= self.at_most if self.at_most is not None else value > (self.above or 0.0)

    def told(self) -> str:
        """The bar in words."""
        name, bound = next((name, bound) for name, bound in self.model_dump().items() if bound is not None)
        return f"{name.replace('_', ' ')} {bound:g}"


class Suite(Frozen):
    """One suite."""

    title: str
    """What it is called."""

    proves: str
    """What holds when it passes."""

    runner: str
    """What runs it; one of `running.RUNNERS`."""

    sets: Annotated[tuple[IdText, ...], Field(min_length=1)]
    """Data sets that it runs on; those that are not there are skipped, and said."""

    cases: Annotated[int, Field(ge=1)]
    """How many are tried over all sets."""

    seed: Annotated[int, Field(ge=0)] = 1
    """Seed of all draws."""

    options: dict[str, Any] = Field(default_factory=dict)
    """What its runner may be told besides."""

    bars: Annotated[dict[str, Bar], Field(min_length=1)]
    """Figure → what it must reach."""


def load_suites(folder: Path) -> Mapping[str, Suite]:
    """Every suite of a folder that gives figures, by name; suites of cases are read by `cases.suite`.

    Raises:
        Misconfigured: naming file and line of what is wrong.
    """
    read = {file.parent.name: read_yaml(file) for file in sorted(folder.glob(f"*/{FILE}"))}
    return {name: document.parse(Suite) for name, document in read.items() if not is_of_cases(document)}


def suite_named(name: str, folder: Path) -> Suite:
    """One suite.

    Raises:
        NotFound: with the nearest name.
        Misconfigured: naming file and line of what is wrong.
    """
    suites = load_suites(folder)
    if name not in suites:
        hint = suggestion(name, suites) or f"Suites: {', '.join(suites) or 'none'}."
        raise NotFound(f"There is no suite '{name}' in {folder}. {hint}")
    return suites[name]
