from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pytest

from frankly.adapters.rows.reading import open_rows
from frankly.adapters.rows.rejects import RejectsFile
from frankly.domain.money import Money
from frankly.domain.time import to_iso
from frankly.errors import NotFound
from frankly.pipelines.importing import ImportReport, read_events, read_items
from frankly.pipelines.presets.known import PRESETS, import_part, preset_parts
from frankly.pipelines.presets.movielens import movielens
from frankly.pipelines.presets.part import PresetPart, country_code
from frankly.ports.rows import BadRow, Row, RowSource
from tests.needs import require_data
from tests.pipelines.filling import NOW, Shop, counts, memory_shop
from tests.whole import whole

FOLDERS = {"movielens": "movielens-latest-small"}
ROWS = 15_000
"""Rows that a test stores of a large file: one after the other they would take a minute (`make proof-imports`)."""


@dataclass(frozen=True)
class First:
    """The first rows of a file."""

    whole: RowSource

    @property
    def name(self) -> str:
        return self.whole.name

    @property
    def columns(self) -> tuple[str, ...] | None:
        return self.whole.columns

    @property
    def total_bytes(self) -> int:
        return self.whole.total_bytes

    @property
    def bytes_read(self) -> int:
        return self.whole.bytes_read

    def rows(self) -> Iterator[Row | BadRow]:
        return islice(self.whole.rows(), whole(None, ROWS))


def opened(name: str) -> list[PresetPart]:
    """The first rows of each file of a data set."""
    parts = preset_parts(name, require_data(FOLDERS.get(name, name)), open_rows)
    return [replace(part, source=First(part.source)) for part in parts]


async def bring(shop: Shop, name: str, rejects: Path) -> dict[str, dict[str, int]]:
    """Bring the first rows of a data set in; counts by target."""
    reports: list[ImportReport] = [
        await import_part(
            part,
            catalogue=shop.catalogue,
            events=shop.events,
            rights=shop.rights,
            now=NOW,
            rejects=lambda path: RejectsFile(path, rejects),
        )
        for part in opened(name)
    ]
    return {report.target: dict(counts(report)) for report in reports}


async def test_online_retail(tmp_path: Path) -> None:
    shop = memory_shop()
    assert await bring(shop, "online-retail", tmp_path) == {
        "items": {"read": 2138, "stored": 2138},
        "events": {"read": whole(113_478, ROWS), "stored": whole(113_478, ROWS)},
        "profiles": {"read": 919, "stored": 916, "unchanged": 3},
    }
    item = (await shop.catalogue.get_many(["10002"]))["10002"]
    assert item.price == Money(amount_minor=85, currency="GBP")
    assert item.categories == ()  # "other" is no category
    assert item.attributes == {}  # figures over the whole year stay out
    first = (await anext(aiter(shop.events.stream())))[0]
    assert (first.person, first.item, first.order, first.quantity) == ("17850", "21730", "536365", 6)
    assert (first.kind, first.region, to_iso(first.at)) == ("purchase", "GB", "2010-12-01T08:26:00Z")
    [region] = (await shop.rights.know("12347", NOW)).stated
    assert (region.kind, region.value, region.origin) == ("region", "IS", "import")


async def test_movielens(tmp_path: Path) -> None:
    shop = memory_shop()
    assert await bring(shop, "movielens", tmp_path) == {
        "items": {"read": 9742, "stored": 9742},
        "events": {"read": whole(100_836, ROWS), "stored": whole(100_836, ROWS)},
    }
    films = await shop.catalogue.get_many(["1", "143410"])
    assert films["1"].categories == ("Adventure", "Animation", "Children", "Comedy", "Fantasy")
    assert films["1"].attributes == {"year": 1995}
    assert (films["143410"].categories, films["143410"].tags) == ((), ())
    ratings = [event.rating async for batch in shop.events.stream() for event in batch]
    # Half stars count as the next whole ones.
    assert [ratings.count(stars) for stars in range(1, 6)] == whole(
        [1370 + 2811, 1791 + 7551, 5550 + 20047, 13136 + 26818, 8551 + 13211],
        [201 + 386, 196 + 1214, 753 + 2925, 1805 + 3919, 1274 + 2327],
    )


def test_movielens_takes_words_of_viewers_only_when_asked() -> None:
    films, _ = movielens(require_data("movielens-latest-small"), open_rows, with_tags=True)
    tags = {item.id: item.tags for item in read_items(films.source, films.shape)}
    assert tags["60756"][0] == "funny"
    assert tags["2"][0] == "fantasy"


async def test_retail_demo_store(tmp_path: Path) -> None:
    shop = memory_shop()
    assert await bring(shop, "retail-demo-store", tmp_path) == {
        "items": {"read": 2465, "stored": 2465},
        "profiles": {"read": 5250, "stored": 5250},
    }
    item = (await shop.catalogue.get_many(["6579c22f-be2b-444c-a52b-0116dd82df6c"])).popitem()[1]
    assert (item.title, item.stock, item.categories, item.tags) == (
        "Adventure-Ready Expedition Backpack",
        15,
        ("accessories",),
        ("backpack",),
    )
    assert item.price == Money(amount_minor=12999, currency="USD")
    assert item.description.startswith("Embark on your next outdoor journey with our rugged Adventure-Ready Expedition")
    assert item.image_url == "/images/accessories/6579c22f-be2b-444c-a52b-0116dd82df6c.jpg"
    stated = (await shop.rights.know("1", NOW)).stated
    assert sorted((fact.kind, fact.field, fact.value, fact.origin) for fact in stated) == [
        ("interest", "category", "furniture", "import"),
        ("interest", "category", "homedecor", "import"),
        ("interest", "category", "housewares", "import"),
    ]


async def test_completejourney(tmp_path: Path) -> None:
    shop = memory_shop()
    assert await bring(shop, "completejourney", tmp_path) == {
        "items": whole(
            {"read": 92_331, "stored": 91_902, "rejected": 429}, {"read": ROWS, "stored": ROWS - 42, "rejected": 42}
        ),
        "events": whole(
            {"read": 75_000, "stored": 74_584, "rejected": 416}, {"read": ROWS, "stored": ROWS - 76, "rejected": 76}
        ),
    }
    item = (await shop.catalogue.get_many(["25671"]))["25671"]
    assert (item.title, item.categories) == ("ICE - CRUSHED/CUBED", ("FRZN ICE", "GROCERY"))
    assert item.attributes == {"brand": "National", "package_size": "22 LB"}
    first = (await anext(aiter(shop.events.stream())))[0]
    assert (first.person, first.item, first.order) == ("2261", "940996", "31625220889")
    assert [batch async for batch in shop.people.stream()] == []  # households' demographics are no facts
    assert (tmp_path / "products.csv.gz.rejects.jsonl").read_text().count("\n") == whole(429, 42)


def test_a_preset_can_be_read_without_stores() -> None:
    _, events, _ = opened("online-retail")
    ids = [event.id for event in read_events(events.source, events.shape, NOW)]
    assert len(ids) == len(set(ids)) == whole(113_478, ROWS)


def test_a_missing_preset_or_file_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'movielens'"):
        preset_parts("movielense", tmp_path, open_rows)
    for name in PRESETS:
        with pytest.raises(NotFound, match=r"has no .*name the folder"):
            preset_parts(name, tmp_path, open_rows)


@pytest.mark.parametrize(
    ("name", "code"),
    [("United Kingdom", "GB"), ("EIRE", "IE"), ("Germany", "DE"), ("Channel Islands", None), ("European Union", "EU")],
)
def test_countries_have_codes(name: str, code: str | None) -> None:
    assert country_code(name) == code
