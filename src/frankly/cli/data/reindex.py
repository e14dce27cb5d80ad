"""`frankly reindex`: fits the embedder, counts acts, trains the models, and rebuilds the index, beside the live one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from frankly.cli.door import keeping
from frankly.cli.options import AsJson, Data, settings_for

if TYPE_CHECKING:
    from frankly.pipelines.index.reports import ReindexReport
    from frankly.settings import Settings


def reindex(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """Build vectors, index, statistics and models anew from what is stored; requests go on with the old ones."""
    import asyncio
    from dataclasses import asdict

    from frankly.cli.screen import out, put_json

    settings = settings_for(context, data)
    with keeping(lambda: "The old index stays as it was; run 'frankly reindex' again when you like."):
        report = asyncio.run(_reindex(settings))
    if as_json:
        put_json(asdict(report))
        return
    screen = out()
    screen.print(f"{report.items:,} items and {report.events:,} acts of {report.people:,} people are counted.")
    if report.dimensions:
        screen.print(f"{report.vectors:,} vectors of {report.dimensions} dimensions by {report.fingerprint}.")
    else:
        screen.print("There is too little text for vectors yet; items are found by acts and labels alone.")


async def _reindex(settings: Settings) -> ReindexReport:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.owner import live_index, running_service
    from frankly.cli.progress import phases
    from frankly.errors import Conflict

    owner = running_service(settings)
    if owner is not None and settings.chroma_url is None:
        raise Conflict(
            f"The index of {settings.data} belongs to {owner}, which is running. Stop it, run 'frankly reindex', and "
            "start it again; or set FRANKLY_CHROMA_URL to a Chroma server that several processes can share."
        )
    with phases() as advance:
        async with open_frankly(settings) as parts:
            return await live_index(parts).reindex(parts.clock.now(), advance)
