"""Interactions to rank on: a sequence file, a file with candidates, or a preset of real data, as one shape."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS, to_ms
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Act

STEP_DAYS = 44
"""Days that one step of a file without times is taken for, in half-lives; powers of the lag need none."""

BOUGHT = EVENT_CODES[EventKind.PURCHASE]
RATED = EVENT_CODES[EventKind.RATE]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file says is to be found for one person.

    Attributes:
        candidates: items that are ranked, those to be found among them.
        truth: items to be found.
    """

    candidates: tuple[str, ...]
    truth: frozenset[str]


@dataclass(frozen=True, slots=True)
class Interactions:
    """Everyone's acts.

    Attributes:
        name: of the set.
        items: the catalogue, by id.
        people: person → acts, oldest first.
        files: what was read.
        has_times: whether the times are real; a sequence file only has an order.
        asked: person → what is to be found, where the file says it.
    """

    name: str
    items: Mapping[str, Item]
    people: Mapping[str, list[Act]]
    files: list[Path]
    has_times: bool
    asked: Mapping[str, Asked] = field(default_factory=dict)


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Lines of a plain or gzipped file with their numbers; empty ones are left out.

    Raises:
        Invalid: when there is no such file, or it holds no text.
    """
    if not path.is_file():
        raise Invalid(f"{path} is no file; name a data file that exists.")
    opener: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opener(path, "rt", encoding="utf-8") as lines:  # type: ignore[attr-defined]
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise Invalid(f"{path}:{number + 1}: this is no text in UTF-8, plain or gzipped ({error}).") from error


def sequence(path: Path, name: str) -> Interactions:
    """A line per person: its number, then items from oldest to newest.

    Raises:
        Invalid: naming file and line, when there is no such file, a line holds no item or a person stands twice.
    """
    people: dict[str, list[Act]] = {}
    for number, line in lines_of(path):
        person, *items = line.split()
        if not items:
            raise Invalid(f"{path}:{number}: a line needs a person and at least one item.")
        if person in people:
            raise Invalid(f"{path}:{number}: '{person}' has a line before; put all items of a person into one line.")
        people[person] = in_order(items)
    return Interactions(name, bare_items(act.item for acts in people.values() for act in acts), people, [path], False)


def in_order(items: Iterable[str]) -> list[Act]:
    """Acts on items of which the order alone is known."""
    return [Act((place + 1) * STEP_DAYS * DAY_MS, item, BOUGHT) for place, item in enumerate(items)]


def bare_items(ids: Iterable[str]) -> dict[str, Item]:
    """Items of which nothing but the id is known."""
    return {item: Item(id=ItemId(item), title=item) for item in sorted(set(ids))}


def online_retail(folder: Path) -> Interactions:
    """UCI Online Retail: purchases with times and baskets; titles and the derived category and tags as content."""
    items_file, acts_file = folder / "items.jsonl", folder / "interactions.csv.gz"
    items: dict[str, Item] = {}
    for number, line in lines_of(items_file):
        with _told(items_file, number):
            row = json.loads(line)
            categories = () if row["category"] == "other" else (row["category"],)
            items[row["item_id"]] = Item(
                id=ItemId(row["item_id"]), title=row["title"], categories=categories, tags=tuple(row["tags"])
            )
    people: dict[str, list[Act]] = {}
    for number, row in _rows(acts_file):
        with _told(acts_file, number):
            moment = to_ms(datetime.strptime(row["ts"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))
            act = Act(moment, row["item_id"], BOUGHT, int(row["quantity"]), row["basket_id"])
            people.setdefault(row["user_id"], []).append(act)
    return Interactions("online-retail", items, _sorted(people), [items_file, acts_file], has_times=True)


def movielens(folder: Path) -> Interactions:
    """MovieLens latest small: ratings with times; genres as categories."""
    items_file, acts_file = folder / "movies.csv.gz", folder / "ratings.csv.gz"
    items: dict[str, Item] = {}
    for number, row in _rows(items_file):
        with _told(items_file, number):
            genres = tuple(genre for genre in row["genres"].split("|") if not genre.startswith("("))
            items[row["movieId"]] = Item(id=ItemId(row["movieId"]), title=row["title"], categories=genres)
    people: dict[str, list[Act]] = {}
    for number, row in _rows(acts_file):
        with _told(acts_file, number):
            stars = max(1, round(float(row["rating"])))
            act = Act(int(row["timestamp"]) * 1000, row["movieId"], RATED, stars)
            people.setdefault(row["userId"], []).append(act)
    return Interactions("movielens", items, _sorted(people), [items_file, acts_file], has_times=True)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with a header, and their line numbers."""
    reader = csv.DictReader(line for _, line in lines_of(path))
    for row in reader:
        yield reader.line_num, row


@contextmanager
def _told(path: Path, number: int) -> Iterator[None]:
    """Tell what a reader stumbles over by file and line."""
    try:
        yield
    except KeyError as error:
        raise Invalid(f"{path}:{number}: {error} is missing; is this the file of the preset?") from error
    except (TypeError, ValueError) as error:
        raise Invalid(f"{path}:{number}: cannot be read ({error}).") from error


def _sorted(people: Mapping[str, list[Act]]) -> dict[str, list[Act]]:
    return {person: sorted(acts) for person, acts in sorted(people.items())}
