"""Who is due now, of campaigns that write by themselves."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from frankly.domain.campaign.campaign import Trigger
from frankly.domain.campaign.occasion import DueOccasion
from frankly.domain.campaign.recipient import Considered
from frankly.domain.person.consent import Purpose
from frankly.domain.saying.message_lines import MessageOccasion
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.pipelines.campaigning.planning.audience import considered
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.profile.corrected import corrected
from frankly.stages.profile.scoped import scoped
from frankly.stages.triggers.due import all_due
from frankly.stages.triggers.lasting import lasting
from frankly.stages.triggers.watched import Watched


@dataclass(frozen=True, slots=True, eq=False)
class Triggering:
    """Says of people whether they are due, at the moment of an edition.

    Attributes:
        world: the edition.
        trigger: of its campaign.
        returned: item → when it could last be had again; only of the hours that the trigger looks back to.
    """

    world: CampaignWorld
    trigger: Trigger
    returned: Mapping[str, EpochMs] = field(default_factory=dict)

    async def occasion(self, person: str) -> DueOccasion | None:
        """For what somebody is due first; None where they are not, or have not agreed to e-mail. See `occasions`."""
        return next(iter(await self.occasions(person)), None)

    async def occasions(self, person: str) -> Sequence[DueOccasion]:
        """For what somebody is due, the best first; nothing where they are not, or have not agreed to e-mail.

        What they refuse to have used, and what they corrected, makes no occasion. Without agreement to a profile there
        is none but that of a digest.
        """
        watched = await self._watched(person)
        if watched is None:
            return ()
        told = (await self.world.ledger.occasions(self.world.campaign.name, [person])).get(person, ())
        return all_due(self.trigger, replace(watched, returned=self.returned, told=frozenset(told)))

    async def lasting(self, person: str, key: str, items: Sequence[str]) -> tuple[str, ...] | None:
        """What of an occasion that was found before still holds now, by what the person did; None where it is over.

        Whether its items can be had is not asked here.

        Args:
            person: whose it is.
            key: its name.
            items: that it is about.
        """
        watched = await self._watched(person)
        return None if watched is None else lasting(self.trigger, replace(watched, snapshot=None), key, items)

    async def _watched(self, person: str) -> Watched | None:
        """Somebody's acts, as far as they may be used; None of who has not agreed to e-mail."""
        parts, surface, now = self.world.parts, self.world.surface, EpochMs(self.world.edition.at)
        record = await parts.people.read(person, history_limit=parts.history_limit, seen_since=None)
        scope = scope_of(surface, record.consent, has_identity=True, is_holdout=False)
        if Purpose.EMAIL not in scope.purposes:
            return None
        snapshot = parts.live.snapshot
        return Watched(scoped(corrected(record, snapshot), scope, surface, now).history, snapshot, now)

    def about(self, occasion: DueOccasion) -> MessageOccasion | None:
        """What a message for an occasion stands for; None where that is no item."""
        kind = self.trigger.kind
        if kind == "digest" or kind == "lapsed" or not occasion.items:
            return None
        return MessageOccasion(key=occasion.key, items=occasion.items, kind=kind)

    async def is_due(self, person: str) -> bool:
        """Whether somebody is due."""
        return await self.occasion(person) is not None


async def triggering_of(world: CampaignWorld) -> Triggering | None:
    """What knows who is due for an edition; None for a campaign that is run by hand."""
    trigger = world.campaign.trigger
    if trigger is None:
        return None
    if trigger.kind != "back_in_stock":
        return Triggering(world, trigger)
    since = EpochMs(max(0, world.edition.at - (trigger.after_hours + trigger.within_hours) * HOUR_MS))
    returned = await world.parts.catalogue.returned(since, EpochMs(world.edition.at))
    return Triggering(world, trigger, returned)


async def due_people(
    world: CampaignWorld, rows: Iterable[Considered] | None
) -> AsyncIterator[tuple[Considered, DueOccasion]]:
    """Everybody of an audience who is due, with the occasion.

    Args:
        world: an edition of a campaign with a trigger; it need not be in the ledger.
        rows: the audience's file, where it is one.
    """
    triggering = await triggering_of(world)
    if triggering is None:
        return
    async for one in considered(world, rows):
        occasion = await triggering.occasion(one.person)
        if occasion is not None:
            yield one, occasion
