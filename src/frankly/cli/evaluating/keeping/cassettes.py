"""`frankly eval cassettes`: what is recorded, what of it is stale, what differs; and replies that others wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.options import AsJson, Data, settings_for

cassettes = typer.Typer(
    name="cassettes", no_args_is_help=True, help="Recorded replies of models: look at them, prune, compare."
)

Tried = Annotated[bool, typer.Option("--dry-run", help="Say what would go, and take nothing out.")]
Run = Annotated[
    Path | None,
    typer.Option(
        "--run", metavar="FOLDER", help="Folder of a run; the last one where none is named.", show_default=False
    ),
]


@cassettes.command("status")
def status(context: typer.Context, run: Run = None, data: Data = None, as_json: AsJson = False) -> None:
    """Show what is recorded, what of it is stale and why, and what recording would take. Ends with 3 where any is."""
    from frankly.cli.evaluating.keeping.cassettes_view import put_status
    from frankly.cli.evaluating.keeping.recorded import opened

    if put_status(opened(settings_for(context, data), run), as_json=as_json):
        raise typer.Exit(3)


@cassettes.command("prune")
def prune(
    context: typer.Context,
    unasked: Annotated[
        bool, typer.Option("--unasked", help="Also what the run did not ask for; it must have been over everything.")
    ] = False,
    run: Run = None,
    dry_run: Tried = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take out replies to prompts that are gone or read otherwise, and with --unasked what nothing asks for."""
    from frankly.cli.evaluating.keeping.cassettes_view import put_pruned
    from frankly.cli.evaluating.keeping.recorded import opened, pruned

    here = opened(settings_for(context, data), run)
    put_pruned(pruned(here, is_tried=dry_run, with_unasked=unasked), is_tried=dry_run, as_json=as_json)


@cassettes.command("diff")
def diff(
    context: typer.Context,
    base: Annotated[
        str, typer.Argument(metavar="[BASE]", help="A folder of cassettes, or a revision of git.", show_default="HEAD")
    ] = "HEAD",
    full: Annotated[bool, typer.Option("--full", help="Show every reply that changed, line by line.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compare what is recorded with an earlier state: replies added, removed, changed, asked by another prompt."""
    from frankly.cli.evaluating.keeping.cassettes_view import put_difference
    from frankly.cli.evaluating.keeping.recorded import earlier, opened
    from frankly.evals.cassettes.diffing import difference

    here = opened(settings_for(context, data))
    put_difference(difference(earlier(here.folder, base), here.lines), is_full=full, as_json=as_json)


@cassettes.command("put")
def put(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Replies: the file of 'frankly eval record --ask', filled in.")],
    run: Run = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Record replies that a model wrote elsewhere, to calls that 'frankly eval record --ask' gave out."""
    from frankly.cli.evaluating.keeping.recorded import opened, put_written
    from frankly.cli.screen import out, put_json

    found = put_written(opened(settings_for(context, data), run), file)
    if as_json:
        put_json({"kept": found.kept, "unknown": list(found.unknown)})
    else:
        out().print(f"{found.kept:,} replies are recorded, as written by a model elsewhere.")
        if found.unknown:
            out().print(f"{len(found.unknown):,} answer no call that was wanted, and were left out.")
    if not found.kept:
        raise typer.Exit(2)
