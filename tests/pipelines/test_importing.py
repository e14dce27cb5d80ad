import gzip
import json
from pathlib import Path

import pytest

from frankly.adapters.rows.lines import ENCODINGS
from frankly.adapters.rows.reading import FORMATS, open_rows
from frankly.adapters.rows.rejects import RejectsFile
from frankly.domain.money import Money
from frankly.domain.person.consent import ConsentInput
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactInput
from frankly.domain.time import to_iso
from frankly.errors import Invalid
from frankly.pipelines.importing import import_events
from frankly.pipelines.presets.known import PRESETS
from frankly.pipelines.rows import cells
from frankly.pipelines.rows.mapping import native
from frankly.pipelines.rows.mapping_spec import FieldRule, MappingSpec, mapping_from_pairs, mapping_from_yaml
from frankly.pipelines.rows.occurrences import Occurrences
from frankly.pipelines.rows.targets import FIELDS
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.events import MemoryEvents
from tests.pipelines.filling import NOW, Shop, counts, memory_shop, put, whys

ITEMS = "id,title,price,currency,categories\n1,Emma,7.50,EUR,Novels|Classics\n2,Dracula,1200,JPY,\n"


async def test_items_come_in_from_csv_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    shop, path = memory_shop(), put(tmp_path, "items.csv", ITEMS)
    assert counts(await shop.bring("items", path)) == {"read": 2, "stored": 2}
    assert counts(await shop.bring("items", path)) == {"read": 2, "unchanged": 2}
    found = await shop.catalogue.get_many(["1", "2"])
    assert found["1"].price == Money(amount_minor=750, currency="EUR")
    assert found["1"].categories == ("Novels", "Classics")
    assert found["2"].price == Money(amount_minor=1200, currency="JPY")


async def test_a_changed_row_is_told_apart_from_a_new_one(tmp_path: Path) -> None:
    shop = memory_shop()
    await shop.bring("items", put(tmp_path, "items.csv", ITEMS))
    report = await shop.bring("items", put(tmp_path, "items.csv", ITEMS.replace("7.50", "8") + "3,Moby-Dick,,,\n"))
    assert counts(report) == {"read": 3, "stored": 1, "changed": 1, "unchanged": 1}


async def test_a_bad_row_is_reported_and_kept_while_good_ones_go_on(tmp_path: Path) -> None:
    shop = memory_shop()
    path = put(tmp_path, "items.csv", "id,title,stock\n1,Emma,3\n2,,3\n3,Dracula,-1\n4,Ulysses,many\n5,Persuasion,0\n")
    report = await shop.bring("items", path)
    assert counts(report) == {"read": 5, "stored": 2, "rejected": 3}
    assert whys(report) == [
        (3, "title", "Field required"),
        (4, "stock", "Input should be greater than or equal to 0, found '-1'"),
        (5, "stock", "Input should be a valid integer, unable to parse string as an integer, found 'many'"),
    ]
    assert report.rejects_path == str(tmp_path / "items.csv.rejects.jsonl")
    kept = [json.loads(line) for line in Path(report.rejects_path).read_text().splitlines()]
    assert kept[1] == {
        "file": "items.csv",
        "line": 4,
        "reasons": [{"field": "stock", "reason": "Input should be greater than or equal to 0, found '-1'"}],
        "row": {"id": "3", "title": "Dracula", "stock": "-1"},
    }


async def test_the_rejects_of_an_earlier_run_go_when_all_is_well(tmp_path: Path) -> None:
    shop = memory_shop()
    await shop.bring("items", put(tmp_path, "items.csv", "id,title\n1,\n"))
    assert (tmp_path / "items.csv.rejects.jsonl").exists()
    report = await shop.bring("items", put(tmp_path, "items.csv", "id,title\n1,Emma\n"))
    assert report.rejects_path is None
    assert not (tmp_path / "items.csv.rejects.jsonl").exists()


async def test_an_id_that_stands_twice_is_rejected_so_that_a_second_run_cannot_flap(tmp_path: Path) -> None:
    shop, path = memory_shop(), put(tmp_path, "items.csv", "id,title\n1,Emma\n1,Emma again\n")
    assert counts(await shop.bring("items", path)) == {"read": 2, "stored": 1, "rejected": 1}
    assert counts(await shop.bring("items", path)) == {"read": 2, "unchanged": 1, "rejected": 1}


async def test_events_without_ids_stay_distinct_and_are_stored_once(tmp_path: Path) -> None:
    row = '{"person":"ada","kind":"view","item":"1","at":"2025-11-20T10:00:00Z"}\n'
    shop, path = memory_shop(), put(tmp_path, "events.jsonl", row * 3)
    assert counts(await shop.bring("events", path)) == {"read": 3, "stored": 3}
    assert counts(await shop.bring("events", path)) == {"read": 3, "unchanged": 3}
    longer = put(tmp_path, "events.jsonl", row * 4)
    assert counts(await shop.bring("events", longer)) == {"read": 4, "stored": 1, "unchanged": 3}


async def test_the_same_event_has_the_same_id_in_csv_and_jsonl(tmp_path: Path) -> None:
    shop = memory_shop()
    as_json = '{"person":"ada","kind":"purchase","item":"1","quantity":2,"at":"2025-11-20T10:00:00Z"}\n'
    as_csv = "person,kind,item,quantity,at\nada,purchase,1,2.0,2025-11-20 10:00:00\n"
    await shop.bring("events", put(tmp_path, "a.jsonl", as_json))
    assert counts(await shop.bring("events", put(tmp_path, "b.csv", as_csv))) == {"read": 1, "unchanged": 1}


async def test_events_that_name_unknown_items_are_stored_and_told(tmp_path: Path) -> None:
    shop = memory_shop()
    await shop.bring("items", put(tmp_path, "items.csv", ITEMS))
    acts = "".join(f"ada,view,{item},2025-11-20T10:00:0{n}Z\n" for n, item in enumerate("193949596"))
    search = '{"person":"ada","kind":"search","query":"sea","at":"2025-11-20T10:00:00Z"}\n'
    report = await shop.bring("events", put(tmp_path, "events.csv", "person,kind,item,at\n" + acts))
    assert counts(report) == {"read": 9, "stored": 9}
    assert (report.item_unknown, report.unknown_items) == (8, ("9", "3", "4"))
    assert (await shop.bring("events", put(tmp_path, "search.jsonl", search))).item_unknown == 0
    again = await shop.bring("events", put(tmp_path, "events.csv", "person,kind,item,at\n" + acts))
    assert (counts(again), again.item_unknown) == ({"read": 9, "unchanged": 9}, 8)


async def test_given_event_ids_are_kept(tmp_path: Path) -> None:
    shop = memory_shop()
    text = '{"id":"e1","session":"s","kind":"search","query":"sea","at":"2025-11-20T10:00:00Z"}\n'
    await shop.bring("events", put(tmp_path, "events.jsonl", text))
    stored = [event async for batch in shop.events.stream() for event in batch]
    assert [(event.id, event.actor, event.query) for event in stored] == [("e1", "session:s", "sea")]


async def test_pairs_map_columns_and_constants(tmp_path: Path) -> None:
    shop = memory_shop()
    path = put(tmp_path, "orders.tsv", "customer\tsku\twhen\n7\tA1\t2025-11-20T10:00:00+01:00\n")
    report = await shop.bring("events", path, "person=customer", "item=sku", "at=when", "kind:=purchase")
    assert counts(report) == {"read": 1, "stored": 1}
    [event] = [event async for batch in shop.events.stream() for event in batch]
    assert (event.person, event.item, event.kind) == ("7", "A1", EventKind.PURCHASE)
    assert to_iso(event.at) == "2025-11-20T09:00:00Z"


MAPPING = """
fields:
  id: nr
  title: name
  categories: {column: groups, separator: ","}
  price: {column: preis, currency: EUR, decimal: ","}
  available_from: {column: since, format: "%d.%m.%Y", timezone: Europe/Berlin}
  available: {column: state, values: {ja: "true", nein: "false"}}
attributes: "*"
"""


async def test_a_yaml_mapping_reads_a_german_shop(tmp_path: Path) -> None:
    shop = memory_shop()
    text = "nr;name;groups;preis;since;state;farbe\n01;Effi Briest;Romane, Klassiker;1.234,50;01.07.2024;ja;rot\n"
    report = await shop.bring("items", put(tmp_path, "a.csv", text), spec=mapping_from_yaml(MAPPING, "m.yaml"))
    assert counts(report) == {"read": 1, "stored": 1}, report.reasons
    item = (await shop.catalogue.get_many(["01"]))["01"]
    assert item.categories == ("Romane", "Klassiker")
    assert item.price == Money(amount_minor=123450, currency="EUR")
    assert to_iso(item.available_from or 0) == "2024-06-30T22:00:00Z"
    assert item.available
    assert item.attributes == {"farbe": "rot"}


async def test_values_that_the_mapping_does_not_name_are_refused(tmp_path: Path) -> None:
    text = "nr;name;groups;preis;since;state\n1;Effi;;1,00;01.07.2024;vielleicht\n"
    report = await memory_shop().bring(
        "items", put(tmp_path, "a.csv", text), spec=mapping_from_yaml(MAPPING.replace('attributes: "*"', ""), "m.yaml")
    )
    assert whys(report) == [(2, "available", "the mapping gives no value for 'vielleicht'; it names 'ja', 'nein'")]


async def test_unused_columns_are_named_in_the_report(tmp_path: Path) -> None:
    shop = memory_shop()
    in_csv = await shop.bring("items", put(tmp_path, "a.csv", "id,title,colour\n1,Emma,red\n"))
    in_json = await shop.bring("items", put(tmp_path, "a.jsonl", '{"id":"2","title":"Emma","colour":"red"}\n'))
    assert in_csv.ignored_columns == in_json.ignored_columns == ("colour",)
    assert (await shop.catalogue.get_many(["1"]))["1"].attributes == {}


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["id=nr", "titel=name"], "'titel' is not a field of items; did you mean 'title'?"),
        (["id=nr", "title=nam"], "'nam' is not a column of the file; did you mean 'name'?"),
        (["id=nr"], "The mapping names no column for 'title', which items need; add title=COLUMN."),
        (["id"], "'id' is no mapping; write field=column, or field:=value for the same value in each row."),
    ],
)
async def test_a_wrong_mapping_is_refused_before_any_row(tmp_path: Path, pairs: list[str], said: str) -> None:
    with pytest.raises(Invalid, match="^" + said.replace("?", r"\?").replace(".", r"\.")):
        await memory_shop().bring("items", put(tmp_path, "a.csv", "nr,name\n1,Emma\n"), *pairs)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields: {id: {colum: x}}", "m.yaml, #/fields/id"),
        ("fields: {price: {column: p, currency: EURO}}", "'EURO' is no currency"),
        ("fields: {at: {column: t, timezone: Berlin}}", "'Berlin' is no time zone"),
        ("fields: {at: {column: t, constant: 1}}", "either 'column' or 'constant'"),
        ("fields: [id", "m.yaml is no YAML"),
        ("", "m.yaml"),
    ],
)
def test_a_broken_mapping_file_names_the_place(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        mapping_from_yaml(text, "m.yaml")


def test_pairs_may_hold_equals_signs_in_constants() -> None:
    rule = mapping_from_pairs(["url:=/item?id=1"]).fields["url"]
    assert rule.constant == "/item?id=1"


@pytest.mark.parametrize(
    ("amount", "currency", "decimal", "minor"),
    [
        ("12.99", "EUR", ".", 1299),
        ("12", "EUR", ".", 1200),
        ("1,299.00", "USD", ".", 129900),
        ("1.299,00", "EUR", ",", 129900),
        ("1 299,00", "EUR", ",", 129900),
        ("500", "JPY", ".", 500),
        ("1.234", "KWD", ".", 1234),
    ],
)
def test_amounts_become_minor_units_of_their_currency(amount: str, currency: str, decimal: str, minor: int) -> None:
    assert cells.as_minor(amount, currency, decimal) == minor
    assert cells.as_minor(cells.as_major(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "decimal"),
    [
        ("12.999", "EUR", "."),
        ("12.5", "JPY", "."),
        ("12,99", "EUR", "."),
        ("12.99", "EUR", ","),
        ("-1", "EUR", "."),
        ("NaN", "EUR", "."),
        ("1e999999999", "EUR", "."),
        ("€ 12", "EUR", "."),
        ("12", "EURO", "."),
    ],
)
def test_amounts_are_never_guessed(amount: str, currency: str, decimal: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals|currency"):
        cells.as_minor(amount, currency, decimal)


@pytest.mark.parametrize(
    ("value", "format", "timezone", "iso"),
    [
        ("2025-07-01", None, None, "2025-07-01T00:00:00Z"),
        ("2025-07-01 12:00", None, "America/New_York", "2025-07-01T16:00:00Z"),
        ("2025-07-01T12:00:00+02:00", None, "America/New_York", "2025-07-01T10:00:00Z"),
        (1_751_328_000_000, None, None, "2025-07-01T00:00:00Z"),
        ("1751328000", "unix_s", None, "2025-07-01T00:00:00Z"),
        ("1751328000.25", "unix_s", None, "2025-07-01T00:00:00.250Z"),
        ("07/01/25 3PM", "%m/%d/%y %I%p", "Asia/Kolkata", "2025-07-01T09:30:00Z"),
    ],
)
def test_times_are_read_in_many_shapes(value: object, format: str | None, timezone: str | None, iso: str) -> None:
    assert to_iso(cells.as_moment(value, format, timezone)) == iso


@pytest.mark.parametrize("value", ["1751328000", 20250701, "20250701", "yesterday", "2025-13-01", True, [1]])
def test_times_are_never_guessed(value: object) -> None:
    with pytest.raises(ValueError, match=r"format|expected"):
        cells.as_moment(value)


async def test_an_event_in_the_future_is_rejected_and_an_old_one_taken(tmp_path: Path) -> None:
    text = "person,kind,item,at\nada,view,1,2026-11-21\nada,view,1,1996-03-29\nsession:x,view,1,2020-01-01\n"
    report = await memory_shop().bring("events", put(tmp_path, "e.csv", text))
    assert counts(report) == {"read": 3, "stored": 1, "rejected": 2}
    assert [(line, field) for line, field, _ in whys(report)] == [(2, "at"), (4, "person")]


async def test_profiles_come_in_by_short_columns_and_keep_what_people_said(tmp_path: Path) -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [_fact("locale", "de")], now=NOW)
    path = put(tmp_path, "p.csv", "person,interests,locale,birth_year\nada,Sea|Poetry,fr,1984\nbo,Sea,fr,\n")
    assert counts(await shop.bring("profiles", path)) == {"read": 2, "stored": 1, "changed": 1}
    assert counts(await shop.bring("profiles", path)) == {"read": 2, "unchanged": 2}
    stated = (await shop.rights.know("ada", NOW)).stated
    assert sorted((fact.kind.value, fact.value, fact.origin) for fact in stated) == [
        ("birth_year", "1984", "import"),
        ("interest", "Poetry", "import"),
        ("interest", "Sea", "import"),
        ("locale", "de", "person"),
    ]


async def test_an_imported_consent_never_reverts_an_opt_out(tmp_path: Path) -> None:
    shop = memory_shop()
    await shop.rights.put_consent("ada", _consent(profile=False), now=NOW)
    rows = [
        {"person": "ada", "consent": {"purposes": {"profile": True}, "at": "2025-11-21T04:00:00Z", "origin": "person"}},
        {"person": "bo", "consent": {"purposes": {"profile": True, "email": False}}},
        {"person": "cy", "consent": {"purposes": {"email": True}, "at": "2025-01-01T00:00:00Z", "origin": "person"}},
    ]
    path = put(tmp_path, "p.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert counts(await shop.bring("profiles", path)) == {"read": 3, "stored": 2, "unchanged": 1}
    assert await _purposes(shop, "ada") == {"profile": False}
    assert await _purposes(shop, "bo") == {"email": False}
    assert await _purposes(shop, "cy") == {"email": True}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"interests": ["Sea"]}, "a profile needs either 'person' or 'session'"),
        ({"person": "ada", "birth_year": "1684"}, "1684 is no birth year"),
        ({"person": "ada", "region": "Germany"}, "expected a region such as DE"),
        ({"person": "session:x", "interests": ["Sea"]}, "must not start with 'session:'"),
        ({"person": "ada", "facts": "Sea"}, "expected JSON in this cell"),
        ({"person": "ada", "facts": [{"kind": "interest", "value": "Sea"}]}, "names what it is about"),
        ({"person": "ada", "facts": [{"kind": "mood", "value": "Sea"}]}, "Input should be"),
    ],
)
async def test_a_wrong_profile_is_rejected(tmp_path: Path, row: dict[str, object], said: str) -> None:
    report = await memory_shop().bring("profiles", put(tmp_path, "p.jsonl", json.dumps(row) + "\n"))
    assert report.rejected == 1
    assert said in report.reasons[0].reason


async def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    row = '{"person":"ada","kind":"view","item":"1","at":"2025-11-20T10:00:00Z"}\n'
    path = tmp_path / "events.jsonl.gz"
    path.write_bytes(gzip.compress((row * 2500).encode()))
    told: list[tuple[int, int]] = []
    source = open_rows(path)
    await import_events(
        source,
        native("events", source.columns),
        MemoryEvents(),
        MemoryCatalogue(),
        now=NOW,
        rejects=RejectsFile(path),
        progress=lambda done, total: told.append((done, total)),
    )
    assert len(told) >= 3
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_occurrences_count_exactly_while_the_table_grows() -> None:
    seen = Occurrences()
    digests = [f"{(n * 0x9E3779B97F4A7C15) % 2**64:016x}" for n in range(1, 20_001)]
    assert {seen.number(digest) for digest in digests} == {0}
    assert {seen.number(digest) for digest in digests[::7]} == {1}
    assert seen.number(digests[0]) == 2
    assert [seen.number("0" * 16), seen.number("0" * 16)] == [0, 1]


async def _purposes(shop: Shop, key: str) -> dict[str, bool]:
    consent = (await shop.rights.know(key, NOW)).consent
    return {} if consent is None else {purpose.value: allowed for purpose, allowed in consent.purposes.items()}


def _fact(kind: str, value: str) -> FactInput:
    return FactInput.model_validate({"kind": kind, "value": value})


def _consent(**purposes: bool) -> ConsentInput:
    return ConsentInput.model_validate({"purposes": purposes})


def test_every_field_format_and_encoding_is_documented(repository: Path) -> None:
    page = (repository / "docs" / "reference" / "import-formats.md").read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in page.split("\n## ")}
    for target, fields in FIELDS.items():
        assert [name for name in fields if f"`{name}`" not in sections[target.capitalize()]] == []
    assert [name for name in [*FORMATS, *ENCODINGS] if f"`{name}`" not in sections["Files"]] == []
    rules = {*FieldRule.model_fields, *MappingSpec.model_fields}
    assert [name for name in rules if f"`{name}`" not in sections["Mapping"]] == []
    assert [name for name in PRESETS if f"`{name}`" not in sections["Presets"]] == []
    assert [kind.value for kind in EventKind if f"`{kind.value}`" not in sections["Events"]] == []
