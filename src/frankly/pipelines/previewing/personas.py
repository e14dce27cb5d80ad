"""People that a preview is shown for: made up from the catalogue at hand, one for each way in which messages differ."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from frankly.domain.answering.request import InlineProfile
from frankly.domain.item import Item
from frankly.domain.person.consent import ConsentInput, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.profile import FactInput
from frankly.domain.time import DAY_MS
from frankly.pipelines.parts import Parts

_POOL: Final = 400
"""Items that personas are made from, evenly spread over the catalogue."""

_ACTS: Final = 5
_KINDS: Final = (EventKind.LIKE, EventKind.CLICK, EventKind.PURCHASE, EventKind.SAVE, EventKind.VIEW)
_AGREED: Final = {
    Purpose.EMAIL: True,
    Purpose.PROFILE: True,
    Purpose.EXPLAIN: True,
    Purpose.MEASURE: True,
}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who does not exist.

    Attributes:
        name: short, for files.
        title: what they are called on the page.
        says: what is special about them.
        profile: what is known of them; None where the catalogue has nothing to make it from.
        first_name: for the greeting; empty where none is known.
        is_mirrored: whether they read from right to left.
        language: they read this one alone; empty: each of the campaign's.
        loses: whether the first item that would be shown is withdrawn before.
        missing: why there is nobody like them here.
    """

    name: str
    title: str
    says: str
    profile: InlineProfile | None
    first_name: str = ""
    is_mirrored: bool = False
    language: str = ""
    loses: bool = False
    missing: str = ""


async def personas(parts: Parts, now: int) -> list[Persona]:
    """Make everybody.

    Args:
        parts: the catalogue, and what may be had of it.
        now: moment that messages are for.
    """
    pool = await _pool(parts, now)
    readers = _liking(_of_one_category([item for item in pool if not item.sensitive]), now)
    sensitive = [item for item in pool if item.sensitive]
    return [
        _reader("reader", "Somebody who reads", "They looked, liked and bought, and agreed to a profile.", readers),
        Persona(
            "newcomer",
            "Newcomer",
            "They said today what interests them, and have done nothing yet.",
            _newcomer(pool),
            "Noor",
        ),
        Persona(
            "empty-history",
            "Empty history",
            "They agreed to a profile, and nothing is known of them.",
            InlineProfile(consent=ConsentInput(purposes=_AGREED)),
            "Kim",
        ),
        Persona(
            "opted-out",
            "Opted out of profiling",
            "They agreed to e-mail and to no profile, and decided nothing else: the version for everybody, although "
            "much is known.",
            readers.model_copy(update={"consent": ConsentInput(purposes={Purpose.EMAIL: True, Purpose.PROFILE: False})})
            if readers is not None
            else None,
            "Alex",
            missing=_NOTHING if readers is None else "",
        ),
        Persona(
            "sensitive",
            "Sensitive topic",
            "What they did tells of a sensitive topic that they did not agree to: nothing of it may be said.",
            _liking(sensitive[:_ACTS], now),
            "Jo",
            missing="" if sensitive else "No item of the catalogue names a sensitive topic.",
        ),
        _reader(
            "right-to-left",
            "Right to left",
            "Their script runs from right to left: the layout is mirrored, here with the words of the campaign's own "
            "languages.",
            readers,
            first_name="ليلى",
            is_mirrored=True,
        ),
        _reader(
            "long-german",
            "Long German",
            "They read German, have a long name, and like what has long titles.",
            _liking(sorted(pool, key=lambda item: (-len(item.title), item.id))[:_ACTS], now),
            first_name="Maximiliane-Friederike",
            language="de",
        ),
        _reader("no-name", "No name", "Their first name is not known.", readers, first_name=""),
        _reader(
            "withdrawn",
            "Item withdrawn",
            "The item that would stand first was withdrawn: another one takes its place.",
            readers,
            first_name="Robin",
            loses=True,
        ),
    ]


_NOTHING: Final = "The catalogue has no item that could be shown."


def _reader(
    name: str,
    title: str,
    says: str,
    profile: InlineProfile | None,
    *,
    first_name: str = "Ada",
    is_mirrored: bool = False,
    language: str = "",
    loses: bool = False,
) -> Persona:
    missing = _NOTHING if profile is None else ""
    return Persona(name, title, says, profile, first_name, is_mirrored, language, loses, missing)


async def _pool(parts: Parts, now: int) -> list[Item]:
    """Items that can be had, evenly spread, in the order of the catalogue."""
    snapshot = parts.live.snapshot
    rows = np.arange(len(snapshot), dtype=np.int64)
    offered = rows[snapshot.offered(rows, now)]
    chosen = offered[:: max(1, len(offered) // _POOL)][:_POOL]
    # Sensitive items are rare, and without one there is nobody to be careful with.
    careful = offered[np.diff(snapshot.sensitive.by_item.indptr)[offered] > 0][:_ACTS]
    ids = [snapshot.item_ids[row] for row in dict.fromkeys([*chosen.tolist(), *careful.tolist()])]
    found = await parts.catalogue.get_many(ids)
    return [found[one] for one in ids if one in found]


def _of_one_category(pool: Sequence[Item]) -> list[Item]:
    """Items of the largest category, and one of another: people are not all of one piece."""
    counts = Counter(item.category for item in pool)
    if not counts:
        return []
    largest = min(counts, key=lambda category: (-counts[category], category or ""))
    inside = islice((item for item in pool if item.category == largest), _ACTS - 1)
    outside = islice((item for item in pool if item.category != largest), 1)
    return [*inside, *outside]


def _liking(items: Sequence[Item], now: int) -> InlineProfile | None:
    """Somebody who did something with each of some items, the last a day ago; nobody without any."""
    if not items:
        return None
    events = [
        Event.model_validate(
            {
                "id": f"preview-{number}",
                "kind": _KINDS[number % len(_KINDS)],
                "item": item.id,
                "at": now - (3 * number + 1) * DAY_MS,
                "person": "preview",
            }
        )
        for number, item in enumerate(items)
    ]
    return InlineProfile(events=tuple(events), consent=ConsentInput(purposes=_AGREED))


def _newcomer(pool: Sequence[Item]) -> InlineProfile:
    labels = Counter(item.category for item in pool if item.category and not item.sensitive)
    interests = [label for label, _ in labels.most_common(1)]
    facts = [FactInput.model_validate({"kind": "interest", "field": "category", "value": one}) for one in interests]
    return InlineProfile(facts=tuple(facts), consent=ConsentInput(purposes=_AGREED))
