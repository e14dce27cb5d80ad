"""`frankly eval preferences`: what people and judges say of the pairs of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.evaluating.reporting.runs import RunArgument, run_folder
from frankly.cli.options import AsJson, Data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from frankly.evals.labels.preferring import Preferred

TOLD = {"template": "what templates say", "unbound": "what the same model writes freely"}


def preferences(
    context: typer.Context,
    run: RunArgument = None,
    suites: Annotated[
        Path | None,
        typer.Option("--suites", metavar="FOLDER", help="Folder of suites.", show_default="the shipped ones"),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say whose texts are preferred: ours, those of templates, or those that a model writes freely.

    Everybody who judged pairs is told apart. A judge whom no people's labels stand beside is told as what it is.
    """
    from frankly.cli.screen import out, put_json
    from frankly.evals.judging.judged import read_judged
    from frankly.evals.labels.preferring import preferred
    from frankly.evals.runs.folder import RunFolder
    from frankly.settings import data_folder

    path = run_folder(context, run, data)
    folder = suites if suites is not None else data_folder("evals")
    found = preferred(RunFolder(path).outputs(), read_judged(folder))
    if as_json:
        put_json(_plain(found))
    else:
        out().print(_view(found))


def _plain(found: Sequence[Preferred]) -> dict[str, object]:
    from dataclasses import asdict

    return {"preferences": [asdict(one) for one in found]}


def _view(found: Sequence[Preferred]) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    from frankly.cli.screen import clean

    if not found:
        return Text("Nobody judged a pair of this run in both positions: frankly eval label --each pair --by YOU")
    lines = []
    for one in found:
        who = f"{clean(one.by)} (a model that nobody calibrated)" if one.is_judge else clean(one.by)
        share = f"{one.share:.2f} (95 %: {one.low:.2f} to {one.high:.2f})"
        counts = (
            f"{one.pairs} pairs: ours {one.ours}, the other {one.other}, undecided {one.pairs - one.ours - one.other}"
        )
        lines.append(Text(f"Ours against {TOLD[one.against]}: {share}", style="bold"))
        lines.append(Text(f"  {counts} · {who}", style="dim"))
    return Group(*lines)
