"""`frankly eval list`: the suites that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.evaluating.options import SuitesFolder
from frankly.cli.options import AsJson

if TYPE_CHECKING:
    from frankly.evals.cases.suite import CaseSuite
    from frankly.evals.suites import Suite


def list_(
    cases: Annotated[bool, typer.Option("--cases", help="Name every cell of the suites of cases.")] = False,
    suites: SuitesFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print the suites that there are and what each proves: suites of cases, and suites that give figures with bars."""
    from frankly.cli.screen import out, put_json
    from frankly.evals.cases.suite import case_suites
    from frankly.evals.suites import load_suites
    from frankly.settings import Settings, data_folder

    place = suites or data_folder("evals", Settings())
    measured, of_cases = load_suites(place), case_suites(place)
    if as_json:
        told = {name: _plain(suite) for name, suite in measured.items()}
        put_json(told | {name: _plain_of_cases(place, name, suite) for name, suite in of_cases.items()})
        return
    from rich.text import Text

    screen = out()
    for name, suite in of_cases.items():
        cells = _cells(place, name)
        screen.print(Text.assemble((name, "bold"), f"  {suite.title}: {len(cells):,} cells on {suite.shop}"))
        screen.print(Text(f"  {suite.proves.strip()}"))
        if cases:
            screen.print(Text("\n".join(f"    {cell}" for cell in cells)))
    for name, figured in measured.items():
        told_ = f"  {figured.title}: {figured.cases:,} cases on {', '.join(figured.sets)}, by name alone"
        screen.print(Text.assemble((name, "bold"), told_))
        screen.print(Text(f"  {figured.proves.strip()}"))


def _cells(place: Path, name: str) -> list[str]:
    from frankly.evals.generating.plan import plan_of

    return [cell.name for cell in plan_of(place, [name]).cells]


def _plain(suite: Suite) -> dict[str, object]:
    bars = {figure: bar.told() for figure, bar in suite.bars.items()}
    return {**suite.model_dump(mode="json", exclude={"bars"}), "bars": bars}


def _plain_of_cases(place: Path, name: str, suite: CaseSuite) -> dict[str, object]:
    return {**suite.model_dump(mode="json", exclude={"personas"}), "cells": _cells(place, name)}
