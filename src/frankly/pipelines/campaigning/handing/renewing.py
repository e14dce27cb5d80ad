"""Makes the messages of a shard again at the moment they leave, and others for those of which something changed.

Where an item is gone, something else is told of it by now, it was bought that the message is written for, what a
sentence names as evidence may not be named any more, or the person took back what it was decided by or refused what it
is about, there is a new decision for this recipient alone, through the same function as in the plan, recorded and
verified like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.saying.message_lines import MessageOccasion
from frankly.domain.saying.silence import Occasion
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, ConsentMissing, NotFound, TooLarge
from frankly.pipelines.campaigning.handing.freshness import GONE, Standing, stale, unnameable, withdrawn
from frankly.pipelines.campaigning.handing.person_since import TAKEN_BACK, person_since
from frankly.pipelines.campaigning.planning.deciding import Deciding, occasion_of
from frankly.pipelines.campaigning.planning.triggering import Triggering
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, Messages
from frankly.pipelines.campaigning.writing.shards import Check
from frankly.pipelines.campaigning.writing.since import changed_since
from frankly.stages.messaging.addressing import usable_name
from frankly.stages.snapshot.naming import parsed

RENEWED: Final = "renewed: "
"""How the detail of a row begins whose message was made anew after it was approved."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A message at the moment it leaves, or why there is none.

    Attributes:
        row: the recipient; a renewed one has the new decision, and keeps the hash of what was approved.
        message: the message; None where there is none.
        content: hash of what it says now.
    """

    row: Recipient
    message: CampaignMessage | None = None
    content: str = ""

    @property
    def is_renewed(self) -> bool:
        """Whether it says something else than what was approved."""
        return self.message is not None and self.content != self.row.content


ENDED: Final = "is not what it is written for any more"
"""What became of an item that was bought, finished or refused since."""

OVER: Final = "what it was written for is over"


@dataclass(frozen=True, slots=True)
class _Changed:
    """What does not hold any more.

    Attributes:
        items: item → what changed.
        uses: what was used and may not be used any more.
        occasion: what it is written for by now; None where that is no item.
        is_over: whether nothing is left of its occasion.
        is_taken_back: whether what it was decided by may not be used any more.
    """

    items: Mapping[str, str]
    uses: tuple[str, ...]
    occasion: MessageOccasion | None = None
    is_over: bool = False
    is_taken_back: bool = False

    @property
    def told(self) -> str:
        items = [f"item {name} {what}" for name, what in self.items.items()]
        uses = [f"agreement to {', '.join(self.uses)} was withdrawn"] if self.uses else []
        # What went with an agreement is told by that.
        taken = [TAKEN_BACK] if self.is_taken_back and not uses else []
        return "; ".join((*items, *uses, *taken, *([self.over] if self.is_over else [])))

    @property
    def over(self) -> str:
        """That nothing is left of its occasion, with the items that it was about."""
        return OVER if self.occasion is None else f"{OVER} ({', '.join(self.occasion.items)})"

    @property
    def keeps_occasion(self) -> bool:
        """Whether it is written for something that can be had, so that what is gone is no reason to leave it out."""
        return self.occasion is not None and any(self.items.get(item) != GONE for item in self.occasion.items)


@dataclass(slots=True, eq=False)
class Renewing:
    """Makes messages of one edition again.

    Attributes:
        world: the edition, without a model.
        messages: makes them.
        check: looks a renewed one over.
    """

    world: CampaignWorld
    messages: Messages
    check: Check

    async def shard(self, standings: Sequence[Standing], now: EpochMs) -> list[Made]:
        """Make the messages of recipients who may be written to now.

        Args:
            standings: those recipients, with what may be used about them.
            now: the moment.

        Raises:
            Conflict: when a message cannot be made again as it was approved, though nothing it tells has changed: files
                that people edit are others by now.
        """
        await self.messages.decisions.load(one.row.decision for one in standings)
        made = {one.row.no: (one, await self._made(one.row)) for one in standings}
        changed = await self._changed(list(made.values()), now)
        if changed:
            await self.world.parts.live.refresh(now)
        deciding = Deciding(_at(self.world, now))
        renewed = {no: await self._renewed(deciding, made[no][0], what) for no, what in changed.items()}
        still = await self._changed([(made[no][0], one) for no, one in renewed.items()], now)
        return [
            _without(renewed[no].row, Fate.ITEM_GONE, f"{still[no].told}, and that changed again")
            if no in still
            else renewed[no]
            if no in changed
            else await self._as_approved(one)
            for no, (_, one) in made.items()
        ]

    async def _changed(self, made: Sequence[tuple[Standing, Made]], now: EpochMs) -> dict[int, "_Changed"]:
        """Number → what does not hold any more; items are read once for all."""
        told = {one.row.no: one.message for _, one in made if one.message is not None}
        wanted = sorted({name for message in told.values() for name in (*_items(message), *_named(message))})
        current = await self.world.parts.catalogue.get_many(wanted) if wanted else {}
        found = {}
        for standing, one in made:
            message = one.message
            if message is None:
                continue
            record = await self.messages.decisions.of(one.row.decision)
            position = parsed(str(record.inputs["snapshot"])).position
            offered = _items(message)
            wanted = [*offered, *_named(message)]
            then = await self.messages.world.parts.catalogue.get_many(wanted, at=position)
            on = Occasion(record.inputs["now"], record.inputs["surface"], topics=standing.scope.topics)
            named = unnameable(then, current, message.composed.cited, self.world.parts.rules, on)
            items = stale(then, current, offered, now)
            uses = withdrawn(record, standing.scope)
            about, ended, is_over = await self._occasion(one.row, message, now)
            person = await person_since(self.world, record, offered, message.composed.cited, now)
            # What is over is told by that alone.
            changed = {**named, **({} if is_over else person.items), **ended, **items}
            if changed or uses or is_over or person.is_taken_back:
                found[one.row.no] = _Changed(changed, tuple(uses), about, is_over, person.is_taken_back)
        return found

    async def _occasion(
        self, row: Recipient, message: CampaignMessage, now: EpochMs
    ) -> tuple[MessageOccasion | None, Mapping[str, str], bool]:
        """What a message is written for by now, which of its items stand there for nothing, and whether it is over."""
        trigger = self.world.campaign.trigger
        if trigger is None or not row.occasion:
            return None, {}, False
        about = await occasion_of(self.messages.decisions, row)
        watching = Triggering(_at(self.world, now), trigger)
        still = await watching.lasting(row.person, row.occasion, () if about is None else about.items)
        if still is None or about is None:
            return about, {}, still is None
        first = [str(item.id) for item in message.composed.answer.items if item.origin == "occasion"]
        return about.model_copy(update={"items": still}), {item: ENDED for item in first if item not in still}, False

    async def _as_approved(self, made: Made) -> Made:
        # One that was renewed by an attempt that was killed, or put off, is of what it was renewed to.
        if made.is_renewed and not made.row.detail.startswith(RENEWED):
            raise Conflict(
                f"The message of recipient {made.row.no} would not say what was approved. "
                f"{await changed_since(self.world)}"
            )
        return made

    async def _made(self, row: Recipient) -> Made:
        try:
            message = await self.messages.of(row)
        except NotFound:
            return _without(row, Fate.ERASED)
        except ConsentMissing:
            return _without(row, Fate.NO_EMAIL_CONSENT)
        except TooLarge as error:
            return _without(row, Fate.TOO_LARGE, error.message)
        except Conflict as error:
            return _without(row, Fate.NO_SUBJECT, error.message)
        return Made(row, message, message.content)

    def _ended(self, row: Recipient, changed: "_Changed") -> Made | None:
        """The end of a recipient for whom no other message is looked for; None of all others."""
        why = changed.told
        if "profile" in changed.uses and not self.world.campaign.general_version:
            return _without(row, Fate.NO_PROFILE_CONSENT, why)
        if changed.uses and (changed.occasion is not None or changed.is_over):
            # What it was written for was found in what may not be used any more.
            return _without(row, Fate.NOT_DUE, why)
        return _without(row, Fate.OCCASION_OVER, changed.over) if changed.is_over else None

    async def _renewed(self, deciding: Deciding, standing: Standing, changed: "_Changed") -> Made:
        """A message from a new decision, with what of the old one still holds."""
        row, why, about = standing.row, changed.told, changed.occasion
        if (ended := self._ended(row, changed)) is not None:
            return ended
        is_named = bool(usable_name(row.contact.first_name))
        if not standing.scope.is_profiled:
            row = replace(row, fate=Fate.GENERAL_VERSION)
        if row.fate is Fate.GENERAL_VERSION:
            chosen = await deciding.general(row.person, standing.scope, row.locale, row.variant, is_named=is_named)
        else:
            chosen = await deciding.personal(row.person, row.locale, row.variant, is_named=is_named, occasion=about)
        await self.world.parts.decisions.flush()
        if chosen.fate is not None:
            if chosen.fate is Fate.NO_ITEM and changed.keeps_occasion:
                return _without(row, Fate.NO_ITEM, f"{chosen.detail}; {why}")
            return _without(row, Fate.ITEM_GONE, f"{why}; {chosen.detail}")
        # Without the words of its cell: nobody wrote any for what it is about now, and no model is asked any more.
        made = await self._made(replace(row, decision=chosen.decision, cell="", detail=f"{RENEWED}{why}"[:200]))
        if made.message is None:
            return _without(row, Fate.ITEM_GONE, f"{why}; {made.row.detail}")
        if code := self.check(made.message):
            return _without(row, Fate.CHECK_FAILED, f"{RENEWED}{code}")
        if made.is_renewed:
            return replace(made, row=replace(made.row, renewed=made.content))
        # What changed was in no sentence, so it says what was approved: a new record, and no renewed message.
        return replace(made, row=replace(made.row, detail=row.detail, renewed=""))


def _at(world: CampaignWorld, now: EpochMs) -> CampaignWorld:
    """The world of an edition at another moment."""
    return replace(world, edition=replace(world.edition, at=now))


def _items(message: CampaignMessage) -> list[str]:
    return [str(item.id) for item in message.composed.answer.items]


def _named(message: CampaignMessage) -> list[str]:
    """Items that its sentences name as evidence."""
    return [one.anchor.value for one in message.composed.cited]


def _without(row: Recipient, fate: Fate, detail: str = "") -> Made:
    return Made(replace(row, state=RecipientState.SKIPPED, fate=fate, detail=detail[:200]))
