"""Describes items in the background of a service, a moment after they changed and not while many come in."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from frankly.errors import FranklyError
from frankly.pipelines.facts.making import AT_ONCE, FactMaking
from frankly.ports.clock import Clock

POLL_S: Final = 0.5
"""How often changes are looked for."""

QUIET: Final = 4
"""Looks in a row without a change after which an import has ended: two seconds."""

PATIENCE: Final = 600
"""Looks after which what waits is described although more comes in: five minutes."""


@dataclass(slots=True)
class Watching:
    """What is known of the catalogue between two looks.

    Attributes:
        position: of its log, at the last look.
        quiet: looks in a row at which it stood still.
        waited: looks at which items waited to be described.
    """

    position: int = -1
    quiet: int = 0
    waited: int = 0

    def look(self, position: int, behind: int) -> bool:
        """Whether it is time to describe what waits: a few items at once, many when no more come in."""
        self.quiet = self.quiet + 1 if position == self.position else 0
        self.position = position
        self.waited = self.waited + 1 if behind else 0
        return 0 < behind <= AT_ONCE or (behind > 0 and (self.quiet >= QUIET or self.waited >= PATIENCE))


async def keep_making(making: FactMaking, clock: Clock, poll_s: float = POLL_S) -> None:
    """Follow the catalogue for ever. A failing store is tried again; requests do without facts meanwhile.

    While an import goes on, items are stored and not described: both at once would take longer than one after the
    other for whoever imports, who waits for the one thing only.
    """
    watching = Watching()
    while True:
        await asyncio.sleep(poll_s)
        with suppress(FranklyError):
            behind = await making.behind()
            is_due = watching.look(await making.catalogue.position(), behind)
            while is_due and behind:
                await making.follow(clock.now(), most=1)
                behind = await making.behind()
                is_due = watching.look(await making.catalogue.position(), behind)
