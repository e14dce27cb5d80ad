"""Cuts a person, and what they ask with, to what one request may use, before anything else looks.

What is cut can reach neither answer nor record. What a person told us to keep away stays whatever they allow: the items
they hid, the birth year of a minor.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from frankly.domain.answering.request import RequestContext
from frankly.domain.person.consent import EvidenceGroup, Scope
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History, empty_history
from frankly.domain.person.profile import Fact, FactKind, PersonRecord
from frankly.domain.surface import Surface
from frankly.stages.profile.build import facts_in_scope, kinds_in_scope, minor_age

_HIDE = EVENT_CODES[EventKind.HIDE]


def scoped(record: PersonRecord, scope: Scope, surface: Surface, now: int) -> PersonRecord:
    """Cut a person to a scope.

    Args:
        record: as it was read, corrections applied.
        scope: what this request may use.
        surface: whether impressions count here.
        now: moment of the request, in milliseconds.

    Returns:
        The person with the acts of allowed kinds, the facts that may be used, impressions where the surface counts
        them. Cutting it again changes nothing.
    """
    kinds = kinds_in_scope(scope.groups) if scope.is_profiled else frozenset[int]()
    counts = scope.is_profiled and surface.filters.max_impressions > 0
    return replace(
        record,
        facts=_facts(record.facts, scope, now),
        history=_acts(record.history, kinds),
        seen=record.seen if counts else {},
        left_out=record.left_out if scope.is_profiled else frozenset(),
    )


def context_in_scope(context: RequestContext, scope: Scope) -> RequestContext:
    """The request's own facts without those that its person refuses: place, moment, words.

    The item being looked at and the basket stay: they keep items away, which serves whoever asks.
    """
    refused = {
        name: None
        for name, group in _OF_CONTEXT.items()
        if group not in scope.groups and getattr(context, name) is not None
    }
    return context.model_copy(update=refused) if refused else context


_OF_CONTEXT: Final = {
    "region": EvidenceGroup.LOCATION,
    "part_of_day": EvidenceGroup.SITUATION,
    "device": EvidenceGroup.SITUATION,
    "query": EvidenceGroup.SITUATION,
}


def _facts(facts: Sequence[Fact], scope: Scope, now: int) -> tuple[Fact, ...]:
    """Those that may be used, and the birth year of someone who said that they are a minor."""
    usable = facts_in_scope(facts, scope, now) if scope.is_profiled else []
    if minor_age(facts, now) is not None and minor_age(usable, now) is None:
        born = [fact for fact in facts if fact.kind is FactKind.BIRTH_YEAR and (fact.expires or now + 1) > now]
        usable = [*usable, min(born, key=lambda fact: (-fact.at, fact.id))]
    # That they hold was looked at here; when they will end, or where they came from, nothing asks any more.
    return tuple(fact.model_copy(update={"expires": None}) if fact.expires else fact for fact in usable)


def _acts(history: History, kinds: Collection[int]) -> History:
    if not len(history):
        return history
    allowed = np.zeros(len(EVENT_CODES), np.bool_)
    allowed[list(kinds)] = True
    usable = allowed[history.kinds]
    hides = np.flatnonzero((history.kinds == _HIDE) & ~usable)
    if usable.all():
        return history
    hidden = sorted({history.item_ids[place] for place in hides.tolist()})
    return _joined(_hiding(hidden), history, np.flatnonzero(usable).tolist())


def _hiding(items: Sequence[str]) -> History:
    """Items that stay away; when and how often they were hidden is not used, so it is not there."""
    number = len(items)
    nothing = [""] * number
    return History(
        nothing, np.full(number, _HIDE, np.int8), items, np.zeros(number, np.int64), np.zeros(number, np.int32), nothing
    )


def _joined(first: History, history: History, places: Sequence[int]) -> History:
    if not len(first) and not places:
        return empty_history()
    chosen = np.array(places, np.int64)
    return History(
        event_ids=[*first.event_ids, *(history.event_ids[place] for place in places)],
        kinds=np.concatenate([first.kinds, history.kinds[chosen]]),
        item_ids=[*first.item_ids, *(history.item_ids[place] for place in places)],
        at_ms=np.concatenate([first.at_ms, history.at_ms[chosen]]),
        values=np.concatenate([first.values, history.values[chosen]]),
        queries=[*first.queries, *(history.queries[place] for place in places)],
    )
