"""Which run a command speaks of, and how it is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from frankly.cli.options import settings_for

if TYPE_CHECKING:
    from frankly.evals.reports.view import Run
    from frankly.settings import Settings

RunArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[RUN]", help="Folder of a run; without one the last run of the data folder."),
]


_LAST: Final = ("evals", "last")


def last_run(settings: Settings) -> Path:
    """Folder in the data folder that holds a run where none is named."""
    return settings.data.joinpath(*_LAST)


def run_folder(context: typer.Context, run: Path | None, data: Path | None = None) -> Path:
    """The folder that is meant."""
    return run if run is not None else last_run(settings_for(context, data))


def read_run(path: Path, *, is_last: bool = False) -> Run:
    """What lies in a run's folder.

    Args:
        path: the folder.
        is_last: whether commands find it without its name.

    Raises:
        NotFound: when no run lies there, or it was not judged.
        Misconfigured: naming the line that is wrong.
    """
    from frankly.evals.reports.view import Run
    from frankly.evals.runs.folder import RunFolder

    folder = RunFolder(path)
    return Run(folder.summary(), folder.outputs(), folder.verdicts(), "" if is_last else str(path))


def expectations() -> dict[str, str]:
    """Check → what holds when it passes."""
    from frankly.evals.checks.registry import CHECKS

    return {name: check.says for name, check in CHECKS.items()}
