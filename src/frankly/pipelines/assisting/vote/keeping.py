"""Keeps count of a model's votes beside the answers, and says how far they are trusted."""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from frankly.domain.deciding.vote import UNPROVEN, Standing, SuspensionReason, VoteKey, VoteRecord, VoteTallies
from frankly.domain.seed import chance_ppm, derive
from frankly.errors import DependencyError, ModelMisbehaved
from frankly.pipelines.parts import CastVote
from frankly.ports.asking.votes import VoteStore
from frankly.ports.clock import Clock
from frankly.stages.vote.gate import kept_pairs_ppm, noted, repeat_share_ppm, standing_of, turned_scores_ppm

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

    async def records(self) -> Sequence[VoteRecord]:
        """What was counted, of every surface, model and prompt; nothing where that cannot be read."""
        try:
            return await self._store.all()
        except DependencyError:
            return ()

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
        if not vote.order:
            return
        tallies = await self._store.change(vote.key, lambda tallies: judged(tallies, vote), self._clock.now())
        if is_repeated(vote, tallies):
            again = await vote.again(deadline_ms)
            await self._store.change(vote.key, lambda tallies: repeated(tallies, vote, again), self._clock.now())


def is_repeated(vote: CastVote, tallies: VoteTallies) -> bool:
    """Whether a vote is one of those that are asked for again: drawn from its content alone."""
    return chance_ppm(derive("repeat", vote.content)) < repeat_share_ppm(tallies)


def judged(tallies: VoteTallies, vote: CastVote) -> VoteTallies:
    """Tallies with what one vote shows by itself: how far it follows the prompt, how far it contradicts the scores."""
    tallies = _noted(tallies, "echo", kept_pairs_ppm(vote.order, vote.shown))
    return _noted(tallies, "contrary", turned_scores_ppm(vote.order, vote.scores))


def repeated(tallies: VoteTallies, vote: CastVote, again: Sequence[str]) -> VoteTallies:
    """Tallies with what a vote and its repetition in another shuffle show."""
    kept = kept_pairs_ppm(vote.order, again)
    return _noted(tallies, "unstable", None if kept is None else PPM - kept)


def _noted(tallies: VoteTallies, measure: SuspensionReason, value: int | None) -> VoteTallies:
    return tallies if value is None else noted(tallies, measure, [value])
