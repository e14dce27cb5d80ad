"""`frankly policies`: looks through surfaces, policies and brand, and shows what a change of them would do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.options import AsJson, Data, settings_for

policies = typer.Typer(name="policies", no_args_is_help=True, help="Look through what editors and lawyers decide.")


@policies.command("lint")
def lint(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="Folder with surfaces/, policies/ and brand/, each where it exists; without it the files in force.",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Tell every mistake at once, with file and line; ends with 1 when there is an error, warnings alone with 0.

    Where the data folder holds a catalogue, categories and tags that it does not have are told as well.
    """
    from frankly.cli.texts.policies_run import linted
    from frankly.cli.texts.policies_view import put_findings

    findings = linted(settings_for(context, data), path)
    if put_findings(findings, as_json=as_json):
        raise typer.Exit(1)


@policies.command("preview")
def preview(
    context: typer.Context,
    with_: Annotated[
        Path | None,
        typer.Option(
            "--with",
            metavar="FOLDER",
            help="Folder with the changed surfaces/, policies/ and brand/, each where it exists; without it the files "
            "in force, held against what was said before they were.",
            show_default=False,
        ),
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=0, help="How many of the newest decisions.")] = 1000,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed files would refuse of what was said so far, by rule, with examples; changes nothing.

    Every wording is tried, every stored fact, and every sentence of the newest recorded decisions. Where a recorded
    sentence is refused, its decision is made again with the changed files to show what would be said instead.
    """
    from frankly.cli.options import existing
    from frankly.cli.texts.policies_run import previewed
    from frankly.cli.texts.policies_view import put_preview

    put_preview(previewed(existing(settings_for(context, data)), with_, last), as_json=as_json)
