"""`frankly campaign check`: looks messages through for what must not be sent, in the terminal, as JSON or as SARIF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.cli.campaigns.looking.check_view import CheckedMessage
    from frankly.pipelines.parts import Parts
    from frankly.settings import Settings


def check(
    context: typer.Context,
    name: Name,
    sample: Annotated[int, typer.Option(min=0, help="Messages that are looked through; 0 takes all.")] = 50,
    sarif: Annotated[
        Path | None,
        typer.Option("--sarif", metavar="FILE", help="Write the findings for code scanning.", show_default=False),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="Before a campaign is planned: write as of this moment (ISO 8601).",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Look messages through: format, law, accessibility, deliverability, words, and what people got before.

    Of a planned campaign, a sample of its recipients' own messages; before that, those of the made-up people of
    `preview`. Ends with 1 where a check of severity `error` fails; docs/reference/mail-checks.md lists them.
    """
    import asyncio

    from frankly.cli.campaigns.looking.check_view import as_plain, as_sarif, put
    from frankly.cli.screen import put_json
    from frankly.domain.canonical import canonical
    from frankly.errors import Invalid

    settings = existing(settings_for(context, data))
    looked = asyncio.run(_looked(settings, name, sample, at))
    if sarif is not None:
        try:
            sarif.write_bytes(canonical(as_sarif(name, looked)) + b"\n")
        except OSError as error:
            raise Invalid(f"{sarif}: cannot be written: {error.strerror}. Name another file.") from error
    if as_json:
        put_json(as_plain(name, looked))
    else:
        put(name, looked)
    if any(one.errors for one in looked):
        raise typer.Exit(1)


async def _looked(settings: Settings, name: str, sample: int, at: str | None) -> list[CheckedMessage]:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.campaigns.looking.check_view import CheckedMessage
    from frankly.cli.screen import err
    from frankly.domain.campaign.edition import EditionState
    from frankly.pipelines.campaigning.sampling_checks import looked_through
    from frankly.pipelines.campaigning.world import ledger_of, world_of

    with err().status("Looking messages through"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            ledger = ledger_of(parts)
            edition = await ledger.edition(name)
            if edition is None or edition.state is EditionState.PLANNING:
                return await _personas(settings, parts, name, at)
            world = world_of(parts, ledger, edition)
            return [
                CheckedMessage(f"recipient {one.recipient}", one.locale, tuple(one.findings), one.because)
                async for one in looked_through(world, sample)
            ]


async def _personas(settings: Settings, parts: Parts, name: str, at: str | None) -> list[CheckedMessage]:
    from frankly.cli.asking import moment
    from frankly.cli.campaigns.files import files_of
    from frankly.cli.campaigns.looking.check_view import CheckedMessage
    from frankly.pipelines.previewing.making import preview_of

    campaign = files_of(settings).load(name)
    made = await preview_of(parts, campaign, parts.clock.now() if at is None else moment(at))
    return [
        CheckedMessage(
            " · ".join(part for part in (one.persona.title, one.variant) if part),
            one.locale,
            one.findings,
            one.because,
        )
        for one in made.messages
    ]
