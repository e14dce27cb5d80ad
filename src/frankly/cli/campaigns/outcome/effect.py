"""`frankly campaign effect`: what a campaign did, and what so few messages could not have shown."""

from __future__ import annotations

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for


def effect(context: typer.Context, name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Compare variants with each other, and those written to with those held out, with intervals.

    Where chance could be all of a difference it says so, and how large one would have to be to show.
    """
    import asyncio

    from frankly.cli.campaigns.outcome.effect_run import run_effect

    asyncio.run(run_effect(existing(settings_for(context, data)), name, as_json=as_json))
