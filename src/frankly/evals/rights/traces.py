"""What a person leaves behind: everything that is stored of them, marked so that any of it can be found in a file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.recipient import Contact, Recipient
from frankly.domain.deciding.decision import Impression
from frankly.domain.person.consent import ConsentInput, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.profile import FactField, FactInput, FactKind
from frankly.domain.time import DAY_MS, EpochMs
from frankly.evals.rights.shop import Shop

MOST_ACTS: Final = 60
"""Newest acts of a reader that are taken over."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody new who does what a reader did, under marked names.

    Attributes:
        key: their id; it begins with the mark.
        mark: stands in everything that is stored of them.
        acts: as they were sent.
        facts: what they stated: a category that they read most, and a wish.
    """

    key: str
    mark: str
    acts: tuple[Event, ...]
    facts: tuple[FactInput, ...]

    @property
    def category(self) -> FactInput:
        """The stated category."""
        return self.facts[0]


def visitor_like(reader: Sequence[Event], categories: dict[str, str], mark: str, number: int) -> Visitor:
    """Somebody new.

    Args:
        reader: acts of a reader, oldest first.
        categories: item → its main category.
        mark: of the visitor.
        number: tells visitors apart.
    """
    key = f"{mark}-{number}"
    acts = [
        act.model_copy(update={"id": f"{key}-act-{place}", "person": key, "session": None, "order": f"{key}-order"})
        for place, act in enumerate(reader[-MOST_ACTS:])
    ]
    search = acts[-1].model_copy(
        update={"id": f"{key}-search", "kind": EventKind.SEARCH, "item": None, "query": f"{key} words"}
    )
    read = Counter(categories[str(act.item)] for act in acts if str(act.item) in categories)
    liked = read.most_common(1)[0][0]
    facts = (
        FactInput(kind=FactKind.INTEREST, field=FactField.CATEGORY, value=liked),
        FactInput(kind=FactKind.INTEREST, field=FactField.TAG, value=f"{key}-wish"),
    )
    return Visitor(key, mark, (*acts, search), facts)


async def leave_traces(shop: Shop, one: Visitor) -> None:
    """Do what the visitor does."""
    parts, now = shop.parts, shop.later()
    await parts.events.append(one.acts, now)
    await shop.rights.put_facts(one.key, one.facts, now=now)
    await shop.rights.put_consent(one.key, ConsentInput(purposes=dict.fromkeys(Purpose, True)), now=now)
    answer = await shop.ask(one.key)
    await parts.decisions.flush()
    seen = [Impression(decision=answer.decision, item=item.id, slot=item.slot, at=now) for item in answer.items[:3]]
    await parts.decisions.add_impressions(seen)


async def write_to(shop: Shop, everybody: Sequence[Visitor], now: EpochMs) -> None:
    """Put everybody into a campaign's ledger, with an address and a name."""
    ledger = shop.parts.campaigns
    if ledger is None:
        return
    edition = await ledger.begin("letter", "v1", "{}", EpochMs(now - DAY_MS))
    rows = [
        Recipient(no, one.key, Contact(f"{one.key}@example.org", f"{one.key} name"))
        for no, one in enumerate(everybody, start=1)
    ]
    await ledger.add(edition.no, rows)
