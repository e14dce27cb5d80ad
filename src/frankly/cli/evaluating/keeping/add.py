"""`frankly eval add`: turns a bad answer into a case."""

from __future__ import annotations

from typing import Annotated

import typer

from frankly.cli.evaluating.options import SuitesFolder
from frankly.cli.options import AsJson, Data


def add(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(metavar="ID", help="Id of the decision that was bad.")],
    because: Annotated[str, typer.Option(help="Why the case is here: what was wrong, in words about nobody.")],
    suite: Annotated[str, typer.Option(help="Suite that takes it; it is begun where it is not there.")] = "found",
    checks: Annotated[
        list[str] | None,
        typer.Option(
            "--check", metavar="NAME", help="A check besides the suite's; may be given twice.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--id", help="Name of the case.", show_default="made of what it asks")
    ] = None,
    query: Annotated[
        str | None, typer.Option(help="Of a search: words in the place of those that were typed.", show_default=False)
    ] = None,
    suites: SuitesFolder = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a case of an answer that was given: its request, and what was known of the person, without who it was.

    What somebody did stays, by whole days: look through the case before you share it.
    """
    import asyncio

    from frankly.cli.evaluating.keeping.add_run import Wish, added
    from frankly.cli.options import existing, settings_for
    from frankly.cli.screen import out, put_json
    from frankly.settings import data_folder

    settings = existing(settings_for(context, data))
    wish = Wish(decision, because, suite, tuple(checks or ()), name, query, suites or data_folder("evals", settings))
    made, left = asyncio.run(added(settings, wish))
    told = {"case": made.case.id, "suite": suite, "file": str(made.file), "shop": str(made.shop or ""), "left": left}
    if as_json:
        put_json(told)
        return
    from rich.text import Text

    screen = out()
    screen.print(Text.assemble(("added", "green"), f"  {suite}/{made.case.id} in {made.file}"))
    if made.shop is not None:
        screen.print(Text(f"  its items lie in {made.shop}, without anybody's acts: answers differ from your shop's"))
    if left:
        screen.print(Text(f"  left behind: {', '.join(left)}"))
    screen.print(Text("  What somebody did stays in it, by whole days: look through it before you share it."))
    screen.print(Text(f"  frankly eval run {suite} --filter {made.case.id}", style="cyan"))
