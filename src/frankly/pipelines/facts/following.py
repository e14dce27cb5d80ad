"""Describes items in the background of a service, a moment after they changed and not while many come in."""

import asyncio
from contextlib import suppress
from typing import Final

from frankly.errors import FranklyError
from frankly.pipelines.facts.making import AT_ONCE, FactMaking
from frankly.ports.clock import Clock

POLL_S: Final = 0.5
"""How often changes are looked for."""

PATIENCE: Final = 40
"""Looks in a row at which items may still come in before they are described all the same: twenty seconds."""


async def keep_making(making: FactMaking, clock: Clock, poll_s: float = POLL_S) -> None:
    """Follow the catalogue for ever. A failing store is tried again; requests do without facts meanwhile.

    While an import goes on, items are stored and not described: both at once would take twice as long, and whoever
    imports waits for the one thing only.
    """
    seen, waited = -1, 0
    while True:
        await asyncio.sleep(poll_s)
        with suppress(FranklyError):
            behind, position = await making.behind(), await making.catalogue.position()
            is_coming_in = position != seen and behind > AT_ONCE and waited < PATIENCE
            seen, waited = position, waited + 1 if is_coming_in else 0
            if behind and not is_coming_in:
                await making.follow(clock.now())
