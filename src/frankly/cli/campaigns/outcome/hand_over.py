"""`frankly campaign hand-over`: approved messages leave, as files or by mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

# Written out, because the list of forms lies in a module that need not be loaded for `--help`; a test holds them equal.
Form = Literal["jsonl", "csv", "eml", "mbox", "braze", "klaviyo", "sendgrid", "customerio", "iterable"]


def hand_over(
    context: typer.Context,
    name: Name,
    form: Annotated[
        Form, typer.Option("--format", help="How the files are written, for which sender.", show_default=True)
    ] = "jsonl",
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Where the files are put.", show_default=False),
    ] = None,
    smtp: Annotated[
        str | None,
        typer.Option(
            "--smtp",
            metavar="URL",
            help="Instead of files: send by this mail server, smtp://host:587 or smtps://host:465.",
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        str,
        typer.Option(help="What the sender starts: id of its campaign or template, name of its metric or event."),
    ] = "",
    unsure: Annotated[
        Literal["show", "resend", "leave"],
        typer.Option(help="Messages that a kill left half sent: show them, send them again, or take them as sent."),
    ] = "show",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Hand approved messages over. Price, stock, consent, caps and suppression are read again for each.

    Killed, it goes on where it was: files are written again byte for byte, mail that left is not sent twice. Who may
    not be written to yet waits for the next run. Only what somebody approved leaves. Exit code 1 where it stopped,
    because so much changed that somebody must review it once more, or because it was paused.
    """
    import asyncio

    from frankly.cli.campaigns.outcome.hand_over_run import run_hand_over
    from frankly.errors import Invalid

    if (to is None) == (smtp is None):
        raise Invalid("Say where the messages go: --to FOLDER for files, or --smtp URL.")
    settings = existing(settings_for(context, data))
    if asyncio.run(run_hand_over(settings, name, form, to, smtp, template, unsure, as_json=as_json)):
        raise typer.Exit(1)
