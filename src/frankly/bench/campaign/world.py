"""A data folder with a shop, people who agreed to e-mail, and a campaign that writes to them.

Two kinds of people. *Readers* have acts and agreed to a profile: each gets a decision of their own. *Strangers* agreed
to e-mail alone: they share the version for everybody, and are stored in bulk, so that a million of them take a minute.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, TypeVar

import orjson

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.bootstrap.service import open_frankly
from frankly.domain.campaign.campaign import Audience as AudienceRule
from frankly.domain.campaign.campaign import Campaign, Mode
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.time import EpochMs
from frankly.pipelines.indexing import LiveIndex
from frankly.settings import Settings
from frankly.testing.fixed_clock import FixedClock

CAMPAIGN: Final = "spring"
RECIPIENTS: Final = "recipients.jsonl"
BATCH: Final = 4000
CHUNK: Final = 640
"""Readers that are simulated at once; each holds how it likes every book."""

NAMES: Final = ("Ada", "Ben", "Chloé", "Dario", "Élif", "Zoë", "Jürgen", "Nora")
ZONES: Final = ("Europe/Berlin", "Europe/London", "America/New_York", "")

Say = Callable[[str], None]
T = TypeVar("T")


class Cast(Protocol):
    """Whose shop it is, and who comes."""

    @property
    def items(self) -> Sequence[Item]:
        """The catalogue."""
        ...

    @property
    def now(self) -> EpochMs:
        """Moment of the shop."""
        ...

    @property
    def brand(self) -> Path:
        """File of its brand."""
        ...

    def acts(self, first: int, count: int) -> Iterable[Event]:
        """What some readers did."""
        ...

    def facts(self, first: int, count: int) -> Iterable[tuple[str, tuple[Fact, ...]]]:
        """What some readers stated."""
        ...

    def person(self, number: int) -> str:
        """Id of a reader."""
        ...


@dataclass(frozen=True, slots=True)
class People:
    """Who is written to.

    Attributes:
        readers: people with acts and a profile.
        strangers: people who agreed to e-mail alone.
    """

    readers: int
    strangers: int = 0


def settings_of(folder: Path) -> Settings:
    """Settings of such a folder, with defaults whatever the environment says of files."""
    # The shipped bound of a day is two million tokens: twenty thousand people take more.
    return Settings(data=folder, budget_day="")


async def build(folder: Path, cast: Cast, audience: People, say: Say) -> None:
    """Put shop, people and recipients into an empty folder.

    Args:
        folder: the data folder.
        cast: the shop.
        audience: how many people.
        say: told what is going on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(cast.brand, folder / "brand.yaml")
    add_people(folder, [cast.person(no) for no in range(1, audience.readers + 1)], cast.now, is_profiled=True)
    add_people(folder, _strangers(audience.strangers), cast.now, is_profiled=False)
    async with open_frankly(settings_of(folder), clock=FixedClock(cast.now), waits_for_index=False) as parts:
        say(f"Putting {len(cast.items)} items into the catalogue")
        await parts.catalogue.upsert(cast.items, cast.now)
        for first in range(1, audience.readers + 1, CHUNK):
            count = min(CHUNK, audience.readers + 1 - first)
            say(f"Simulating readers {first:,} to {first + count - 1:,} of {audience.readers:,}")
            for batch in _batches(cast.acts(first, count)):
                await parts.events.append(batch, cast.now)
            for person, facts in cast.facts(first, count):
                if facts:
                    await parts.people.put_facts(person, facts, replace=True, now=cast.now)
        if parts.making is not None:
            say("Making sentences of the items' descriptions")
            await parts.making.follow(cast.now)
        say("Building the index and the statistics")
        if isinstance(parts.live, LiveIndex):
            await parts.live.reindex(cast.now)
    write_recipients(folder, cast, audience)


def add_people(folder: Path, people: Iterable[str], now: EpochMs, *, is_profiled: bool) -> None:
    """Store people with their consent in bulk: as the service would, in one transaction for each 50,000."""
    allowed = dict.fromkeys(Purpose, True) if is_profiled else {Purpose.EMAIL: True, Purpose.PROFILE: False}
    consent = Consent(purposes=allowed, at=now, origin="person")
    with SqlDatabase(folder) as database:
        for batch in _batches(people, 50_000):
            database.writer.submit(partial(_agree, people=batch, text=consent.model_dump_json(), now=now)).result()


def _agree(connection: sqlite3.Connection, people: Sequence[str], text: str, now: int) -> None:
    connection.executemany("INSERT INTO people (key) VALUES (?)", [(person,) for person in people])
    numbers = [connection.execute("SELECT no FROM people WHERE key = ?", (person,)).fetchone()[0] for person in people]
    connection.executemany("INSERT INTO consent (person, json) VALUES (?, ?)", [(no, text) for no in numbers])
    log = "INSERT INTO consent_log (person, at_ms, json) VALUES (?, ?, ?)"
    connection.executemany(log, [(no, now, text) for no in numbers])


def write_recipients(folder: Path, cast: Cast, audience: People) -> None:
    """Write the file that names everybody, with how they are reached."""
    (folder / "campaigns").mkdir(exist_ok=True)
    readers = (cast.person(no) for no in range(1, audience.readers + 1))
    with (folder / "campaigns" / RECIPIENTS).open("wb") as file:
        for no, person in enumerate((*readers, *_strangers(audience.strangers)), start=1):
            row = {
                "person": person,
                "email": f"{person}@example.org",
                "first_name": NAMES[no % len(NAMES)],
                "time_zone": ZONES[no % len(ZONES)],
            }
            file.write(orjson.dumps({name: text for name, text in row.items() if text}) + b"\n")


def campaign_of(mode: Mode, name: str = CAMPAIGN) -> Campaign:
    """The campaign: three items, at any hour, to everybody of the file of recipients."""
    return Campaign(
        name=name,
        title=name,
        author="bench",
        audience=AudienceRule(file=RECIPIENTS),
        locales=("en", "de"),
        mode=mode,
        caps=(),
        quiet_hours=None,
    )


def write_campaign(folder: Path, mode: Mode, name: str = CAMPAIGN) -> None:
    """Write its file, for the commands of `frankly campaign`."""
    said = campaign_of(mode, name).model_dump(mode="json", exclude={"name"}, exclude_defaults=True)
    # JSON is YAML.
    (folder / "campaigns" / f"{name}.yaml").write_bytes(orjson.dumps(said))


def _strangers(count: int) -> Iterator[str]:
    return (f"stranger-{no:07d}" for no in range(1, count + 1))


def _batches(of: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(of)
    while batch := list(islice(rest, size)):
        yield batch
