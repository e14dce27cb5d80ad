"""What a Segment message says in our words: events by the ecommerce specification, facts from a few named traits.

Everything else of a message is dropped and counted, names and e-mail addresses above all: it is never stored.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
from pydantic import ValidationError

from frankly.domain.canonical import hash_bytes
from frankly.domain.person.consent import ConsentInput, Purpose
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactField, FactInput, FactKind
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.pipelines.people.fact_rules import require_sense

TRACKED: Final[dict[str, EventKind]] = {
    "product viewed": EventKind.VIEW,
    "product clicked": EventKind.CLICK,
    "product added": EventKind.ADD_TO_CART,
    "wishlist product added to cart": EventKind.ADD_TO_CART,
    "product added to wishlist": EventKind.SAVE,
    "product reviewed": EventKind.RATE,
    "order completed": EventKind.PURCHASE,
    "products searched": EventKind.SEARCH,
    "video content started": EventKind.START,
    "video content completed": EventKind.COMPLETE,
} | {kind.value.replace("_", " "): kind for kind in EventKind if kind is not EventKind.FEEDBACK}
"""Name of a tracked event, in lower case with spaces → act. Names of our own acts are understood too."""

_ITEM_NAMES: Final = ("product_id", "productId", "item", "item_id", "content_asset_id", "asset_id", "sku")
_MAX_PRODUCTS: Final = 500
_SINGLE_TRAITS: Final = {"locale": FactKind.LOCALE, "language": FactKind.LOCALE, "region": FactKind.REGION}
_BIRTH_TRAITS: Final = ("birthday", "birthYear", "birth_year")
_LIST_TRAITS: Final = {
    "interests": (FactKind.INTEREST, FactField.CATEGORY),
    "favorite_categories": (FactKind.INTEREST, FactField.CATEGORY),
    "aversions": (FactKind.AVERSION, FactField.CATEGORY),
    "role": (FactKind.ROLE, None),
    "intent": (FactKind.INTENT, None),
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What became of the traits of an `identify`.

    Attributes:
        facts: those that were understood.
        consent: refusals among them; agreements are never taken from traits.
        dropped: number of traits that were dropped.
    """

    facts: tuple[FactInput, ...]
    consent: ConsentInput
    dropped: int


def message_id(message: Mapping[str, Any]) -> str:
    """The sender's id of a message; without one, a hash of its content, so that sending it again doubles nothing."""
    given = message.get("messageId")
    if isinstance(given, str) and given.strip():
        return given.strip()
    try:
        return "g" + hash_bytes(orjson.dumps(message, option=orjson.OPT_SORT_KEYS))
    except TypeError as error:
        raise Invalid("A message without 'messageId' must be plain JSON of sensible depth; send one.") from error


def tracked_events(message: Mapping[str, Any], at: object) -> list[dict[str, Any]] | None:
    """The events that a `track` message tells of, as plain fields; None when its name has no meaning here.

    Args:
        message: the message.
        at: when it happened.
    """
    name = message.get("event")
    kind = TRACKED.get(" ".join(name.replace("_", " ").split()).casefold()) if isinstance(name, str) else None
    if kind is None:
        return None
    properties = message.get("properties")
    said: Mapping[str, Any] = properties if isinstance(properties, Mapping) else {}
    base = {"kind": kind, "at": at, **_who(message)}
    if kind is EventKind.SEARCH:
        return [_without_none({**base, "id": message_id(message), "query": said.get("query")})]
    products = said.get("products")
    if not isinstance(products, list):
        return [_event(base, message_id(message), said, said)]
    return [
        _event(base, f"{message_id(message)}:{number}", product if isinstance(product, Mapping) else {}, said)
        for number, product in enumerate(products[:_MAX_PRODUCTS])
    ]


def _who(message: Mapping[str, Any]) -> dict[str, Any]:
    person, session = message.get("userId"), message.get("anonymousId")
    return {"person": _text(person)} if person not in (None, "") else {"session": _text(session)} if session else {}


def _event(base: dict[str, Any], event_id: str, product: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    kind = base["kind"]
    item = next((product[name] for name in _ITEM_NAMES if product.get(name) not in (None, "")), None)
    fields = {**base, "id": event_id, "item": _text(item)}
    if kind in {EventKind.PURCHASE, EventKind.ADD_TO_CART}:
        fields["quantity"] = product.get("quantity")
    if kind is EventKind.PURCHASE:
        fields["order"] = _text(whole.get("order_id"))
    if kind is EventKind.RATE:
        fields["rating"] = whole.get("rating")
    if kind is EventKind.PROGRESS:
        fields["progress_percent"] = whole.get("progress_percent")
    return _without_none(fields)


def traits_of(message: Mapping[str, Any], now: EpochMs) -> Traits:
    """Facts and refusals of an `identify`; what is not understood is dropped."""
    given = message.get("traits")
    traits: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    facts: list[FactInput] = []
    used = 0
    for name, value in traits.items():
        found = [fact for said in _facts(name, value) if (fact := _sensible(said, now)) is not None]
        is_refusal = name == "unsubscribed" and value is True
        used += bool(found) or is_refusal
        facts.extend(found)
    return Traits(tuple(facts), _refusals(message, traits), len(traits) - used)


def _facts(name: str, value: object) -> Iterator[dict[str, Any]]:
    """What a trait may say; each still has to make sense."""
    if name in _LIST_TRAITS:
        kind, field = _LIST_TRAITS[name]
        parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
        yield from ({"kind": kind, "field": field, "value": part.strip()} for part in parts if isinstance(part, str))
    elif name in _SINGLE_TRAITS:
        text = value.replace("_", "-") if isinstance(value, str) else value
        yield {"kind": _SINGLE_TRAITS[name], "value": text}
    elif name == "country" or (name == "address" and isinstance(value, Mapping)):
        country = value.get("country") if isinstance(value, Mapping) else value
        yield {"kind": FactKind.REGION, "value": country.strip().upper() if isinstance(country, str) else country}
    elif name in _BIRTH_TRAITS:
        yield {"kind": FactKind.BIRTH_YEAR, "value": _year(value)}


def _sensible(said: dict[str, Any], now: EpochMs) -> FactInput | None:
    try:
        fact = FactInput.model_validate(said)
        require_sense(fact, now)
    except (ValidationError, Invalid):
        return None
    return fact


def _refusals(message: Mapping[str, Any], traits: Mapping[str, Any]) -> ConsentInput:
    """Purposes that the sender's consent manager says are refused, and the e-mail opt-out."""
    context = message.get("context")
    consent = context.get("consent") if isinstance(context, Mapping) else None
    preferences = consent.get("categoryPreferences") if isinstance(consent, Mapping) else None
    said = preferences.items() if isinstance(preferences, Mapping) else ()
    names = {str(name).casefold() for name, value in said if value is False}
    refused = {purpose: False for purpose in Purpose if purpose.value in names}
    if traits.get("unsubscribed") is True:
        refused[Purpose.EMAIL] = False
    return ConsentInput(purposes=refused)


def _year(value: object) -> str | None:
    """Of a date of birth the year alone is kept."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        try:
            return str(date.fromisoformat(value[:10]).year)
        except ValueError:
            return value[:4] if value[:4].isdigit() and not value[4:5].isdigit() else None
    return None


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
