"""From a decision record to a case: the request, and the person as a profile that is sent, without who it was.

What stays is behaviour alone: which items, what was done to them, how many whole days ago. Ids of people, sessions and
events, free text, exact times, years of birth and what is no label of the catalogue are left behind.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from frankly.domain.canonical import hash_bytes
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent
from frankly.domain.person.event import EVENT_KINDS, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, FactKind
from frankly.domain.time import DAY_MS
from frankly.errors import Invalid
from frankly.pipelines.replaying.record import Recorded

SOMEBODY: Final = "somebody"
"""Whose acts they are in a case."""

NEWEST: Final = 100
"""Acts that a case keeps; older ones hardly move an answer, and a case is read by people."""

_LABELLED: Final = frozenset({FactKind.INTEREST, FactKind.AVERSION})
_CODED: Final = {
    FactKind.REGION: re.compile(r"[A-Z]{2}"),
    FactKind.MARKET: re.compile(r"[A-Z]{2}"),
    FactKind.LOCALE: re.compile(r"[a-z]{2}"),
}
"""Kinds whose values are codes → how much of one stays: a country and a language, and nothing finer."""

_REQUEST: Final = ("surface", "limit", "locale", "explain", "fields")
_CONTEXT: Final = ("item", "basket", "part_of_day", "device", "market")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken of a record.

    Attributes:
        ask: the request with its profile, as case files write it.
        items: ids of every item that the case needs.
        left: what was left behind, in words.
    """

    ask: Mapping[str, Any]
    items: frozenset[str]
    left: tuple[str, ...]


def take(told: Recorded, labels: Set[str], roles: Set[str], now: int, query: str | None = None) -> Taken:
    """Take what a case needs.

    Args:
        told: the record.
        labels: categories, tags and creators of the catalogue: what else a person stated may be anything.
        roles: roles and intents that the policies know.
        now: moment of the shop in which the case will be asked; acts lie whole days before it.
        query: words to search for, in the place of those that somebody typed.

    Raises:
        Invalid: when the decision was a search and no words are given.
    """
    asked, left = told.inputs["request"], list[str]()
    if asked["context"].get("query") and query is None:
        raise Invalid("The decision was a search, and what somebody typed is not taken over. Give words: --query '…'.")
    context = _filled({name: asked["context"].get(name) for name in _CONTEXT} | {"query": query})
    request = _filled({name: asked.get(name) for name in _REQUEST}) | ({"context": context} if context else {})
    is_message = "message" in asked
    events = _acts(told.person.history, told.inputs["now"], now, left)
    facts = [one for fact in told.person.facts if (one := _fact(fact, labels, roles, left)) is not None]
    profile = {"facts": facts, "events": events, "consent": _consent(told.person.consent)}
    # Whoever was unknown stays unknown: a profile without anything would be somebody who is known.
    if told.inputs["person"] is not None:
        request["profile"] = {name: value for name, value in profile.items() if value}
    acted = {event["item"] for event in events if "item" in event}
    shown = {str(entry["item"]) for entry in told.body["slate"]}
    named = {str(context["item"])} if "item" in context else set()
    needed = acted | shown | named | set(context.get("basket", ()))
    return Taken({"message" if is_message else "recommend": request}, frozenset(needed), tuple(dict.fromkeys(left)))


def _filled(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, [], {}, "")}


def _acts(history: History, then: int, now: int, left: list[str]) -> list[dict[str, Any]]:
    columns = zip(
        history.kinds.tolist(), history.item_ids, history.at_ms.tolist(), history.values.tolist(), strict=True
    )
    acts = [(EVENT_KINDS[kind], item, (then - at) // DAY_MS, value) for kind, item, at, value in columns]
    told = [act for act in acts if act[1] and act[0] is not EventKind.FEEDBACK]
    if len(told) < len(acts):
        left.append("searches and judgements")
    if len(told) > NEWEST:
        left.append(f"acts before the newest {NEWEST}")
    return [
        {
            "id": f"act-{number:03d}",
            "person": SOMEBODY,
            "kind": kind.value,
            "item": item,
            "at": now - age_days * DAY_MS,
            **_value(kind, value),
        }
        for number, (kind, item, age_days, value) in enumerate(told[-NEWEST:], start=1)
    ]


def _value(kind: EventKind, value: int) -> dict[str, int]:
    if kind is EventKind.RATE:
        return {"rating": max(1, value)}
    return {"progress_percent": value} if kind is EventKind.PROGRESS else {}


def _fact(fact: Fact, labels: Set[str], roles: Set[str], left: list[str]) -> dict[str, Any] | None:
    told: dict[str, Any] = {"kind": fact.kind.value, "value": fact.value}
    if fact.kind in _LABELLED and fact.value in labels:
        return told | {"field": None if fact.field is None else fact.field.value}
    if fact.kind in {FactKind.ROLE, FactKind.INTENT} and fact.value in roles:
        return told
    code = _CODED[fact.kind].match(fact.value) if fact.kind in _CODED else None
    if code is not None:
        return told | {"value": code[0]}
    left.append("a year of birth" if fact.kind is FactKind.BIRTH_YEAR else f"a stated {fact.kind.value} in own words")
    return None


def _consent(consent: Consent | None) -> dict[str, Any]:
    if consent is None:
        return {}
    told = consent.model_dump(mode="json", include={"purposes", "evidence", "sensitive"})
    return {name: value for name, value in told.items() if value}


def labels_of(items: Collection[Item]) -> frozenset[str]:
    """Every category, tag and creator of some items."""
    return frozenset(label for item in items for label in (*item.categories, *item.tags, *item.creators))


def name_of(ask: Mapping[str, Any]) -> str:
    """A name for a case, made of what it asks and of nothing else."""
    return f"found-{hash_bytes(repr(ask).encode())[:8]}"


_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def personal_in(text: str, told: Recorded) -> tuple[str, ...]:
    """What of a person still stands in a text that was made of their record, in words; never the thing itself.

    Args:
        text: the whole case, as it would be written.
        told: the record.
    """
    return tuple(dict.fromkeys(what for what, thing in _personal(told) if thing in text)) + (
        ("an e-mail address",) if _MAIL.search(text) else ()
    )


def _personal(told: Recorded) -> Iterator[tuple[str, str]]:
    person, history = told.inputs["person"], told.person.history
    named: Sequence[tuple[str, Any]] = [
        ("the person's id", person),
        ("the person's id", str(person).partition(":")[2] if person else None),
        ("the decision's id", told.id),
        ("the exact time of the decision", str(told.inputs["now"])),
        ("words that were searched for", told.inputs["request"]["context"].get("query")),
        *(("an event's id", one) for one in history.event_ids),
        *(("the exact time of an act", str(at)) for at in history.at_ms.tolist() if at % DAY_MS),
        *(("words that were searched for", one) for one in history.queries),
    ]
    # Shorter ones stand in honest words by chance, and tell nobody apart.
    yield from ((what, thing) for what, thing in named if thing and len(str(thing)) > 3)
