"""A small bookshop in memory whose decisions can be replayed: with the files behind its policies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from frankly.adapters.files.policy_files import GatheredPolicyFiles, gather
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.person.profile import PersonRecord
from frankly.domain.time import EpochMs
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.deciding import Decided
from frankly.settings import data_folder
from tests.api.world import DAY_MS, NOW, book, make_parts

BOOKS = 48


def files() -> GatheredPolicyFiles:
    brand = data_folder("brand")
    return gather(
        data_folder("surfaces"), data_folder("policies"), brand, brand / "default.yaml", data_folder("prompts")
    )


async def open_bookshop(**changes: Any) -> Parts:
    """Open it; `parts.live.close()` ends it. Twelve readers have read, and every book is described."""
    parts = make_parts(policy_files=files(), exact_items=1000, **changes)
    await parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    await parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(BOOKS)], NOW)
    if parts.making is not None:
        await parts.making.follow(NOW)
    readers = [(reader, act) for reader in range(12) for act in range(2 + reader)]
    await parts.events.append([event(f"reader-{reader}", act, reader + 5 * act) for reader, act in readers], NOW)
    await parts.live.reindex(NOW)  # type: ignore[attr-defined]
    return parts


def event(person: str, number: int, item: int, kind: str = "like", **more: Any) -> Event:
    said = {"id": f"{person}-{number}", "kind": kind, "item": f"book-{item % BOOKS}", "at": NOW - (number + 1) * DAY_MS}
    return Event.model_validate(said | {"person": person} | more)


@dataclass(frozen=True)
class Somebody:
    """Stands in for the store of people: one person, told as the test wants."""

    record: PersonRecord

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        return self.record


async def decided(parts: Parts, now: int = NOW, **request: Any) -> Decided:
    return await decide(parts, RecommendationRequest(**({"surface": "home"} | request)), now)


def slate(one: Decided) -> Sequence[str]:
    return [str(item.id) for item in one.answer.items]
