"""What may be otherwise in a what-if, and a person's record with it; nothing is stored."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Final

import numpy as np
from pydantic import Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.domain.person.consent import ConsentInput
from frankly.domain.person.event import EVENT_CODES, Event, EventKind
from frankly.domain.person.history import History, history_of
from frankly.domain.person.profile import Fact, FactInput, PersonRecord
from frankly.domain.surface import SourceName, Weight
from frankly.domain.time import EpochMs, Moment
from frankly.errors import Invalid
from frankly.pipelines.people.consent_rules import decided as consent_after
from frankly.pipelines.people.fact_rules import joined, require_sense, stated

MOST_EVENTS: Final = 2_000
"""Events that one what-if adds, repeats included."""


class SupposedEvent(Frozen):
    """Acts that somebody is supposed to have done."""

    kind: EventKind
    """What was done."""

    item: IdText | None = None
    """The item acted on; a search has none."""

    at: Moment | None = None
    """When; the moment of the question where it is not said."""

    times: Annotated[int, Field(ge=1, le=1000)] = 1
    """How often."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Words of a search."""

    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    """Stars, for `rate`."""

    progress_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    """How far, for `progress`."""

    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Units bought or put into the cart."""

    @model_validator(mode="after")
    def _complete(self) -> "SupposedEvent":
        self.event("one", EpochMs(0))
        return self

    def event(self, name: str, now: EpochMs) -> Event:
        """The act under an id.

        Raises:
            ValueError: when its kind needs what it does not have.
        """
        said = self.model_dump(exclude={"at", "times"}, exclude_none=True)
        return Event.model_validate(
            {**said, "id": name, "session": "supposed", "at": now if self.at is None else self.at}
        )


class ActsOn(Frozen):
    """All acts of one kind on one item."""

    kind: EventKind
    """What was done."""

    item: IdText
    """The item acted on."""


class Changes(Frozen):
    """What is supposed to be otherwise. What is left out stays as it is."""

    add_events: Annotated[tuple[SupposedEvent, ...], Field(max_length=500)] = ()
    """Acts that are supposed to have happened."""

    remove_events: Annotated[tuple[IdText, ...], Field(max_length=20_000)] = ()
    """Ids of acts that are supposed never to have happened; receipts of evidence are such ids."""

    remove_acts: Annotated[tuple[ActsOn, ...], Field(max_length=2_000)] = ()
    """The same by kind and item: all of them."""

    add_facts: Annotated[tuple[FactInput, ...], Field(max_length=200)] = ()
    """Facts that the person is supposed to have stated."""

    remove_facts: Annotated[tuple[IdText, ...], Field(max_length=200)] = ()
    """Ids of stated facts that are supposed never to have been stated."""

    consent: ConsentInput | None = None
    """What the person is supposed to allow or refuse."""

    available: Annotated[tuple[IdText, ...], Field(max_length=1_000)] = ()
    """Items that are supposed to be had now."""

    unavailable: Annotated[tuple[IdText, ...], Field(max_length=1_000)] = ()
    """Items that are supposed not to be had now."""

    weights: dict[SourceName, Weight] = Field(default_factory=dict)
    """Candidate source → its supposed weight on this surface."""

    @model_validator(mode="after")
    def _not_too_many(self) -> "Changes":
        if sum(event.times for event in self.add_events) > MOST_EVENTS:
            raise ValueError(f"at most {MOST_EVENTS} events, repeats included")
        return self

    @property
    def is_about_person(self) -> bool:
        """Whether anything that is known of the person is supposed to be otherwise."""
        of_acts = self.add_events or self.remove_events or self.remove_acts
        return bool(of_acts or self.add_facts or self.remove_facts or self.consent)

    def named_items(self) -> list[str]:
        """Items that have to be in the catalogue for this to mean anything."""
        acted_on = [str(event.item) for event in self.add_events if event.item is not None]
        return [*acted_on, *self.available, *self.unavailable]


def supposed(record: PersonRecord, changes: Changes, now: EpochMs, history_limit: int) -> PersonRecord:
    """The person as they would be read.

    Args:
        record: as they are read.
        changes: what is supposed to be otherwise.
        now: moment of the question.
        history_limit: newest acts that a request looks at.

    Raises:
        Invalid: for an act or a fact that is to be taken away and is not there, and for a fact that makes no sense.
    """
    history = _with(_without(record.history, changes), changes.add_events, now, history_limit)
    consent = record.consent
    if changes.consent is not None:
        consent = consent_after(consent, changes.consent, "person", now)
    return replace(record, history=history, facts=_facts(record.facts, changes, now), consent=consent, is_known=True)


def _facts(facts: tuple[Fact, ...], changes: Changes, now: EpochMs) -> tuple[Fact, ...]:
    _require_known(changes.remove_facts, [str(fact.id) for fact in facts], "remove_facts", "stated fact")
    for said in changes.add_facts:
        require_sense(said, now)
    left = [fact for fact in facts if fact.id not in changes.remove_facts]
    if not changes.add_facts:
        return tuple(left)
    return joined(left, [stated(said, "person", now) for said in changes.add_facts])


def _require_known(wanted: Collection[str], known: Collection[str], field: str, noun: str) -> None:
    missing = sorted(set(wanted).difference(known))
    if missing:
        raise Invalid(
            f"{field}: this person has no {noun} '{missing[0]}' that the answer looks at; take it out of the list.",
            details={"field": field, "missing": missing[:10]},
        )


def _without(history: History, changes: Changes) -> History:
    if not changes.remove_events and not changes.remove_acts:
        return history
    _require_known(changes.remove_events, history.event_ids, "remove_events", "act")
    gone, pairs = set(changes.remove_events), {(EVENT_CODES[acts.kind], str(acts.item)) for acts in changes.remove_acts}
    done = zip(history.event_ids, history.kinds.tolist(), history.item_ids, strict=True)
    return _taken(
        history,
        [place for place, (name, kind, item) in enumerate(done) if name not in gone and (kind, item) not in pairs],
    )


def _with(history: History, events: Sequence[SupposedEvent], now: EpochMs, limit: int) -> History:
    if not events:
        return history
    more = history_of(list(_named(events, now)))
    whole = History(
        event_ids=[*history.event_ids, *more.event_ids],
        kinds=np.concatenate([history.kinds, more.kinds]),
        item_ids=[*history.item_ids, *more.item_ids],
        at_ms=np.concatenate([history.at_ms, more.at_ms]),
        values=np.concatenate([history.values, more.values]),
        queries=[*history.queries, *more.queries],
        is_truncated=history.is_truncated or len(history) + len(more) > limit,
    )
    # As a store would read them: oldest first, those of one moment by id, and of too many the newest.
    times = whole.at_ms.tolist()
    order = sorted(range(len(whole)), key=lambda place: (times[place], whole.event_ids[place]))
    return _taken(whole, order[-limit:])


def _named(events: Sequence[SupposedEvent], now: EpochMs) -> Iterator[Event]:
    for number, event in enumerate(events, start=1):
        for time in range(event.times):
            # After every id of a store's own making, so that the newest of one moment are those that are supposed.
            yield event.event(f"~supposed-{number:04}-{time:04}", now)


def _taken(history: History, places: Sequence[int]) -> History:
    chosen = np.array(places, np.int64)
    return History(
        event_ids=[history.event_ids[place] for place in places],
        kinds=history.kinds[chosen],
        item_ids=[history.item_ids[place] for place in places],
        at_ms=history.at_ms[chosen],
        values=history.values[chosen],
        queries=[history.queries[place] for place in places],
        is_truncated=history.is_truncated,
    )
