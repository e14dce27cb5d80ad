"""`frankly audit`: heads of the chain to keep elsewhere, whether it still holds, and dropping what is too old."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.door import keeping
from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frankly.domain.deciding.audit import AuditReport, ChainHead, DroppedSegments
    from frankly.domain.time import EpochMs
    from frankly.settings import Settings

audit = typer.Typer(
    no_args_is_help=True, name="audit", help="Prove that no record of a decision was changed, and drop old ones."
)

HeadFile = Annotated[
    Path | None,
    typer.Option(
        "--head",
        metavar="FILE",
        help="Heads that were kept elsewhere, as 'frankly audit head --json' wrote them; - for standard input.",
        show_default=False,
    ),
]
Every = Annotated[bool, typer.Option("--all", help="The head of every segment, not of the newest alone.")]
Before = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DAY",
        help="Drop the days before this one (UTC), instead of those older than FRANKLY_RETENTION_DAYS.",
        show_default=False,
    ),
]


@audit.command("head")
def head(context: typer.Context, every: Every = False, data: Data = None, as_json: AsJson = False) -> None:
    """Print the head of the chain: keep it where nobody can change it, and everything up to it can be proved."""
    import asyncio

    from frankly.cli.records.audit_view import show_heads
    from frankly.cli.screen import out
    from frankly.pipelines.auditing import written

    heads = asyncio.run(_heads(existing(settings_for(context, data))))
    chosen = heads if every else heads[-1:]
    if not as_json:
        show_heads(chosen, len(heads))
        return
    for one in chosen:
        out().print(written(one), soft_wrap=True)


@audit.command("verify")
def verify(context: typer.Context, heads: HeadFile = None, data: Data = None, as_json: AsJson = False) -> None:
    """Compute the chain anew and hold it against kept heads; exit code 1 when something was changed."""
    import asyncio

    from frankly.cli.records.audit_view import as_plain, show_report
    from frankly.cli.screen import put_json

    settings = existing(settings_for(context, data))
    kept = _read(heads)
    with keeping(lambda: "Nothing was changed by looking; run 'frankly audit verify' again when you like."):
        report = asyncio.run(_verify(settings, kept))
    if as_json:
        put_json(as_plain(report))
    else:
        show_report(report)
    if not report.is_intact:
        raise typer.Exit(1)


@audit.command("drop")
def drop(context: typer.Context, before: Before = None, data: Data = None, as_json: AsJson = False) -> None:
    """Drop records by age, whole days of them; their heads stay, so that the rest can still be proved.

    Of campaigns that are as old, who the recipients were is forgotten.
    """
    import asyncio
    from dataclasses import asdict

    from frankly.cli.screen import out, put_json

    settings = existing(settings_for(context, data))
    with keeping(lambda: "What was dropped stays dropped; run 'frankly audit drop' again to go on."):
        dropped, recipients = asyncio.run(_drop(settings, before))
    if as_json:
        put_json(asdict(dropped) | {"recipients": recipients})
        return
    if not dropped.records and not recipients:
        out().print("Nothing is that old.")
    if dropped.records:
        told = f"decisions: {dropped.decisions:,}, records: {dropped.records:,}, segments: {dropped.segments:,}"
        out().print(f"Dropped {told}. Heads stay.")
    if recipients:
        out().print(f"Recipients of old campaigns, forgotten: {recipients:,}. Links in their messages still stop mail.")


def _read(file: Path | None) -> Sequence[ChainHead]:
    import sys

    from frankly.errors import NotFound
    from frankly.pipelines.auditing import read_heads

    if file is None:
        return ()
    if str(file) == "-":
        return read_heads(sys.stdin)
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise NotFound(f"The heads in {file} cannot be read ({error.strerror}).") from error
    return read_heads(text.splitlines())


async def _heads(settings: Settings) -> Sequence[ChainHead]:
    from frankly.bootstrap.stores import open_stores

    with open_stores(settings) as stores:
        return await stores.chain.heads()


async def _verify(settings: Settings, kept: Sequence[ChainHead]) -> AuditReport:
    from frankly.bootstrap.stores import open_stores
    from frankly.cli.progress import phases

    with phases() as advance, open_stores(settings) as stores:
        return await stores.chain.verify(kept, advance=lambda done, total: advance("Records", done, total))


async def _drop(settings: Settings, before: datetime | None) -> tuple[DroppedSegments, int]:
    from frankly.adapters.system_clock import SystemClock
    from frankly.bootstrap.mailing import suppressing_of
    from frankly.bootstrap.stores import open_stores
    from frankly.domain.time import to_ms
    from frankly.pipelines.auditing import drop_older
    from frankly.pipelines.campaigning.ageing import forget_before, forget_older

    now: EpochMs = SystemClock().now()
    with open_stores(settings) as stores:
        suppressing = suppressing_of(settings, stores.campaigns)
        if before is not None:
            dropped = await stores.chain.drop_before(to_ms(before), now)
            return dropped, await forget_before(suppressing, to_ms(before), now)
        dropped = await drop_older(stores.chain, settings.retention_days, now)
        return dropped, await forget_older(suppressing, settings.retention_days, now)
