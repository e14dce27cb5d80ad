"""A suite of cases as people edit it: `evals/<name>/suite.yaml` with `runner: cases`, and the files beside it."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from frankly.adapters.files.yaml import Document, read_yaml
from frankly.domain.answering.request import InlineProfile
from frankly.domain.base import Frozen
from frankly.domain.faults import suggestion
from frankly.domain.ids import IdText
from frankly.errors import NotFound
from frankly.evals.cases.case import CheckUse, Value

FILE: Final = "suite.yaml"
RUNNER: Final = "cases"

FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(yaml|yml|csv|jsonl)$")]
"""Name of a file beside the suite's own."""


class CaseSuite(Frozen):
    """One suite of cases."""

    title: str
    """What it is called."""

    proves: str
    """What holds when it passes."""

    runner: Literal["cases"] = RUNNER
    """What runs it: cases that are made, kept and judged. Other names run suites that give figures."""

    shop: IdText = "demo"
    """Data set in which its cases are asked."""

    model: Annotated[str, StringConstraints(max_length=200)] = ""
    """Which model's recorded replies are used; empty asks no model."""

    allows: bool = True
    """Whether everyone who has not decided meets the language model, and nobody is held out, so that there is something
    to judge; false asks by the surfaces as they are."""

    cases: Annotated[tuple[FileName, ...], Field(min_length=1)] = ("cases.yaml",)
    """Files that hold its cases, beside it: YAML, CSV or JSONL."""

    checks: tuple[CheckUse, ...] = ()
    """What is asked of every case, before its own checks."""

    vary: dict[str, Annotated[tuple[Value, ...], Field(min_length=1, max_length=50)]] = Field(default_factory=dict)
    """Variables of every case, with their values; a case that names the same variable has its own values."""

    personas: dict[str, InlineProfile | IdText] = Field(default_factory=dict)
    """Value of the variable `persona` → the profile that is sent for it, or the id of somebody in the shop; a value
    that does not stand here is such an id itself."""

    samples: Annotated[int, Field(ge=1, le=100)] = 1
    """How often each case is tried; a model is asked for another reply each time."""

    margin: Annotated[float, Field(ge=0, le=1)] = 0.02
    """Smallest difference of a share that matters."""


def case_suites(folder: Path) -> dict[str, CaseSuite]:
    """Every suite of cases in a folder, by name; suites that give figures are left out.

    Raises:
        Misconfigured: naming file and line of what is wrong.
    """
    read = {file.parent.name: read_yaml(file) for file in sorted(folder.glob(f"*/{FILE}"))}
    return {name: document.parse(CaseSuite) for name, document in read.items() if is_of_cases(document)}


def is_of_cases(document: Document) -> bool:
    """Whether a suite's file is of a suite of cases."""
    return isinstance(document.data, dict) and document.data.get("runner") == RUNNER


def chosen_suites(folder: Path, names: tuple[str, ...] = ()) -> dict[str, CaseSuite]:
    """Some suites of cases, or all of them.

    Raises:
        NotFound: with the nearest name, or when there is none at all.
        Misconfigured: naming file and line of what is wrong.
    """
    suites = case_suites(folder)
    for name in names:
        if name not in suites:
            hint = suggestion(name, suites) or f"Suites of cases: {', '.join(suites) or 'none'}."
            raise NotFound(f"There is no suite of cases '{name}' in {folder}. {hint}")
    if not suites:
        raise NotFound(
            f"{folder} holds no suite of cases: put one into {folder}/<name>/{FILE}, with `runner: {RUNNER}`."
        )
    return {name: suites[name] for name in names} if names else suites
