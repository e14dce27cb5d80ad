"""Which run a command speaks of, and how it is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import settings_for

if TYPE_CHECKING:
    from frankly.evals.reports.view import Run

RunArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[RUN]", help="Folder of a run; without one the last run of the data folder."),
]


def run_folder(context: typer.Context, run: Path | None) -> Path:
    """The folder that is meant."""
    return run if run is not None else settings_for(context, None).data / "evals" / "last"


def read_run(path: Path) -> Run:
    """What lies in a run's folder.

    Raises:
        NotFound: when no run lies there, or it was not judged.
        Misconfigured: naming the line that is wrong.
    """
    from frankly.evals.reports.view import Run
    from frankly.evals.runs.folder import RunFolder

    folder = RunFolder(path)
    return Run(folder.summary(), folder.outputs(), folder.verdicts())


def expectations() -> dict[str, str]:
    """Check → what holds when it passes."""
    from frankly.evals.checks.registry import CHECKS

    return {name: check.says for name, check in CHECKS.items()}
