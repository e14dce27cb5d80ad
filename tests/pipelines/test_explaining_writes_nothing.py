"""What if, why and why not over a real database: not one row and not one byte of it changes."""

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from frankly.adapters.sql.engine.database import FILE_NAME
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.item import Item
from frankly.domain.person.consent import ConsentInput, Purpose
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactField, FactInput, FactKind
from frankly.domain.person.segment import Segment
from frankly.pipelines.explaining.changes import ActsOn, Changes, SupposedEvent
from frankly.pipelines.explaining.revisiting import present, revisit
from frankly.pipelines.explaining.what_if import what_if
from frankly.pipelines.explaining.why import why
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.testing.memory.snapshots import MemorySnapshots
from tests.api.world import NOW, book, make_parts, view
from tests.contract.stores import Stores, open_stores

NO_SEGMENTS: dict[str, Segment] = {}

EVERYTHING = Changes(
    add_events=(SupposedEvent(kind=EventKind.LIKE, item="book-5", times=3),),
    remove_events=("seen-0",),
    remove_acts=(ActsOn(kind=EventKind.LIKE, item="book-6"),),
    add_facts=(FactInput(kind=FactKind.INTEREST, field=FactField.CATEGORY, value="War"),),
    consent=ConsentInput(purposes={Purpose.MEASURE: False}),
    available=("book-9",),
    unavailable=("book-1",),
    weights={"popular": 1},
)


def bytes_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows_of(folder: Path) -> str:
    connection = sqlite3.connect(f"file:{folder / FILE_NAME}?mode=ro", uri=True)
    try:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()
    finally:
        connection.close()


async def shop(stores: Stores) -> Parts:
    """A small shop over a real database, with one answer on record."""
    parts = make_parts()
    parts = replace(
        parts,
        catalogue=stores.catalogue,
        events=stores.events,
        people=stores.people,
        decisions=stores.decisions,
        corrections=stores.corrections,
        live=LiveIndex(
            stores.catalogue,
            stores.events,
            stores.people,
            parts.index,
            parts.embedder,
            MemorySnapshots(),
            NO_SEGMENTS,
            is_owner=True,
        ),
    )
    await parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(30)], NOW)
    await parts.events.append([view(f"seen-{number}", f"book-{number}") for number in (0, 6, 12)], NOW)
    await parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    return parts


@pytest.mark.parametrize("is_past", [False, True])
async def test_explanations_and_what_if_write_nothing(is_past: bool, tmp_path: Path) -> None:
    with open_stores("sqlite", tmp_path) as stores:
        parts = await shop(stores)
        request = RecommendationRequest(surface="home", person="ada")
        answer = await recommend(parts, request, NOW)
        await parts.decisions.flush()
        before, rows = bytes_of(tmp_path), rows_of(tmp_path)
        record = await parts.decisions.get(answer.decision)
        assert record is not None
        world = await revisit(parts, record) if is_past else await present(parts, request, NOW)
        found = await what_if(world, EVERYTHING)
        shown = [str(item.id) for item in answer.items]
        await why(world, shown[0])
        outside = next(f"book-{number}" for number in range(30) if f"book-{number}" not in shown)
        await why_not(world, outside, advice=True)
        await parts.decisions.flush()
        assert found.before != found.after
        assert rows_of(tmp_path) == rows
        assert bytes_of(tmp_path) == before
        await parts.live.close()  # type: ignore[attr-defined]
