"""Interactions to rank on: a sequence file, or a preset of real data, as one shape."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from frankly.domain.event import EVENT_CODES, EventKind
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.time import DAY_MS, to_ms
from frankly.errors import Invalid

Act = tuple[int, str, int, int]
"""Time in milliseconds, item, code of the event kind, value."""


@dataclass(frozen=True, slots=True)
class Interactions:
    """Everyone's acts.

    Attributes:
        name: of the set.
        items: the catalogue, by id.
        people: person → acts, oldest first.
        files: what was read.
        has_times: whether the times are real; a sequence file only has an order.
    """

    name: str
    items: dict[str, Item]
    people: dict[str, list[Act]]
    files: list[Path]
    has_times: bool


def open_text(path: Path) -> Iterator[str]:
    """Lines of a plain or gzipped file."""
    if not path.is_file():
        raise Invalid(f"{path} is no file; name a data file that exists.")
    opener: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:  # type: ignore[attr-defined]
        yield from lines


def sequence(path: Path, name: str, step_days: int) -> Interactions:
    """A line per person: its number, then items from oldest to newest; each step is taken as so many days.

    Raises:
        Invalid: when the file does not exist or a line holds no item.
    """
    people: dict[str, list[Act]] = {}
    code = EVENT_CODES[EventKind.PURCHASE]
    for number, line in enumerate(open_text(path), start=1):
        person, *items = line.split()
        if not items:
            raise Invalid(f"{path}:{number}: a line needs a person and at least one item.")
        people[person] = [((place + 1) * step_days * DAY_MS, item, code, 1) for place, item in enumerate(items)]
    catalogue = {item: Item(id=ItemId(item), title=item) for acts in people.values() for _, item, _, _ in acts}
    return Interactions(name, catalogue, people, [path], has_times=False)


def online_retail(folder: Path) -> Interactions:
    """UCI Online Retail: purchases with times; titles and the derived category and tags as content."""
    items_file, acts_file = folder / "items.jsonl", folder / "interactions.csv.gz"
    items: dict[str, Item] = {}
    for line in open_text(items_file):
        row = json.loads(line)
        categories = () if row["category"] == "other" else (row["category"],)
        items[row["item_id"]] = Item(
            id=ItemId(row["item_id"]), title=row["title"], categories=categories, tags=tuple(row["tags"])
        )
    people: dict[str, list[Act]] = {}
    code = EVENT_CODES[EventKind.PURCHASE]
    for row in csv.DictReader(open_text(acts_file)):
        moment = to_ms(datetime.strptime(row["ts"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))
        people.setdefault(row["user_id"], []).append((moment, row["item_id"], code, int(row["quantity"])))
    return Interactions("online-retail", items, _sorted(people), [items_file, acts_file], has_times=True)


def movielens(folder: Path) -> Interactions:
    """MovieLens latest small: ratings with times; genres as categories."""
    items_file, acts_file = folder / "movies.csv.gz", folder / "ratings.csv.gz"
    items = {
        row["movieId"]: Item(
            id=ItemId(row["movieId"]),
            title=row["title"],
            categories=tuple(genre for genre in row["genres"].split("|") if not genre.startswith("(")),
        )
        for row in csv.DictReader(open_text(items_file))
    }
    people: dict[str, list[Act]] = {}
    code = EVENT_CODES[EventKind.RATE]
    for row in csv.DictReader(open_text(acts_file)):
        stars = max(1, round(float(row["rating"])))
        people.setdefault(row["userId"], []).append((int(row["timestamp"]) * 1000, row["movieId"], code, stars))
    return Interactions("movielens", items, _sorted(people), [items_file, acts_file], has_times=True)


def _sorted(people: dict[str, list[Act]]) -> dict[str, list[Act]]:
    return {person: sorted(acts) for person, acts in sorted(people.items())}
