"""The demo's data: Lantern Books and its simulated readers, put into a folder of their own once and kept."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

import orjson

from frankly import __version__
from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.cli.owner import live_index
from frankly.demo.catalogue import BRAND_FILE, CATALOGUE_FILE, LANTERN_NOW_MS, books
from frankly.demo.named import MARA, mara_consent, mara_events
from frankly.demo.readers import SEED, events, profiles
from frankly.domain.canonical import hash_bytes
from frankly.domain.person.event import Event
from frankly.errors import Conflict
from frankly.pipelines.parts import Parts

Say: TypeAlias = Callable[[str], None]
"""Told what is being done, in a few words."""

MARK: Final = "demo.json"
"""Lies in the folder once everything is in it."""

BATCH: Final = 4000


@dataclass(frozen=True, slots=True)
class Shop:
    """What the folder was made from; other data or another version means to make it anew.

    Attributes:
        books: hash of the catalogue file.
        readers: seed of the simulated readers.
        now: the demo's own date, in milliseconds.
        version: of Frankly.
    """

    books: str
    readers: int
    now: int
    version: str


def wanted() -> Shop:
    """The shop of this version."""
    return Shop(hash_bytes(CATALOGUE_FILE.read_bytes()), SEED, LANTERN_NOW_MS, __version__)


def is_set_up(folder: Path) -> bool:
    """Whether a folder holds the whole shop of this version."""
    return _mark(folder) == asdict(wanted())


def make_room(folder: Path, *, is_fresh: bool) -> None:
    """Remove the demo's folder: for a fresh start, or when another version made it.

    Raises:
        Conflict: when the folder is in use, or holds something that the demo did not put there.
    """
    mark = _mark(folder)
    is_old = mark not in ({}, None, asdict(wanted()))
    is_strange = mark is None and folder.is_dir() and any(folder.iterdir())
    if is_fresh and is_strange:
        raise Conflict(
            f"{folder} was not made by 'frankly demo', so it is not removed. Remove it yourself, or name another "
            "folder with --data."
        )
    if (is_fresh or is_old) and folder.is_dir():
        lock = FileOwnerLock(folder)
        lock.acquire()
        shutil.rmtree(folder)
        lock.release()


def furnish(folder: Path) -> None:
    """Bring the shop's own brand along; it is read when the folder is opened, so before anything else is put in."""
    # A folder that cannot be written is told by whoever opens it.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / MARK).exists():
            (folder / MARK).write_bytes(b"{}")
        if not (folder / BRAND_FILE.name).exists():
            shutil.copyfile(BRAND_FILE, folder / BRAND_FILE.name)


def _mark(folder: Path) -> object:
    """What the mark says; {} while the shop is being made, None where there is no mark."""
    try:
        return orjson.loads((folder / MARK).read_bytes())
    except (OSError, ValueError):
        return None


async def set_up(parts: Parts, folder: Path, say: Say) -> None:
    """Put the shop in. Running it again after it was interrupted goes on where it matters: nothing is stored twice."""
    now = LANTERN_NOW_MS
    (folder / MARK).write_bytes(b"{}")
    shelf = books(now)
    say(f"Putting {len(shelf)} books into the catalogue")
    await parts.catalogue.upsert(shelf, now)
    say("Simulating eighteen months of 642 readers")
    for batch in _batches(events(now)):
        await parts.events.append(batch, now)
    say("Noting what readers stated and decided")
    for person, facts, consent in profiles(now):
        if facts:
            await parts.people.put_facts(person, facts, replace=True, now=now)
        if consent is not None:
            await parts.people.put_consent(person, consent)
    if parts.making is not None:
        say("Making sentences of the books' descriptions")
        await parts.making.follow(now)
    say("Building the index and the statistics")
    await live_index(parts).reindex(now)
    (folder / MARK).write_bytes(orjson.dumps(asdict(wanted())))


async def restore_mara(parts: Parts) -> None:
    """Bring Mara back to what the file says of her, whatever happened to her before."""
    now = LANTERN_NOW_MS
    await parts.people.delete(str(MARA.person), now)
    await parts.events.append(mara_events(now), now)
    await parts.people.put_consent(str(MARA.person), mara_consent(now))


def _batches(acts: Iterator[Event]) -> Iterator[Sequence[Event]]:
    while batch := list(islice(acts, BATCH)):
        yield batch
