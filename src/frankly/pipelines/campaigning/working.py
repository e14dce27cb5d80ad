"""Works through the shards of a phase: take one, keep it while it is worked on, write what became of it at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from frankly.domain.campaign.edition import EditionState, Phase, Shard
from frankly.domain.campaign.recipient import Recipient
from frankly.domain.time import EpochMs
from frankly.errors import FranklyError
from frankly.pipelines.campaigning.world import LEASE_MS, CampaignWorld

Work: TypeAlias = Callable[[Sequence[Recipient]], Awaitable[Sequence[Recipient]]]
"""Does the work of a shard and returns the rows that changed."""

Progress: TypeAlias = Callable[[int], None]
"""Told after each shard how many recipients it had."""

WAIT_S: Final = 0.2
"""Between two looks at shards that others have in hand."""

GOING: Final = frozenset({EditionState.PLANNING, EditionState.WRITING, EditionState.HANDING_OVER})
"""States in which shards are worked on; whoever pauses or cancels takes the edition out of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """One process, or one task of it, at work on an edition.

    Attributes:
        world: the edition.
        name: of the worker, another for each.
    """

    world: CampaignWorld
    name: str

    async def run(self, phase: Phase, work: Work, progress: Progress | None = None) -> int:
        """Work through what is left of a phase; ends early where the edition is paused or cancelled.

        Args:
            phase: which work.
            work: does it for the recipients of one shard.
            progress: told after each shard.

        Returns:
            Recipients of the shards that this worker did.
        """
        ledger, edition, count = self.world.ledger, self.world.edition, 0
        while await self._is_going():
            shard = await self._claimed(phase)
            if shard is None:
                if not await ledger.open_shards(edition.no, phase):
                    break
                # Somebody else has the last ones; were they killed, those are free when their time is up.
                await asyncio.sleep(WAIT_S)
                continue
            rows = await ledger.recipients(edition.no, shard.first, shard.last)
            async with self.kept(shard):
                changed = await work(rows)
            if await ledger.done(shard, self.name, changed):
                count += len(rows)
                if progress is not None:
                    progress(len(rows))
        return count

    async def _is_going(self) -> bool:
        found = await self.world.ledger.edition(self.world.campaign.name, self.world.edition.no)
        return found is not None and found.state in GOING

    async def _claimed(self, phase: Phase) -> Shard | None:
        return await self.world.ledger.claim(self.world.edition.no, phase, self.name, self._now(), LEASE_MS)

    def _now(self) -> EpochMs:
        return self.world.parts.clock.now()

    @asynccontextmanager
    async def kept(self, shard: Shard) -> AsyncIterator[None]:
        """Keep a shard from being taken by others for as long as it is worked on."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(LEASE_MS / 3000)
                await self.world.ledger.renew(shard, self.name, EpochMs(self._now() + LEASE_MS))

        task = asyncio.create_task(renewing())
        try:
            yield
        except BaseException:
            # Whoever goes on need not wait until the time is up.
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            with suppress(FranklyError):
                await self.world.ledger.renew(shard, self.name, self._now())
            raise
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
