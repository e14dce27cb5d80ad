"""Data that a suite runs on: items, everyone's acts, and what people stated; read once, kept in memory."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frankly.adapters.rows.reading import open_rows
from frankly.domain.consent import Consent
from frankly.domain.event import Event
from frankly.domain.item import Item
from frankly.domain.profile import Fact
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.pipelines.importing import read_events, read_items
from frankly.pipelines.presets.known import preset_parts

FOLDERS: Final = {"online-retail": "online-retail", "movielens": "movielens-latest-small"}
"""Preset → folder of it inside the folder of data sets."""

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
        now: moment at which everything is asked.
        files: file → SHA-256.
    """

    name: str
    items: Sequence[Item]
    events: Sequence[Event]
    people: Sequence[tuple[str, tuple[Fact, ...], Consent | None]]
    now: EpochMs
    files: dict[str, str] = field(default_factory=dict)


def folder_of(name: str, folder: Path) -> Path | None:
    """Where a preset's files lie inside the folder of data sets; None where they do not."""
    places = (folder / FOLDERS.get(name, name), folder / name)
    return next((place for place in places if place.is_dir()), None)


def from_preset(name: str, folder: Path) -> DataSet:
    """Read a preset's folder, as `frankly import --preset` does.

    Args:
        name: of the preset, which is the set's name too.
        folder: that holds the folders of data sets, or is the preset's own.

    Raises:
        NotFound: when it is not there.
    """
    found = folder_of(name, folder)
    if found is None:
        raise NotFound(f"There is no data set '{name}' in {folder}; its folder is called {FOLDERS.get(name, name)}.")
    items: list[Item] = []
    events: list[Event] = []
    files = {}
    for part in preset_parts(name, found, open_rows):
        files[part.path.name] = hashlib.sha256(part.path.read_bytes()).hexdigest()
        if part.target == "items":
            items.extend(read_items(part.source, part.shape))
        elif part.target == "events":
            events.extend(read_events(part.source, part.shape, _FAR_MS))
    return DataSet(name, items, events, (), _after(events), files)


def _after(events: Iterable[Event]) -> EpochMs:
    return EpochMs(max((event.at for event in events), default=0) + _LATER_MS)
