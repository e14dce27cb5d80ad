"""Writes a case into a suite's files; what people wrote there stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from frankly.errors import Conflict, Invalid, Misconfigured
from frankly.evals.cases.case import Case
from frankly.evals.cases.reading import cases_of
from frankly.evals.cases.suite import FILE, case_suites

NEW: Final = """# yaml-language-server: $schema=../suite.schema.json
# Answers that were bad once. `frankly eval add` puts cases in; `frankly eval run {name}` asks them.
title: Answers that were bad once
proves: >-
  What went wrong for somebody does not go wrong again.
runner: cases
cases: [cases.yaml]
checks: [{checks}]
"""
BEGUN: Final = """# yaml-language-server: $schema=../suite.schema.json
title: {title}
proves: >-
  What somebody wrote instead of a model holds up.
runner: cases
cases: [{cases}]
"""
HEAD: Final = "# yaml-language-server: $schema=../case.schema.json\n"
USUAL: Final = ("grounded", "own", "leaks")
"""Checks of a suite that is begun."""


@dataclass(frozen=True, slots=True)
class Added:
    """Where a case was written.

    Attributes:
        case: the case.
        file: that holds it.
        suite: name of its suite.
        shop: file of its own shop; None where it is asked in a built-in one.
    """

    case: Case
    file: Path
    suite: str
    shop: Path | None = None


def case_text(case: Case) -> str:
    """A case as a file of cases writes it."""
    plain = case.model_dump(mode="json", exclude_unset=True)
    plain["checks"] = [_use(use.name, use.options) for use in case.checks]
    told = [{name: value for name, value in plain.items() if value not in ([], {}, None)}]
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)


def write_case(folder: Path, suite: str, case: Case, shop: bytes | None = None) -> Added:
    """Put a case at the end of a suite; a suite that is not there is begun.

    Args:
        folder: of the suites.
        suite: its name.
        case: to be written.
        shop: its own shop's file, where it has one.

    Raises:
        Conflict: when the suite has a case of that name.
        Invalid: when the suite is none of cases, or keeps no YAML file.
        Misconfigured: when the folder cannot be written, or a file is wrong.
    """
    place = folder / suite
    try:
        file = _file(folder, suite)
        there = [one.id for one, _ in cases_of(place, (file.name,))] if file.is_file() else []
        if case.id in there:
            raise Conflict(f"{file} has a case '{case.id}' already. Give this one another name: --id NAME.")
        beside = None
        if shop is not None:
            beside = place / str(case.shop)
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(shop)
        before = file.read_text(encoding="utf-8") if file.is_file() else HEAD
        file.write_text(before.rstrip("\n") + "\n\n" + case_text(case), encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{place} cannot be written: {error.strerror}. Name your own folder: --suites.") from error
    return Added(case, file, suite, beside)


def _file(folder: Path, suite: str) -> Path:
    """The file that takes a case."""
    known, place = case_suites(folder), folder / suite
    if suite in known:
        named = next((name for name in known[suite].cases if name.endswith((".yaml", ".yml"))), None)
        if named is None:
            raise Invalid(f"{place / FILE} names no YAML file among its cases; add one, such as cases.yaml.")
        return place / named
    if (place / FILE).is_file():
        raise Invalid(f"'{suite}' is a suite of figures, which has no cases. Name another one: --suite.")
    place.mkdir(parents=True, exist_ok=True)
    (place / FILE).write_text(NEW.format(name=suite, checks=", ".join(USUAL)), encoding="utf-8")
    return place / "cases.yaml"


def begin_suite(file: Path, title: str) -> bool:
    """Begin a suite of a file of cases that have checks of their own, where none stands beside it.

    Args:
        file: of the cases; their folder is that of the suite.
        title: what a new suite is called.

    Returns:
        Whether the suite reads the file: it was begun with it, or names it.

    Raises:
        Misconfigured: when the suite that is there cannot be read.
        OSError: when it cannot be written.
    """
    place = file.resolve().parent
    if not (place / FILE).is_file():
        (place / FILE).write_text(BEGUN.format(title=title, cases=file.name), encoding="utf-8")
        return True
    suite = case_suites(place.parent).get(place.name)
    return suite is not None and file.name in suite.cases


def _use(name: str, options: Mapping[str, Any]) -> str | dict[str, Any]:
    return {name: dict(options)} if options else name


def case_of(
    name: str, ask: Mapping[str, Any], because: str, checks: Sequence[str] = (), shop: str | None = None
) -> Case:
    """A case, checked as one that is read.

    Raises:
        Invalid: when its name is none.
    """
    told = {"id": name, "because": because, "ask": ask, "checks": list(checks), "tags": ["found"]}
    try:
        return Case.model_validate(told | ({"shop": shop} if shop is not None else {}))
    except ValueError as error:
        raise Invalid(f"This is no case: {error}") from error
