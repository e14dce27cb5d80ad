"""`frankly campaign plan`, `run`, `status`, `pause`, `resume`, `cancel`: the way of a campaign to written messages."""

from __future__ import annotations

from typing import Annotated

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

Because = Annotated[str, typer.Option(help="Why, for whoever looks at it later.", show_default=False)]


def plan(
    context: typer.Context,
    name: Name,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="Decide as of this moment (ISO 8601); now by default.", show_default=False
        ),
    ] = None,
    sample: Annotated[
        int, typer.Option(min=0, max=50, help="Texts that a model writes for the forecast; they are kept.")
    ] = 12,
    messages: Annotated[int, typer.Option(min=0, max=50, help="Messages to show as samples.")] = 10,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say who would get what, who would not and why, and what it costs. Nothing is written or sent."""
    import asyncio

    from frankly.cli.campaigns.steps_run import run_plan

    settings = existing(settings_for(context, data))
    asyncio.run(run_plan(settings, name, at=at, sample=sample, messages=messages, as_json=as_json))


def run(context: typer.Context, name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Write every planned message. Killed or paused, it goes on where it was; several may run at once."""
    import asyncio

    from frankly.cli.campaigns.steps_run import run_write

    asyncio.run(run_write(existing(settings_for(context, data)), name, as_json=as_json))


def status(context: typer.Context, name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Show how far a campaign is, and what became of everybody."""
    import asyncio

    from frankly.cli.campaigns.steps_run import run_status

    asyncio.run(run_status(existing(settings_for(context, data)), name, as_json=as_json))


def pause(
    context: typer.Context, name: Name, because: Because = "", data: Data = None, as_json: AsJson = False
) -> None:
    """Have everybody who works on it stop after what they have in hand."""
    _move(context, "pause", name, because, data, as_json=as_json)


def resume(context: typer.Context, name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Let a paused campaign go on."""
    _move(context, "resume", name, "", data, as_json=as_json)


def cancel(
    context: typer.Context, name: Name, because: Because = "", data: Data = None, as_json: AsJson = False
) -> None:
    """End a campaign; who was not written to will not be."""
    _move(context, "cancel", name, because, data, as_json=as_json)


def _move(context: typer.Context, step: str, name: str, because: str, data: Data, *, as_json: bool) -> None:
    import asyncio

    from frankly.cli.campaigns.steps_run import run_move

    asyncio.run(run_move(existing(settings_for(context, data)), step, name, because, as_json=as_json))
