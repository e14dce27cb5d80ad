"""`frankly export`: gives back what was put in, as files that `frankly import` reads again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from frankly.cli.door import keeping
from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.bootstrap.stores import Stores
    from frankly.settings import Settings

    Rows: TypeAlias = Callable[[Stores], AsyncIterator[bytes]]

export = typer.Typer(
    no_args_is_help=True, help="Give back what was put in, as files that an import reads again.", name="export"
)

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Where to write: a name ending in .jsonl or .csv, or - for standard output."),
]
Format = Annotated[
    Literal["jsonl", "csv"] | None,
    typer.Option("--format", help="How to write, where the name does not say.", show_default=False),
]


@export.command("items")
def items(
    context: typer.Context, file: File, format: Format = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Write all items, in order of their ids."""
    from frankly.pipelines.exporting import export_items

    chosen = _format(file, format)
    _write(existing(settings_for(context, data)), file, lambda stores: export_items(stores.catalogue, chosen), as_json)


@export.command("events")
def events(
    context: typer.Context, file: File, format: Format = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Write all events, in the order in which they came."""
    from frankly.pipelines.exporting import export_events

    chosen = _format(file, format)
    _write(existing(settings_for(context, data)), file, lambda stores: export_events(stores.events, chosen), as_json)


@export.command("profiles")
def profiles(context: typer.Context, file: File, data: Data = None, as_json: AsJson = False) -> None:
    """Write what people stated and decided, as JSON lines."""
    from frankly.errors import Invalid
    from frankly.pipelines.exporting import export_profiles

    if _format(file, None) != "jsonl":
        raise Invalid("Profiles nest, so they are written as JSON lines only; name the file .jsonl.")
    _write(existing(settings_for(context, data)), file, lambda stores: export_profiles(stores.people), as_json)


def _format(file: Path, format: Literal["jsonl", "csv"] | None) -> Literal["jsonl", "csv"]:
    from frankly.errors import Invalid

    if format is not None:
        return format
    if file.suffix.lower() == ".csv":
        return "csv"
    if file.suffix.lower() in {".jsonl", ".ndjson"} or str(file) == "-":
        return "jsonl"
    raise Invalid(f"{file.name}: the format is not clear from the name; end it in .jsonl or .csv, or give --format.")


def _write(settings: Settings, file: Path, rows: Rows, as_json: bool) -> None:
    import asyncio

    from frankly.cli.data.export_run import to_file, to_output
    from frankly.cli.screen import err, put_json

    if str(file) == "-":
        with keeping(lambda: "The output ends where it was interrupted."):
            asyncio.run(to_output(settings, rows))
        return
    with keeping(lambda: f"{file} is as it was before; nothing half written is left."):
        size = asyncio.run(to_file(settings, file, rows))
    if as_json:
        put_json({"file": str(file), "bytes": size})
    else:
        err().print(f"{size:,} bytes written to {file}")
