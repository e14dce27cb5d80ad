"""Hypothesis strategies for what comes in: items, events, facts, consent. Needs the package `hypothesis` (extra `dev`).

Texts are of every script, ids included, because they come from other people's systems.
"""

from typing import Any

from hypothesis import strategies as st

from frankly.domain.ids import FactId
from frankly.domain.item import MOST, Item
from frankly.domain.money import Money
from frankly.domain.person.consent import Consent, ConsentInput, EvidenceGroup, Purpose
from frankly.domain.person.event import SESSION_PREFIX, Event, EventKind, Feedback
from frankly.domain.person.profile import Fact, FactField, FactKind
from frankly.domain.time import EpochMs

_PRINTABLE = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])


def ids(max_size: int = 20) -> st.SearchStrategy[str]:
    """Ids as other systems write them: any script, no white space, no control characters."""
    return st.text(_PRINTABLE, min_size=1, max_size=max_size).filter(lambda text: not text.startswith(SESSION_PREFIX))


def texts(min_size: int = 0, max_size: int = 80) -> st.SearchStrategy[str]:
    """Text of any script, right-to-left, emoji and control characters included."""
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=min_size, max_size=max_size)


def labels() -> st.SearchStrategy[str]:
    """Categories, tags and creators."""
    return st.sampled_from(["Fiction", "Poetry", "Sea stories", "Жизнь", "詩", "أدب"]) | texts(1, 20)


def moments() -> st.SearchStrategy[EpochMs]:
    """Times between 2020 and 2030."""
    return st.integers(1_577_836_800_000, 1_893_456_000_000).map(EpochMs)


def money() -> st.SearchStrategy[Money]:
    """Amounts of a few currencies."""
    return st.builds(Money, amount_minor=st.integers(0, 10**7), currency=st.sampled_from(["EUR", "USD", "JPY"]))


def items(keys: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Item]:
    """Items with any part of their fields.

    Args:
        keys: where their ids come from.
    """
    several = st.lists(labels(), max_size=3).map(tuple)
    plain = st.none() | st.booleans() | st.integers(-MOST, MOST) | texts(0, 20)
    return st.builds(
        Item,
        id=ids() if keys is None else keys,
        title=texts(1, 40),
        description=texts(),
        language=st.sampled_from(["en", "de", "pt-BR"]),
        categories=several,
        tags=several,
        creators=several,
        price=st.none() | money(),
        stock=st.none() | st.integers(0, 50),
        available=st.booleans(),
        available_from=st.none() | moments(),
        available_until=st.none() | moments(),
        first_available=st.none() | moments(),
        age_rating=st.none() | st.integers(0, 21),
        markets=st.lists(st.sampled_from(["DE", "US", "JP"]), max_size=2).map(tuple),
        sensitive=st.lists(st.sampled_from(["religion", "health"]), max_size=2).map(tuple),
        url=st.none() | st.just("https://shop.example/item"),
        image_url=st.none() | st.just("/images/1.png"),
        attributes=st.dictionaries(labels(), plain, max_size=3),
    )


def events(
    people: st.SearchStrategy[str] | None = None,
    item_keys: st.SearchStrategy[str] | None = None,
    keys: st.SearchStrategy[str] | None = None,
) -> st.SearchStrategy[Event]:
    """Acts of people and of anonymous sessions, each with the fields that its kind needs and any of the others.

    Args:
        people: where ids of people (and of sessions) come from.
        item_keys: where ids of items come from.
        keys: where ids of events come from.
    """
    return st.builds(
        _event,
        id=ids() if keys is None else keys,
        actor=st.tuples(st.sampled_from(["person", "session", "both"]), ids() if people is None else people, ids()),
        kind=st.sampled_from(EventKind),
        item=ids() if item_keys is None else item_keys,
        at=moments(),
        query=texts(1, 30),
        rating=st.integers(1, 5),
        progress_percent=st.integers(0, 100),
        duration_s=st.none() | st.integers(0, 86_400),
        quantity=st.integers(1, 1000),
        order=st.none() | ids(),
        region=st.sampled_from([None, "DE", "DE-BY", "US-CA"]),
        feedback=st.builds(Feedback, decision=ids(), verdict=st.sampled_from(["helpful", "wrong", "creepy"])),
    )


def _event(actor: tuple[str, str, str], kind: EventKind, **fields: Any) -> Event:
    who, name, other = actor
    needs = {
        EventKind.SEARCH: "query",
        EventKind.RATE: "rating",
        EventKind.PROGRESS: "progress_percent",
        EventKind.FEEDBACK: "feedback",
    }
    for of_kind, field in needs.items():
        if kind is not of_kind:
            fields[field] = None
    fields["item"] = None if kind is EventKind.SEARCH else fields["item"]
    fields["person"] = name if who != "session" else None
    fields["session"] = {"person": None, "session": name, "both": other}[who]
    return Event(kind=kind, **fields)


def facts() -> st.SearchStrategy[Fact]:
    """Stated facts."""
    return st.builds(
        _fact,
        kind=st.sampled_from(FactKind),
        about=st.sampled_from(FactField),
        value=texts(1, 40),
        expires=st.none() | moments(),
        origin=st.sampled_from(["person", "import", "segment"]),
        at=moments(),
    )


def _fact(kind: FactKind, about: FactField, value: str, **fields: Any) -> Fact:
    field = about if kind in {FactKind.INTEREST, FactKind.AVERSION} else None
    name = FactId(f"{kind}/{field}/{value}")
    return Fact(id=name, kind=kind, field=field, value=value, status="stated", **fields)


def consent_inputs() -> st.SearchStrategy[ConsentInput]:
    """What a person sends: any part of the keys."""
    return st.builds(
        ConsentInput,
        purposes=st.dictionaries(st.sampled_from(Purpose), st.booleans()),
        evidence=st.dictionaries(st.sampled_from(EvidenceGroup), st.booleans()),
        sensitive=st.dictionaries(st.sampled_from(["religion", "health", "politics"]), st.booleans()),
    )


def consents() -> st.SearchStrategy[Consent]:
    """What is kept of a person's decision."""
    origins = st.sampled_from(["person", "import", "segment", "merge"])
    return st.builds(
        lambda given, at, origin: Consent(**dict(given), at=at, origin=origin), consent_inputs(), moments(), origins
    )
