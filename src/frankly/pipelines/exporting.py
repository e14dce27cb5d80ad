"""Gives back what was put in: items, events and profiles as rows that an import reads again, byte for byte the same."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, Literal, TypeAlias

from frankly.domain.base import Frozen
from frankly.domain.canonical import canonical
from frankly.domain.item import Item
from frankly.domain.person.event import SESSION_PREFIX, Event
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.time import to_iso
from frankly.pipelines.rows.cells import as_major
from frankly.pipelines.rows.targets import CURRENCY, FIELDS, Target
from frankly.ports.catalogue import Catalogue
from frankly.ports.events import EventStore
from frankly.ports.people import PeopleStore

ExportFormat: TypeAlias = Literal["jsonl", "csv"]

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would run as a formula; a quote before it is taken off again by an import."""


async def export_items(catalogue: Catalogue, format: ExportFormat = "jsonl") -> AsyncIterator[bytes]:
    """Items in order of id, a batch of rows at a time."""
    if format == "csv":
        yield _header("items")
    async for batch in catalogue.stream():
        yield _rows("items", [_item_row(item) for item in batch], format)


async def export_events(events: EventStore, format: ExportFormat = "jsonl") -> AsyncIterator[bytes]:
    """Events in order of arrival, a batch of rows at a time."""
    if format == "csv":
        yield _header("events")
    async for batch in events.stream():
        yield _rows("events", [_event_row(event) for event in batch], format)


async def export_profiles(people: PeopleStore) -> AsyncIterator[bytes]:
    """Stated facts, consent and corrections in force, in order of person; as JSON lines only, since they nest."""
    async for batch in people.stream():
        yield _rows("profiles", [_profile_row(record) for record in batch], "jsonl")


def _item_row(item: Item) -> dict[str, Any]:
    return _dated(_given(item), "available_from", "available_until", "first_available")


def _event_row(event: Event) -> dict[str, Any]:
    return _dated(_given(event), "at")


def _profile_row(record: PersonRecord) -> dict[str, Any]:
    key = str(record.key)
    owner = {"session": key.removeprefix(SESSION_PREFIX)} if key.startswith(SESSION_PREFIX) else {"person": key}
    row: dict[str, Any] = {**owner, "facts": [_fact_row(fact) for fact in sorted(record.facts, key=_order)]}
    if record.consent is not None:
        row["consent"] = _dated(record.consent.model_dump(mode="json"), "at")
    if record.corrections:
        row["corrections"] = [_dated(_given(one), "at") for one in record.corrections]
    return row


def _fact_row(fact: Fact) -> dict[str, Any]:
    kept = fact.model_dump(
        mode="json", include={"kind", "field", "value", "expires", "at", "origin"}, exclude_none=True
    )
    return _dated(kept, "at", "expires")


def _order(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, fact.field or "", fact.value


def _given(model: Frozen) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_defaults=True)


def _dated(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: to_iso(value) if name in names else value for name, value in row.items()}


def _columns(target: Target) -> list[str]:
    columns = list(FIELDS[target])
    if target == "items":
        columns.insert(columns.index("price") + 1, CURRENCY)
    return columns


def _header(target: Target) -> bytes:
    return (",".join(_columns(target)) + "\n").encode()


def _rows(target: Target, rows: Sequence[dict[str, Any]], format: ExportFormat) -> bytes:
    if format == "jsonl":
        return b"".join(canonical(row) + b"\n" for row in rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    columns = _columns(target)
    for row in rows:
        flat = _flat(row)
        writer.writerow([_cell(flat.get(name)) for name in columns])
    return text.getvalue().encode()


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """An amount becomes a decimal number and its currency."""
    price = row.get("price")
    if price is None:
        return row
    return {**row, "price": as_major(price["amount_minor"], price["currency"]), CURRENCY: price["currency"]}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _guarded(_list_cell([str(part) for part in value]))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _guarded(str(value).lower() if isinstance(value, bool) else str(value))


def _list_cell(parts: list[str]) -> str:
    """Parts between bars, where that reads back the same; else a JSON list."""
    joined = "|".join(parts)
    is_plain = not joined.startswith("[") and all(part and part == part.strip() and "|" not in part for part in parts)
    return joined if is_plain else json.dumps(parts, ensure_ascii=False)


def _guarded(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text
