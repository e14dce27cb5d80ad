"""Items, events and impressions as they come in while the service runs: each row answered for, nothing stored twice."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field, ValidationError

from frankly.domain.base import Frozen
from frankly.domain.deciding.decision import Impression
from frankly.domain.ids import IdText, ItemId
from frankly.domain.item import Item, ItemPatch
from frankly.domain.person.event import Event, EventReceipt
from frankly.domain.time import EpochMs, Moment
from frankly.errors import DependencyError, Invalid, NotFound, TooLarge
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.intake.event_rules import OLDEST_MS, EventRefusal, EventRefused, in_time, settled
from frankly.pipelines.intake.judging import Doubt, doubts_of
from frankly.pipelines.rows.targets import reasons_of
from frankly.ports.catalogue import Catalogue
from frankly.ports.decisions import DecisionStore, Seen
from frankly.ports.events import EventStore

MAX_ROWS: Final = 10_000
"""Most rows of one call; an import takes more."""

UNCOUNTED: Final[Mapping[Seen, str]] = {
    Seen.KNOWN: "That this item was seen in this slot of this answer is counted already; nothing is left to do.",
    Seen.DECISION_UNKNOWN: "No such answer is recorded (any more); send the 'decision' of an answer as it stands.",
    Seen.NOT_SERVED: "That answer did not hold this item; send an item of 'items' with the 'decision' beside it.",
    Seen.OTHER_SLOT: "That answer held this item in another slot; send the 'slot' that stands beside the item.",
}
"""What the receipt of an impression that does not count says."""

ITEM_UNKNOWN: Final = "item_unknown"
"""Code on the receipt of an event that was stored although its item is not in the catalogue (yet)."""


class ItemsStored(Frozen):
    """What a batch of items changed."""

    received: int
    """Items that were sent."""

    changed: int
    """Items that are new or differ from what was there; the next request sees them."""


class ImpressionInput(Frozen):
    """The client says that an item of an answer was seen."""

    decision: IdText
    """Which answer."""

    item: IdText
    """Which item."""

    slot: int = Field(ge=1, le=1000)
    """Its slot, counted from 1."""

    at: Moment | None = None
    """When it was seen; now when not given."""


class ImpressionReceipt(Frozen):
    """What became of one impression."""

    decision: str
    """Which answer."""

    item: str
    """Which item."""

    slot: int
    """Its slot."""

    outcome: Literal["counted", "ignored", "rejected"]
    """Counts now; was known already, or that answer did not serve that item there; or refused."""

    code: str | None = None
    """Why it does not count, or why it was refused, from a closed list."""

    message: str | None = None
    """What was wrong and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Ingest:
    """The use cases. One instance a process, since its lock keeps two changes of one item from overwriting each other.

    Attributes:
        catalogue: items.
        events: acts.
        decisions: answers and what was seen of them.
        making: describes changed items; None where nothing is described.
    """

    catalogue: Catalogue
    events: EventStore
    decisions: DecisionStore
    making: FactMaking | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def put_items(self, items: Sequence[Item], now: EpochMs) -> ItemsStored:
        """Store whole items.

        Raises:
            Invalid: when an id stands twice; nothing was stored.
            TooLarge: for more than `MAX_ROWS`.
        """
        _require_size(items, "items")
        twice = next((name for name, count in Counter(item.id for item in items).items() if count > 1), None)
        if twice is not None:
            raise Invalid(f"The item '{twice}' stands twice in this batch; which one holds is not clear. Send one.")
        async with self._lock:
            stored = ItemsStored(received=len(items), changed=await self.catalogue.upsert(items, now))
        await self._describe(now)
        return stored

    async def patch_item(self, item_id: str, patch: ItemPatch, now: EpochMs) -> Item:
        """Change the fields that the patch names (JSON merge patch): what it leaves out stays, null takes a value away.

        Raises:
            NotFound: when there is no such item.
            Invalid: when the changed item would not be valid, such as one without a title.
        """
        async with self._lock:
            before = (await self.catalogue.get_many([item_id])).get(item_id)
            if before is None:
                raise NotFound(f"There is no item '{item_id}'; put the whole item first (PUT /v1/items/{{id}}).")
            named = {name: getattr(patch, name) for name in patch.model_fields_set}
            try:
                after = Item.model_validate({**before.model_dump(), **_without_models(named)})
            except ValidationError as error:
                reason = reasons_of(error, Item)[0]
                raise Invalid(f"'{reason.field}': {reason.message}.", details={"field": reason.field}) from error
            await self.catalogue.upsert([after], now)
        await self._describe(now)
        return after

    async def delete_items(self, ids: Sequence[str], now: EpochMs) -> int:
        """Delete items; unknown ones are no error, since deleting twice is deleting. Returns how many there were.

        Raises:
            TooLarge: for more than `MAX_ROWS`.
        """
        _require_size(ids, "items")
        async with self._lock:
            count = await self.catalogue.delete([ItemId(item_id) for item_id in dict.fromkeys(ids)], now)
        await self._describe(now)
        return count

    async def _describe(self, now: EpochMs) -> None:
        """Make the facts of a few changed items at once. The items are stored: that facts wait is no failure."""
        if self.making is not None:
            with suppress(DependencyError):
                await self.making.follow_few(now)

    async def store_events(self, events: Sequence[object], now: EpochMs) -> list[EventReceipt]:
        """Store events; each gets a receipt, in order, and a bad one hinders no other.

        An event up to five minutes ahead of `now` is taken to have happened now; a later one is refused, as is one of
        more than ten years ago. An event may come before its item: it is stored, and its receipt says `item_unknown`.
        What is said of a sentence that cannot be meant is refused; of an answer that is not known, the receipt says so.

        Args:
            events: `Event`s, or plain objects that should be some.
            now: the moment.

        Returns:
            Receipts; those that say stored or duplicate are durable.

        Raises:
            StoreUnavailable: when nothing was stored.
            TooLarge: for more than `MAX_ROWS`.
        """
        _require_size(events, "events")
        settled_events = [_checked(event, now) for event in events]
        doubts = await doubts_of(self.decisions, settled_events)
        checked = [_unless_refused(event, doubts.get(place), now) for place, event in enumerate(settled_events)]
        good = [event for event in checked if isinstance(event, Event)]
        known = await self.catalogue.get_many(sorted({event.item for event in good if event.item is not None}))
        stored = iter(await self.events.append(good, now) if good else ())
        return [
            _receipt(event, next(stored), event.item is None or event.item in known, doubts.get(place), now)
            if isinstance(event, Event)
            else event
            for place, event in enumerate(checked)
        ]

    async def add_impressions(self, impressions: Sequence[ImpressionInput], now: EpochMs) -> list[ImpressionReceipt]:
        """Store what was seen, under the same rules of time as events.

        Raises:
            StoreUnavailable: when nothing was stored.
            TooLarge: for more than `MAX_ROWS`.
        """
        _require_size(impressions, "impressions")
        times = [_seen_at(impression, now) for impression in impressions]
        good = [
            Impression(decision=said.decision, item=said.item, slot=said.slot, at=at)
            for said, at in zip(impressions, times, strict=True)
            if isinstance(at, int)
        ]
        counted = iter(await self.decisions.add_impressions(good) if good else ())
        return [
            _seen_receipt(said, at if isinstance(at, EventRefused) else next(counted))
            for said, at in zip(impressions, times, strict=True)
        ]


def _require_size(rows: Sequence[object], what: str) -> None:
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"{len(rows)} {what} in one call; at most {MAX_ROWS}. Send parts, or use 'frankly import'.")


def _without_models(named: Mapping[str, object]) -> dict[str, object]:
    return {name: value.model_dump() if isinstance(value, Frozen) else value for name, value in named.items()}


def _checked(event: object, now: EpochMs) -> Event | EventReceipt:
    """The event as it is stored, or the receipt that says why it is not."""
    try:
        given = event if isinstance(event, Event) else Event.model_validate(event)
        return settled(given, now, EpochMs(max(0, now - OLDEST_MS)))
    except ValidationError as error:
        reasons = "; ".join(
            f"{reason.field}: {reason.message}".removeprefix(": ") for reason in reasons_of(error, Event)
        )
        return _refusal(_id_of(event), EventRefusal.INVALID, reasons, now)
    except EventRefused as refused:
        return _refusal(_id_of(event), refused.code, refused.message, now)


def _unless_refused(event: Event | EventReceipt, doubt: Doubt | None, now: EpochMs) -> Event | EventReceipt:
    if doubt is None or not doubt.is_refused:
        return event
    return _refusal(event.id, doubt.fault, doubt.message, now)


def _refusal(event_id: str, code: StrEnum, message: str, now: EpochMs) -> EventReceipt:
    return EventReceipt(id=event_id, outcome="rejected", code=code, message=message, received=now)


def _id_of(event: object) -> str:
    if isinstance(event, Event):
        return event.id
    found = event.get("id") if isinstance(event, Mapping) else None
    return found if isinstance(found, str) else ""


def _receipt(event: Event, is_new: bool, is_item_known: bool, doubt: Doubt | None, now: EpochMs) -> EventReceipt:
    code, message = (None, None) if doubt is None else (str(doubt.fault), doubt.message)
    if code is None and not is_item_known:
        code, message = ITEM_UNKNOWN, f"No item '{event.item}' is in the catalogue; it counts once the item is put."
    if code is None and not is_new:
        message = f"'{event.id}' was stored before and stays as it was; a different act needs an id of its own."
    outcome: Literal["stored", "duplicate"] = "stored" if is_new else "duplicate"
    return EventReceipt(id=event.id, outcome=outcome, code=code, message=message, received=now)


def _seen_at(impression: ImpressionInput, now: EpochMs) -> EpochMs | EventRefused:
    try:
        return now if impression.at is None else in_time(impression.at, now, EpochMs(max(0, now - OLDEST_MS)))
    except EventRefused as refused:
        return refused


def _seen_receipt(said: ImpressionInput, result: Seen | EventRefused) -> ImpressionReceipt:
    receipt = ImpressionReceipt(decision=said.decision, item=said.item, slot=said.slot, outcome="counted")
    if isinstance(result, EventRefused):
        return receipt.model_copy(update={"outcome": "rejected", "code": result.code, "message": result.message})
    if result is Seen.COUNTED:
        return receipt
    return receipt.model_copy(update={"outcome": "ignored", "code": str(result), "message": UNCOUNTED[result]})
