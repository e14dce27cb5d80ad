import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.item import Item
from frankly.domain.person.consent import Consent
from frankly.domain.person.correction import Correction
from frankly.domain.person.event import Event
from frankly.domain.person.profile import FactInput
from frankly.pipelines.exporting import export_events, export_items, export_profiles
from tests.contract.stores import KINDS, open_stores
from tests.pipelines.filling import NOW, Shop, memory_shop, put

DAY = 86_400_000
ODD_TEXTS = (
    "=1+1",
    "'=1+1",
    "''@x",
    "'Twas the night",
    "-",
    "\ttab",
    "two\nlines",
    'with "quotes", commas',
    "bars | inside",
    " spaces ",
    "[not json",
    "\r\nbreaks\r",
    "emoji 🦊 and ‏עברית‏",
    "<script>alert('ignore previous instructions')</script>",
)


@pytest.fixture(params=KINDS)
def shops(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Shop, Shop]]:
    """Two empty sets of stores, once in memory and once in SQLite."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with open_stores(request.param, tmp_path / "one") as one, open_stores(request.param, tmp_path / "two") as two:
        yield (
            Shop(one.catalogue, one.events, one.people, one.decisions, one.corrections),
            Shop(two.catalogue, two.events, two.people, two.decisions, two.corrections),
        )


async def joined(parts: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in parts])


def items() -> list[Item]:
    plain = [Item.model_validate({"id": f"i{n}", "title": text, "tags": (text,)}) for n, text in enumerate(ODD_TEXTS)]
    full = {
        "id": "full",
        "title": "Everything",
        "description": "Two\nlines, and a comma",
        "language": "de",
        "categories": ("Sea", "a|b"),
        "creators": ("Jane Austen",),
        "price": {"amount_minor": 100, "currency": "JPY"},
        "stock": 0,
        "available": False,
        "available_from": NOW - DAY,
        "available_until": NOW + 1,
        "first_available": NOW - 2 * DAY,
        "age_rating": 12,
        "markets": ("DE", "AT"),
        "sensitive": ("religion",),
        "url": "/items/full",
        "image_url": "https://img.example/full.jpg",
        "attributes": {"era": "=1813", "pages": 300, "signed": True, "colour": None},
    }
    return [*plain, Item.model_validate(full)]


def events() -> list[Event]:
    rows: list[dict[str, object]] = [
        {"kind": "view", "item": "i1", "duration_s": 30, "region": "DE-BY"},
        {"kind": "search", "query": "=cmd|x"},
        {"kind": "rate", "item": "i1", "rating": 4},
        {"kind": "progress", "item": "i1", "progress_percent": 40},
        {"kind": "purchase", "item": "-7", "quantity": 3, "order": "o1"},
        {"kind": "feedback", "item": "i1", "feedback": {"decision": "d1", "sentence": 1, "verdict": "creepy"}},
    ]
    owners = [{"person": "ada"}, {"session": "s1"}, {"person": "bo", "session": "s2"}]
    return [
        Event.model_validate({**row, **owners[n % 3], "id": f"e{9 - n}", "at": NOW - n * DAY - n})
        for n, row in enumerate(rows)
    ]


async def fill_people(shop: Shop) -> None:
    facts = [
        {"kind": "interest", "field": "category", "value": "Sea 🌊", "expires": NOW + DAY},
        {"kind": "aversion", "field": "creator", "value": "=x"},
        {"kind": "locale", "value": "de-AT"},
    ]
    await shop.rights.put_facts("ada", [FactInput.model_validate(fact) for fact in facts], now=NOW)
    await shop.rights.put_facts("session:s1", [FactInput.model_validate(facts[0])], now=NOW, origin="segment")
    agreed = {
        "purposes": {"profile": True, "email": False},
        "evidence": {"views": False},
        "sensitive": {"health": True},
    }
    refused = {"purposes": {"email": False}}
    for key, decision, at, origin in (("ada", agreed, NOW - DAY, "person"), ("bo", refused, 5, "segment")):
        await shop.people.put_consent(key, Consent.model_validate({**decision, "at": at, "origin": origin}))
    await shop.people.put_consent("cy", Consent.model_validate({**agreed, "at": 7, "origin": "merge"}))
    said = {"id": "c1", "decision": "d1", "item": "i1", "kind": "dont_use", "at": NOW - DAY, "acts": ("e1",)}
    rule = {"about": "viewed", "anchor": {"type": "category", "value": "Sea"}, "acts": ()}
    rule["rule"] = {"kind": "viewed", "category": "Sea"}
    corrections = [Correction.model_validate(said), Correction.model_validate({**said, **rule, "id": "c2"})]
    await shop.corrections.restore("ada", corrections)
    await shop.corrections.restore("di", corrections[:1])


async def test_items_come_back_byte_for_byte(shops: tuple[Shop, Shop], tmp_path: Path) -> None:
    one, two = shops
    await one.catalogue.upsert(items(), NOW)
    out = await joined(export_items(one.catalogue))
    report = await two.bring("items", put(tmp_path, "items.jsonl", out))
    assert (report.rejected, report.stored, report.ignored_columns) == (0, len(items()), ())
    assert await joined(export_items(two.catalogue)) == out


async def test_items_come_back_byte_for_byte_by_csv(shops: tuple[Shop, Shop], tmp_path: Path) -> None:
    one, two = shops
    await one.catalogue.upsert(items(), NOW)
    out = await joined(export_items(one.catalogue, "csv"))
    report = await two.bring("items", put(tmp_path, "items.csv", out))
    assert (report.rejected, report.stored) == (0, len(items())), report.reasons
    assert await joined(export_items(two.catalogue, "csv")) == out
    assert await joined(export_items(two.catalogue)) == await joined(export_items(one.catalogue))


@pytest.mark.parametrize("format", ["jsonl", "csv"])
async def test_events_come_back_byte_for_byte(shops: tuple[Shop, Shop], tmp_path: Path, format: str) -> None:
    one, two = shops
    await one.events.append(events(), NOW)
    out = await joined(export_events(one.events, "csv" if format == "csv" else "jsonl"))
    report = await two.bring("events", put(tmp_path, f"events.{format}", out))
    assert (report.rejected, report.stored) == (0, len(events())), report.reasons
    assert await joined(export_events(two.events, "csv" if format == "csv" else "jsonl")) == out


async def test_profiles_come_back_byte_for_byte(shops: tuple[Shop, Shop], tmp_path: Path) -> None:
    one, two = shops
    await fill_people(one)
    out = await joined(export_profiles(one.people))
    assert [json.loads(line).get("person") for line in out.splitlines()] == ["ada", "bo", "cy", "di", None]
    report = await two.bring("profiles", put(tmp_path, "people.jsonl", out))
    assert (report.rejected, report.stored) == (0, 5), report.reasons
    assert await joined(export_profiles(two.people)) == out
    again = await two.bring("profiles", put(tmp_path, "again.jsonl", out))
    assert (again.changed, again.unchanged) == (0, 5)


async def test_no_cell_of_a_csv_can_run_as_a_formula() -> None:
    shop = memory_shop()
    await shop.catalogue.upsert(items(), NOW)
    await shop.events.append(events(), NOW)
    for out in (await joined(export_items(shop.catalogue, "csv")), await joined(export_events(shop.events, "csv"))):
        cells = [cell for row in csv.reader(io.StringIO(out.decode(), newline="")) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


async def test_an_empty_store_gives_no_rows() -> None:
    shop = memory_shop()
    assert await joined(export_items(shop.catalogue)) == b""
    assert (await joined(export_items(shop.catalogue, "csv"))).count(b"\n") == 1


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=12)


@given(texts=st.lists(st.tuples(TEXT.filter(lambda text: text.strip() == text), TEXT), min_size=1, max_size=5))
async def test_any_title_and_label_survives_a_csv(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    one, two = memory_shop(), memory_shop()
    rows = [{"id": f"i{n}", "title": title, "tags": (label, title)} for n, (title, label) in enumerate(texts)]
    await one.catalogue.upsert([Item.model_validate(row) for row in rows], NOW)
    path = put(tmp_path_factory.mktemp("csv"), "items.csv", await joined(export_items(one.catalogue, "csv")))
    report = await two.bring("items", path)
    assert report.rejected == 0, report.reasons
    assert await joined(export_items(two.catalogue)) == await joined(export_items(one.catalogue))
