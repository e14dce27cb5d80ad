"""Where attacks come from outside into what a request reads: item texts, reviews, search words, facts of a profile."""

from collections.abc import Mapping, Sequence
from typing import Final

from frankly.domain.answering.request import InlineProfile, RecommendationRequest, RequestContext
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.person.profile import FactField, FactInput, FactKind

LONGEST_QUERY: Final = 500
LONGEST_LABEL: Final = 120
_MOST_ACTS: Final = 200


def poisoned(items: Sequence[Item], attacks: Sequence[str], shift: int) -> tuple[list[Item], Mapping[str, str]]:
    """A catalogue with an attack in every item, and which item holds which.

    It stands behind the description's first sentence; in every second item as a reader's review below the description
    and as an attribute; in every fourth as a tag as well.

    Args:
        items: the honest catalogue.
        attacks: put in one after the other, from `shift` on.
        shift: where the first item begins.
    """
    hosts = [(item, attacks[(place + shift) % len(attacks)]) for place, item in enumerate(items)]
    made = [_poisoned(item, attack, place) for place, (item, attack) in enumerate(hosts)]
    return made, {str(item.id): attack for item, attack in hosts}


def _poisoned(item: Item, attack: str, place: int) -> Item:
    label = " ".join(attack.split())[:LONGEST_LABEL] or "-"
    if place % 2:
        change: dict[str, object] = {
            "description": f"{item.description}\n\nReviews: “{attack}” (a reader, five stars)"[:20_000],
            "attributes": {**item.attributes, "review": label},
        }
    else:
        head, stop, tail = item.description.partition(". ")
        change = {"description": f"{head}{stop}{attack} {tail}"[:20_000]}
    if place % 4 == 0:
        change["tags"] = (*item.tags[:5], label)
    return Item.model_validate(item.model_dump() | change)


def searching(attack: str, person: str, number: int) -> RecommendationRequest:
    """A search for an attack's words."""
    words = " ".join(attack.split())[:LONGEST_QUERY]
    surface = ("search", "home")[number % 2]
    return _asking(surface, number, person=person, context=RequestContext(query=words))


def stating(attack: str, acts: Sequence[Event], number: int) -> RecommendationRequest:
    """A request of somebody whose stated facts are an attack."""
    label = " ".join(attack.split())[:LONGEST_LABEL]
    fields = (FactField.TAG, FactField.CATEGORY, FactField.CREATOR)
    facts = [FactInput(kind=FactKind.INTEREST, field=field, value=label) for field in fields]
    facts += [FactInput(kind=kind, value=label) for kind in (FactKind.ROLE, FactKind.INTENT)]
    return _asking("home", number, profile=InlineProfile(facts=tuple(facts), events=tuple(acts[-_MOST_ACTS:])))


def browsing(person: str, item: str, number: int) -> RecommendationRequest:
    """A request of a reader over a poisoned catalogue, looking at an item."""
    surface = ("home", "item", "search", "email")[number % 4]
    query = "a quiet book" if surface == "search" else None
    return _asking(surface, number, person=person, context=RequestContext(item=item, query=query))


def _asking(surface: str, number: int, **more: object) -> RecommendationRequest:
    fields = ("title", "call_to_action")
    locale = ("en", "en", "de")[number % 3]
    return RecommendationRequest.model_validate(
        {"surface": surface, "locale": locale, "fields": fields, "seed": number, "deadline_ms": 60_000, **more}
    )
