"""Options that several commands of `frankly eval` share."""

from pathlib import Path
from typing import Annotated

import typer

SuitesFolder = Annotated[
    Path | None,
    typer.Option("--suites", metavar="FOLDER", help="Folder of suites.", show_default="the shipped ones"),
]

Repeat = Annotated[
    int | None, typer.Option(min=1, max=100, help="How often each case is tried.", show_default="what suites say")
]
