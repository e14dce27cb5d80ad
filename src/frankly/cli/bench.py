"""placeholder"""

import typer

bench = typer.Typer(help="x")


@bench.command("items")
def i() -> None:
    """X."""


@bench.command("events")
def e() -> None:
    """X."""
