"""`frankly train` and `frankly rollback`: new models in a running service, and back to the old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.door import keeping
from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frankly.domain.deciding.base_record import BaseRecord
    from frankly.pipelines.index.reports import TrainReport
    from frankly.settings import Settings

BaseId = Annotated[
    str | None,
    typer.Argument(metavar="[BASE]", help="Id of a base, or its first letters; the one before if not given."),
]
ListOnly = Annotated[bool, typer.Option("--list", help="List the bases and change nothing.")]

SHORT = 12
"""Letters of an id that are shown: enough to name it."""


def train(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """Count everyone's acts and train the models anew, for the catalogue as it is; a running service takes them up."""
    import asyncio
    from dataclasses import asdict

    from frankly.cli.screen import out, put_json

    settings = existing(settings_for(context, data))
    with keeping(lambda: "The old models stay; run 'frankly train' again when you like."):
        report = asyncio.run(_train(settings))
    if as_json:
        put_json(asdict(report))
        return
    screen = out()
    screen.print(f"{report.items:,} items; {report.acts:,} acts of {report.people:,} people trained the models.")
    for name, entries in report.models.items():
        screen.print(f"  {name}: {entries:,} pairs of items")
    if not report.models:
        screen.print("Nobody acted on two items yet, so there are no models; content and popularity still work.")
    screen.print(f"Base {report.snapshot[:SHORT]} is current; 'frankly rollback' goes back.")


async def _train(settings: Settings) -> TrainReport:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.owner import live_index
    from frankly.cli.progress import phases

    with phases() as advance:
        async with open_frankly(settings, waits_for_index=False) as parts:
            return await live_index(parts).train(parts.clock.now(), advance)


def rollback(
    context: typer.Context, base: BaseId = None, is_list: ListOnly = False, data: Data = None, as_json: AsJson = False
) -> None:
    """Go back to an earlier base with its statistics and models; a running service takes it up within seconds."""
    from dataclasses import asdict

    from frankly.bootstrap.stores import open_snapshots
    from frankly.cli.screen import out, put_json
    from frankly.pipelines.rolling_back import roll_back

    snapshots = open_snapshots(existing(settings_for(context, data)))
    if is_list:
        known = snapshots.bases()
        if as_json:
            put_json({"bases": [asdict(record) for record in known]})
        else:
            _show(known)
        return
    chosen = roll_back(snapshots, base)
    if as_json:
        put_json(asdict(chosen))
    else:
        out().print(f"Base {chosen.id[:SHORT]} is current: {_told(chosen)}.")


def _told(record: BaseRecord) -> str:
    from frankly.domain.time import to_iso

    made = f"counted {to_iso(record.made)[:16].replace('T', ' ')}" if record.made else "without counts"
    models = ", ".join(record.models) or "no models"
    return f"{record.items:,} items, {record.people:,} people, {models}, {made}"


def _show(known: Sequence[BaseRecord]) -> None:
    from rich.table import Table

    from frankly.cli.screen import out
    from frankly.domain.time import to_iso

    screen = out()
    if not known:
        screen.print("There is no base yet; a service makes one by itself, 'frankly train' a new one.")
        return
    table = Table("", "base", "counted", "items", "people", "models", box=None, pad_edge=False)
    for record in known:
        made = to_iso(record.made)[:16].replace("T", " ") if record.made else "-"
        mark, models = "*" if record.is_current else "", ", ".join(record.models) or "-"
        table.add_row(mark, record.id[:SHORT], made, f"{record.items:,}", f"{record.people:,}", models)
    screen.print(table)
