"""Whether anybody would get a message of an edition, before one is begun: a tick makes none that reaches nobody."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from frankly.domain.campaign.recipient import Considered, Fate, Recipient, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.pipelines.campaigning.planning.deciding import Deciding
from frankly.pipelines.campaigning.planning.fates import Planning
from frankly.pipelines.campaigning.planning.foreseeing import Foreseeing
from frankly.pipelines.campaigning.planning.triggering import due_people, triggering_of
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.shards import Check

AT_ONCE: Final = 10
"""People who are looked at together: mostly one of the first gets a message, and nobody else is looked at."""

_REACHED: Final = frozenset({RecipientState.PLANNED, RecipientState.HELD})
"""States in which an edition has something to do with somebody: who is held out is compared with the others."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an edition would come to.

    Attributes:
        is_any: whether somebody would get a message of it, or be held out to compare.
        fates: why the others would not → how many; of all who are due where nobody would.
    """

    is_any: bool
    fates: Mapping[Fate, int]


async def prospect(
    world: CampaignWorld,
    check: Check,
    suppressing: Suppressing,
    standings: Mapping[str, VariantStanding],
    rows: Iterable[Considered] | None,
) -> Prospect:
    """Plan those who are due until one would get a message; nothing of it is stored.

    Args:
        world: an edition of a campaign with a trigger; it need not be in the ledger.
        check: looks each message over as wordings tell it.
        suppressing: knows who must not be written to.
        standings: how variants did so far.
        rows: the audience's file, where it is one.

    Raises:
        StoreUnavailable: when something that decides a fate cannot be read: nothing is concluded from that.
    """
    bare = world.without_model()
    deciding = Deciding(bare, is_recorded=False)
    foreseeing = Foreseeing(bare, check)
    planning = Planning(bare, deciding, foreseeing, suppressing, standings, await triggering_of(bare))
    fates: Counter[Fate] = Counter()
    async for some in _together(world, rows):
        for row in await planning.shard(some):
            if row.state in _REACHED:
                return Prospect(True, fates)
            fates.update([row.fate] if row.fate is not None else [])
    return Prospect(False, fates)


async def _together(world: CampaignWorld, rows: Iterable[Considered] | None) -> AsyncIterator[list[Recipient]]:
    """Those who are due, as rows that are listed."""
    some: list[Recipient] = []
    numbers = count(1)
    async for one, _ in due_people(world, rows):
        some.append(Recipient(next(numbers), one.person, one.contact))
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some
