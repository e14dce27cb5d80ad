"""`frankly eval`: its commands, each in a file of its own."""

import typer

from frankly.cli.evaluating.list import list_
from frankly.cli.evaluating.run import run

evals = typer.Typer(name="eval", no_args_is_help=True, help="Run suites that prove what is promised.")

evals.command("run")(run)
evals.command("list")(list_)
