"""`frankly campaign results`, `suppress`, `unsuppress`: what comes back from senders, and who gets no more mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

People = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="One e-mail address or person's id a line.", exists=True, dir_okay=False),
]


def results(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV or JSON lines: id, kind, key or person, at, item, lasting, value.",
            exists=True,
            dir_okay=False,
        ),
    ],
    campaign: Annotated[
        str,
        typer.Option("--campaign", metavar="NAME", help="Whose messages they are about, where rows name no key."),
    ] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring back what became of messages: delivered, bounced, clicked, converted, unsubscribed, complained.

    Of one campaign the same id counts once, so a file may be brought twice. Who unsubscribed or complained, or whose
    address takes no mail, is written to no more. Exit code 1 where a row was refused; the others are taken.
    """
    import asyncio

    from frankly.cli.campaigns.outcome.results_run import run_results

    if asyncio.run(run_results(existing(settings_for(context, data)), file, campaign, as_json=as_json)):
        raise typer.Exit(1)


def suppress(context: typer.Context, file: People, data: Data = None, as_json: AsJson = False) -> None:
    """Write to some people no more, whatever else is known of them. They are kept as hashes, also when erased."""
    import asyncio

    from frankly.cli.campaigns.outcome.results_run import run_suppress

    asyncio.run(run_suppress(existing(settings_for(context, data)), file, is_allowed=False, as_json=as_json))


def unsuppress(context: typer.Context, file: People, data: Data = None, as_json: AsJson = False) -> None:
    """Allow some people mail again, because they asked for it; they still have to agree to it."""
    import asyncio

    from frankly.cli.campaigns.outcome.results_run import run_suppress

    asyncio.run(run_suppress(existing(settings_for(context, data)), file, is_allowed=True, as_json=as_json))
