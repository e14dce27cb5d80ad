"""`frankly campaign review`, `approve`, `refuse`: somebody who did not write it looks at a sample, and decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

By = Annotated[
    str,
    typer.Option("--by", metavar="WHO", help="Your name; the campaign's author cannot review it.", show_default=False),
]


def review(
    context: typer.Context,
    name: Name,
    by: By = "",
    is_listed: Annotated[
        bool, typer.Option("--list", help="Print the messages of the sample and ask nothing.")
    ] = False,
    cases: Annotated[
        Path | None,
        typer.Option(
            "--as-cases",
            metavar="FILE",
            help="Write what people edited as cases of a suite, and ask nothing.",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Look at a sample of the messages: approve, edit or refuse each. Left at any point, it goes on there.

    As many are drawn by lot as the campaign's bound on defects takes; beside them the first message of every cell and
    some of every language and risk.
    """
    import asyncio

    from frankly.cli.campaigns.looking.review_run import run_cases, run_listed, run_review
    from frankly.errors import Invalid

    settings = existing(settings_for(context, data))
    if cases is not None:
        asyncio.run(run_cases(settings, name, cases, as_json=as_json))
    elif is_listed or as_json:
        asyncio.run(run_listed(settings, name, as_json=as_json))
    elif not by.strip():
        raise Invalid(f"Who looks? Name yourself, for example: frankly campaign review {name} --by bea")
    else:
        asyncio.run(run_review(settings, name, by))


def approve(context: typer.Context, name: Name, by: By, data: Data = None, as_json: AsJson = False) -> None:
    """Approve the messages as they are. Any change of one of them afterwards voids it."""
    import asyncio

    from frankly.cli.campaigns.looking.review_run import run_approve

    asyncio.run(run_approve(existing(settings_for(context, data)), name, by, as_json=as_json))


def refuse(
    context: typer.Context,
    name: Name,
    by: By,
    because: Annotated[str, typer.Option(help="Why, so that the author knows what to mend.", show_default=False)],
    leaves_out: Annotated[
        bool,
        typer.Option(
            "--leave-out", help="Nobody gets a message that says what a reviewer refused; instead of mending it."
        ),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Refuse the messages, or take an approval back. The next review draws a new sample, and counts its looks alone."""
    import asyncio

    from frankly.cli.campaigns.looking.review_run import run_refuse

    asyncio.run(
        run_refuse(existing(settings_for(context, data)), name, by, because, as_json=as_json, leaves_out=leaves_out)
    )
