"""`frankly campaign due` and `tick`: campaigns that write by themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="As of this moment (ISO 8601); now by default.", show_default=False),
]


def due(context: typer.Context, name: Name, at: At = None, data: Data = None, as_json: AsJson = False) -> None:
    """Show who is due for a campaign with a trigger, since when and about what. Nothing is planned."""
    import asyncio

    from frankly.cli.campaigns.triggers_run import run_due

    asyncio.run(run_due(existing(settings_for(context, data)), name, at, as_json=as_json))


def tick(context: typer.Context, name: Name, at: At = None, data: Data = None, as_json: AsJson = False) -> None:
    """Plan and write an edition for those who are due, once for each occasion. Meant for a line in a crontab.

    Where none of them would get a message, none is made, and the next tick looks at them again.
    An edition that waits for its review or hand-over comes first: until it is over no other begins.
    """
    import asyncio

    from frankly.cli.campaigns.triggers_run import run_tick

    asyncio.run(run_tick(existing(settings_for(context, data)), name, at, as_json=as_json))
