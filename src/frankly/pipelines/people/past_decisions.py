"""Finds what somebody was shown, by person, surface and time, with enough of each answer to tell it from the others."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from frankly.domain.answering.degradation import Degradation
from frankly.domain.base import Frozen
from frankly.domain.evidence import EvidenceKind
from frankly.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, EpochMs
from frankly.pipelines.people.told_decision import headline_of, said
from frankly.ports.catalogue import Catalogue
from frankly.ports.decisions import DecisionHead, DecisionStore

MOST_LISTED: Final = 100
"""Most decisions of one list: each one's record is read."""

MOST_ITEMS: Final = 3
"""Items of each slate that are named."""

_AFTER_MS: Final = (10 * MINUTE_MS, 6 * HOUR_MS, 3 * DAY_MS, 60 * DAY_MS)
"""How far after a moment is looked, step by step, until there is enough."""


class Records(Protocol):
    """Where decisions are looked up: the parts of a service, or the stores alone."""

    @property
    def decisions(self) -> DecisionStore:
        """The records."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Titles."""
        ...


class ListedItem(Frozen):
    """One item of a slate, in short."""

    id: str
    """The item."""

    slot: int
    """Its place, counted from 1."""

    title: str
    """Its title now; its id where the catalogue has it no more."""

    main_reason: EvidenceKind | None
    """Kind of its strongest ground."""

    sentence: str
    """The first sentence that was shown with it; empty where there was none."""


class ListedDecision(Frozen):
    """One recorded answer, in short."""

    id: str
    """Which one."""

    at: EpochMs
    """When, in milliseconds."""

    surface: str
    """Where."""

    variant: str
    """`personalised` or `holdout`."""

    headline: str
    """Line above the slate; empty where there was none."""

    items: tuple[ListedItem, ...]
    """The first items, in order."""

    total: int
    """How many items there were."""

    degradations: tuple[Degradation, ...]
    """Fallbacks that were used."""


class DecisionsView(Frozen):
    """What somebody was shown."""

    person: str
    """Whose."""

    decisions: tuple[ListedDecision, ...]
    """Newest first."""

    cursor: str | None = None
    """Send it back for older ones; none when there are no more."""


async def decisions_of(
    stores: Records,
    key: str,
    *,
    since: EpochMs | None = None,
    surface: str | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> DecisionsView:
    """List a person's decisions, newest first.

    Args:
        stores: records and titles.
        key: person id or session key; of someone unknown the list is empty.
        since: only from this moment on.
        surface: only of this surface.
        limit: most to list, at most `MOST_LISTED`.
        cursor: of the list before.

    Raises:
        NotFound: for a cursor that names no decision (any more).
    """
    heads = await stores.decisions.find(person=key, since=since, surface=surface, limit=limit + 1, before=cursor)
    listed = await _listed(stores, heads[:limit])
    return DecisionsView(person=key, decisions=listed, cursor=heads[limit - 1].id if len(heads) > limit else None)


async def decisions_around(
    stores: Records, key: str, moment: EpochMs, *, surface: str | None = None, limit: int = 5
) -> DecisionsView:
    """The decisions of a person that lie nearest to a moment, newest first."""
    before = await stores.decisions.find(person=key, surface=surface, until=moment, limit=limit)
    after: Sequence[DecisionHead] = ()
    for span in _AFTER_MS:
        after = await stores.decisions.find(
            person=key, surface=surface, since=moment, until=EpochMs(moment + span), limit=10 * limit
        )
        if len(after) >= limit:
            break
    nearest = sorted([*before, *after], key=lambda head: (abs(head.at - moment), head.id))[:limit]
    newest_first = sorted(nearest, key=lambda head: (-head.at, head.id))
    return DecisionsView(person=key, decisions=await _listed(stores, newest_first), cursor=None)


async def _listed(stores: Records, heads: Sequence[DecisionHead]) -> tuple[ListedDecision, ...]:
    records: list[Mapping[str, Any]] = [
        record for head in heads if (record := await stores.decisions.get(head.id)) is not None
    ]
    shown = {str(entry["item"]) for one in records for entry in one["body"]["slate"][:MOST_ITEMS]}
    catalogue = await stores.catalogue.get_many(sorted(shown))
    titles = {str(item): known.title for item, known in catalogue.items()}
    return tuple(_decision(one, titles) for one in records)


def _decision(one: Mapping[str, Any], titles: Mapping[str, str]) -> ListedDecision:
    inputs, body = one["inputs"], one["body"]
    return ListedDecision(
        id=str(one["id"]),
        at=EpochMs(inputs["now"]),
        surface=str(inputs["surface"]),
        variant=str(inputs["variant"]),
        headline=headline_of(body),
        items=tuple(_item(entry, titles) for entry in body["slate"][:MOST_ITEMS]),
        total=len(body["slate"]),
        degradations=tuple(Degradation.model_validate(told) for told in body["degradations"]),
    )


def _item(entry: Mapping[str, Any], titles: Mapping[str, str]) -> ListedItem:
    item = str(entry["item"])
    return ListedItem(
        id=item,
        slot=int(entry["slot"]),
        title=titles.get(item, item),
        main_reason=EvidenceKind(entry["main_reason"]) if entry["main_reason"] else None,
        sentence=next(iter(said(entry["drafts"], "sentence")), ""),
    )
