"""`frankly replay`: recorded decisions made again: whether they come out as they were, or how they would otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Decisions, by the id in their answer.")]
Last = Annotated[int | None, typer.Option("--last", metavar="N", help="The newest N decisions.", show_default=False)]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="All decisions since this moment (ISO 8601).", show_default=False),
]
Level = Annotated[
    Literal["r0", "r1", "r2"],
    typer.Option(
        "--level",
        help="r0: render the answer from its record; r1: make everything after retrieval again; r2: the same in a "
        "fresh process, on a copy of nothing but the records and their snapshots.",
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh-retrieval", help="Ask today's index instead, and show what drifted.")]
With = Annotated[
    str | None,
    typer.Option(
        "--with",
        metavar="FILE|model|prompt[=ID]",
        help="Decide by this surface file, or by a file with nothing but weights; or ask today's language model by the "
        "prompts of then (model), by today's (prompt), or by one version (prompt=write/v2). Shows then and now.",
        show_default=False,
    ),
]
Without = Annotated[
    str | None,
    typer.Option(
        "--without",
        metavar="GROUND",
        help="Decide without a piece of evidence (e5), a ground of an item (2:g1), or such as viewed:poetry.",
        show_default=False,
    ),
]
CopyTo = Annotated[
    Path | None,
    typer.Option(
        "--copy-to",
        metavar="FOLDER",
        help="Copy the decisions with all they need into an empty folder, and replay nothing.",
        show_default=False,
    ),
]
From = Annotated[Path | None, typer.Option("--from", metavar="FOLDER", help="Replay such a copy.", show_default=False)]


def replay(
    context: typer.Context,
    ids: Ids = None,
    last: Last = None,
    since: Since = None,
    level: Level = "r1",
    fresh_retrieval: Fresh = False,
    with_: With = None,
    without: Without = None,
    copy_to: CopyTo = None,
    from_: From = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make recorded decisions again, byte for byte; ends with 1 when any of them comes out otherwise.

    With --fresh-retrieval, --with or --without it shows instead what would be otherwise, which is no failure.
    """
    from frankly.cli.records.replay_run import Wanted, run_copy, run_here

    wanted = Wanted(tuple(ids or ()), last, since, level, fresh_retrieval, with_, without, copy_to)
    if from_ is not None:
        _end(run_copy(wanted, from_, as_json))
    wanted.check()
    _end(run_here(wanted, existing(settings_for(context, data)), as_json))


def _end(is_well: bool) -> None:
    raise typer.Exit(0 if is_well else 1)
