"""`frankly import`: items, events and profiles from files; what cannot be used is told line by line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.options import AsJson, Data, settings_for

if TYPE_CHECKING:
    from frankly.cli.data.import_run import Job

import_ = typer.Typer(
    no_args_is_help=True,
    help="Bring in items, events and profiles from CSV, JSON, YAML or Parquet files.",
    name="import",
)

File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="The file; plain or gzipped. With --preset: leave it out.", show_default=False),
]
Preset = Annotated[
    tuple[str, Path] | None,
    typer.Option(
        "--preset",
        metavar="NAME FOLDER",
        help="Read a known data set: online-retail, movielens, retail-demo-store or completejourney, and its folder.",
        show_default=False,
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--mapping",
        metavar="FIELD=COLUMN|FILE.yaml",
        help="Which column fills which field; repeat it, or name a YAML file. FIELD:=VALUE is the same for each row.",
        show_default=False,
    ),
]
Format = Annotated[
    Literal["csv", "jsonl", "json", "yaml", "parquet"] | None,
    typer.Option("--format", help="How to read the file, where its name does not say.", show_default=False),
]
Encoding = Annotated[str, typer.Option("--encoding", help="Encoding of a text file.")]
Delimiter = Annotated[
    str | None,
    typer.Option("--delimiter", help="What stands between the cells of CSV; found by itself.", show_default=False),
]
Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects",
        metavar="FOLDER",
        help="Where rows that cannot be used are written down; beside the file by default.",
        show_default=False,
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="End with exit code 1 when any row could not be used.")]


@import_.command("items")
def items(
    context: typer.Context,
    file: File = None,
    preset: Preset = None,
    mapping: Mapping = None,
    format: Format = None,
    encoding: Encoding = "utf-8",
    delimiter: Delimiter = None,
    rejects: Rejects = None,
    strict: Strict = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in items. An item that is there already is changed; running it again changes nothing."""
    _run(context, _job("items", file, preset, mapping, (format, encoding, delimiter)), rejects, strict, data, as_json)


@import_.command("events")
def events(
    context: typer.Context,
    file: File = None,
    preset: Preset = None,
    mapping: Mapping = None,
    format: Format = None,
    encoding: Encoding = "utf-8",
    delimiter: Delimiter = None,
    rejects: Rejects = None,
    strict: Strict = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in events. Each is stored once, by its id or its content."""
    _run(context, _job("events", file, preset, mapping, (format, encoding, delimiter)), rejects, strict, data, as_json)


@import_.command("profiles")
def profiles(
    context: typer.Context,
    file: File = None,
    preset: Preset = None,
    mapping: Mapping = None,
    format: Format = None,
    encoding: Encoding = "utf-8",
    delimiter: Delimiter = None,
    rejects: Rejects = None,
    strict: Strict = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in what people stated and decided. A decision that is known here can only become stricter."""
    _run(
        context, _job("profiles", file, preset, mapping, (format, encoding, delimiter)), rejects, strict, data, as_json
    )


@import_.command("preset")
def preset(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="online-retail, movielens, retail-demo-store or completejourney.")],
    folder: Annotated[Path, typer.Argument(help="The folder that holds the data set.")],
    rejects: Rejects = None,
    strict: Strict = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in everything of a known data set: items, events and profiles."""
    from frankly.cli.data.import_run import PresetJob

    _run(context, PresetJob(name, folder, None), rejects, strict, data, as_json)


def _job(
    target: Literal["items", "events", "profiles"],
    file: Path | None,
    preset: tuple[str, Path] | None,
    mapping: Sequence[str] | None,
    reading: tuple[Literal["csv", "jsonl", "json", "yaml", "parquet"] | None, str, str | None],
) -> Job:
    from frankly.cli.data.import_run import FileJob, PresetJob

    if preset is not None:
        if file is not None or mapping:
            raise typer.BadParameter(
                "A preset knows its files and columns: give neither FILE nor --mapping with --preset."
            )
        return PresetJob(*preset, target)
    if file is None:
        raise typer.BadParameter("Name the FILE to import, or a known data set with --preset NAME FOLDER.")
    return FileJob(target, file, tuple(mapping or ()), *reading)


def _run(
    context: typer.Context, job: Job, rejects: Path | None, strict: bool, data: Path | None, as_json: bool
) -> None:
    import asyncio

    from frankly.cli.data.import_run import Watch, carry_out, describe
    from frankly.cli.data.import_view import show
    from frankly.cli.door import keeping

    settings = settings_for(context, data)
    watch = Watch()
    with keeping(watch.told):
        reports = asyncio.run(carry_out(job, settings, rejects, watch))
        made = asyncio.run(describe(settings, reports, watch))
    show(reports, settings, as_json, made)
    if any(report.rejected for report in reports) and (strict or not any(r.read > r.rejected for r in reports)):
        raise typer.Exit(1)
