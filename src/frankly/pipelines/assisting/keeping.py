"""Keeps count of a model's votes beside the answers, and says how far they are trusted."""

from collections import OrderedDict
from contextlib import suppress
from typing import Final

from frankly.domain.seed import chance_ppm, derive
from frankly.domain.time import EpochMs
from frankly.domain.vote import UNPROVEN, Standing, SuspensionReason, VoteKey, VoteTallies
from frankly.errors import DependencyError, ModelMisbehaved
from frankly.pipelines.parts import CastVote
from frankly.ports.clock import Clock
from frankly.ports.votes import VoteStore
from frankly.stages.vote.gate import kept_pairs_ppm, noted, repeat_share_ppm, standing_of

MOST_KNOWN: Final = 4096
"""Votes that are remembered so that one reply, asked for again and again, is counted once."""

PPM: Final = 1_000_000


class VoteKeeper:
    """Counts votes behind the answers; what fails in it concerns none of them."""

    def __init__(self, store: VoteStore, clock: Clock) -> None:
        """Keep count.

        Args:
            store: of the tallies, shared by all processes.
            clock: tells when.
        """
        self._store, self._clock = store, clock
        self._known: OrderedDict[str, None] = OrderedDict()

    async def standing(self, key: VoteKey) -> Standing:
        """How far a vote is trusted by now; as unproven where that cannot be read."""
        try:
            return standing_of(await self._store.get(key))
        except DependencyError:
            return UNPROVEN

    async def follow(self, vote: CastVote, deadline_ms: int) -> None:
        """Count a vote, and for some of them ask again in another shuffle; never raises for what others do."""
        if vote.content in self._known:
            return
        self._known[vote.content] = None
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        with suppress(DependencyError, ModelMisbehaved):
            await self._count(vote, deadline_ms)

    async def _count(self, vote: CastVote, deadline_ms: int) -> None:
        value = kept_pairs_ppm(vote.order, vote.shown)
        tallies = await count(self._store, vote.key, "echo", value, self._clock.now())
        if is_repeated(vote, tallies):
            kept = kept_pairs_ppm(vote.order, await vote.again(deadline_ms))
            turned = None if kept is None else PPM - kept
            await count(self._store, vote.key, "unstable", turned, self._clock.now())


def is_repeated(vote: CastVote, tallies: VoteTallies) -> bool:
    """Whether a vote is one of those that are asked for again: drawn from its content alone."""
    return chance_ppm(derive("repeat", vote.content)) < repeat_share_ppm(tallies)


async def count(
    store: VoteStore, key: VoteKey, measure: SuspensionReason, value: int | None, now: EpochMs
) -> VoteTallies:
    """Count one value of a measure; None is nothing to count.

    Raises:
        StoreUnavailable: when the store cannot be used.
    """
    if value is None:
        return await store.get(key)
    return await store.change(key, lambda tallies: noted(tallies, measure, [value]), now)
