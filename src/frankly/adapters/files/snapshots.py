"""Snapshot bases as folders of plain arrays, named by the hash of their content and never changed afterwards.

A base is written beside its place, synced and renamed; then the pointer `current` is replaced. A crash at any moment
leaves the old base or the new one. Old bases stay as long as decisions are kept that name them, and one can go back to
them.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import orjson

from frankly.adapters.files.snapshot_parts import read_parts, write_parts
from frankly.domain.canonical import hash_bytes
from frankly.domain.deciding.base_record import BaseRecord
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import SnapshotId
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured, NotFound, StoreUnavailable

T = TypeVar("T")

_POINTER = "current"
_MANIFEST = "manifest.json"
_STATE = "embedder.bin"
_SAVED = "saved.jsonl"
"""A line for each save: the base, and which one it followed. Not in the base itself: equal content has one name."""


class FileSnapshots:
    """Port `SnapshotStore` over `<data>/snapshots`."""

    def __init__(self, data: Path) -> None:
        """Work under a data folder; nothing is read or written yet."""
        self._folder = data / "snapshots"

    def save(self, snapshot: Snapshot, embedder_state: bytes) -> Snapshot:
        """Write a base durably and make it the current one.

        Raises:
            StoreUnavailable: when it could not be written; the current base stays.
        """
        return self._guarded("written", lambda: self._save(snapshot, embedder_state))

    def current(self) -> str | None:
        """Hash of the current base."""
        return self._guarded("read", self._read_pointer)

    def load(self) -> tuple[Snapshot, bytes] | None:
        """Read the current base, its arrays memory-mapped.

        Raises:
            Misconfigured: when a file of it is missing or not what was written.
            StoreUnavailable: when the folder cannot be read.
        """
        base = self.current()
        if base is None:
            return None
        return self._guarded("read", lambda: self._load(base))

    def load_base(self, base: str) -> Snapshot:
        """Read a saved base, the current one or an earlier one, its arrays memory-mapped.

        Raises:
            NotFound: when there is no such base.
            Misconfigured: when a file of it is missing or not what was written.
            StoreUnavailable: when the folder cannot be read.
        """
        if not base.isalnum() or not (self._folder / base).is_dir():
            raise NotFound(
                f"The snapshot base '{base}' is not in {self._folder}; 'frankly rollback --list' names those that are. "
                "What was decided on it can be rebuilt once that folder is back, for example from a backup."
            )
        return self._guarded("read", lambda: self._load(base)[0])

    def bases(self) -> Sequence[BaseRecord]:
        """What is told of every base, in order of their making; damaged ones are left out.

        Raises:
            StoreUnavailable: when the folder cannot be read.
        """
        return self._guarded("read", self._bases)

    def choose(self, base: str) -> None:
        """Make a saved base the current one again.

        Raises:
            NotFound: when there is no such base.
            StoreUnavailable: when the pointer could not be written; the current base stays.
        """
        if not base.isalnum() or _about(self._folder / base) is None:
            raise NotFound(f"There is no whole snapshot base '{base}'; 'frankly rollback --list' names them.")
        self._guarded("written", lambda: self._point_to(base))

    def drop_left(self, before: EpochMs) -> Sequence[str]:
        """Remove the bases that have not been the current one since a moment.

        A base's folder carries the time at which another one took its place; a copy from a backup carries a later one
        at most, so that in doubt a base is kept for longer.

        Raises:
            StoreUnavailable: when the folder cannot be read or written.
        """
        return self._guarded("dropped", lambda: self._drop_left(before))

    def _drop_left(self, before: EpochMs) -> list[str]:
        for cut_short in self._folder.glob(".dropped-*"):
            shutil.rmtree(cut_short, ignore_errors=True)
        records = self._bases()
        staying = {base for record in records if record.is_current for base in (record.id, record.before)}
        left = [record.id for record in records if record.id not in staying]
        old = [base for base in left if (self._folder / base).stat().st_mtime * 1000 < before]
        for base in old:
            # Out of sight first: a crash in between leaves no half of a base behind.
            gone = self._folder / f".dropped-{base}"
            (self._folder / base).rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        return old

    def copy_base(self, base: str, data: Path) -> None:
        """Copy a base into another data folder, and make it the current one there.

        Raises:
            NotFound: when there is no such base.
            StoreUnavailable: when it could not be read or written.
        """
        if not base.isalnum() or _about(self._folder / base) is None:
            raise NotFound(f"There is no whole snapshot base '{base}'; 'frankly rollback --list' names them.")
        there = FileSnapshots(data)
        there._guarded("written", lambda: there._take_over(self._folder / base))

    def _take_over(self, base: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        if not _is_whole(self._folder / base.name):
            shutil.copytree(base, draft)
            draft.rename(self._folder / base.name)
        self._note_saved(base.name)
        self._point_to(base.name)

    def _bases(self) -> list[BaseRecord]:
        current, before = self._read_pointer(), self._read_saved()
        folders = sorted(self._folder.glob("[!.]*/")) if self._folder.is_dir() else []
        told = [(path.name, about) for path in folders if (about := _about(path)) is not None]
        records = [
            BaseRecord(id=name, before=before.get(name), is_current=name == current, **about) for name, about in told
        ]
        saved = {base: place for place, base in enumerate(before)}
        return sorted(records, key=lambda record: (saved.get(record.id, -1), record.made, record.id))

    def _read_saved(self) -> dict[str, str | None]:
        """Base → the one before it, in order of their last save; a line that a crash cut short is passed over."""
        before: dict[str, str | None] = {}
        try:
            lines = (self._folder / _SAVED).read_bytes().splitlines()
        except FileNotFoundError:
            return before
        for line in lines:
            try:
                row = orjson.loads(line)
                before.pop(row["base"], None)
                before[row["base"]] = row["before"]
            except (ValueError, KeyError, TypeError):
                continue
        return before

    def _note_saved(self, base: str) -> None:
        current = self._read_pointer()
        if base == current:
            return
        with (self._folder / _SAVED).open("ab") as file:
            # A cut line of an earlier crash must not swallow this one.
            file.write(b"\n" + orjson.dumps({"base": base, "before": current}) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _save(self, snapshot: Snapshot, embedder_state: bytes) -> Snapshot:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            base = self._write(draft, snapshot, embedder_state)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        self._note_saved(base)
        self._point_to(base)
        return replace(snapshot, id=SnapshotId(f"{base}:{snapshot.position}"), origin=None, read_to=0)

    def _write(self, draft: Path, snapshot: Snapshot, embedder_state: bytes) -> str:
        write_parts(draft, snapshot)
        (draft / _STATE).write_bytes(embedder_state)
        files = {path.name: _fingerprint(path) for path in sorted(draft.iterdir())}
        manifest = orjson.dumps({"files": files, "about": _told(snapshot)}, option=orjson.OPT_SORT_KEYS)
        (draft / _MANIFEST).write_bytes(manifest)
        base = hash_bytes(manifest)
        for path in [*draft.iterdir(), draft]:
            _sync(path)
        place = self._folder / base
        if not _is_whole(place):
            shutil.rmtree(place, ignore_errors=True)
            draft.rename(place)
            _sync(self._folder)
        return base

    def _point_to(self, base: str) -> None:
        left = self._read_pointer()
        if left and left != base and left.isalnum():
            with suppress(FileNotFoundError):
                os.utime(self._folder / left)
        draft = self._folder / f".{_POINTER}-{os.getpid()}"
        draft.write_text(base, encoding="ascii")
        _sync(draft)
        draft.replace(self._folder / _POINTER)
        _sync(self._folder)

    def _read_pointer(self) -> str | None:
        try:
            return (self._folder / _POINTER).read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None

    def _load(self, base: str) -> tuple[Snapshot, bytes]:
        place = self._folder / base
        # A name is all that the pointer may hold: anything else would lead out of the folder.
        fault = _fault(place) if base.isalnum() else f"{_POINTER} names no base"
        if fault is not None:
            raise _corrupted(place, fault)
        try:
            snapshot = read_parts(place, base)
        except (ValueError, KeyError, TypeError, EOFError) as error:
            raise _corrupted(place, str(error)) from error
        return snapshot, (place / _STATE).read_bytes()

    def _guarded(self, done: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except OSError as error:
            raise StoreUnavailable(
                f"The snapshots in {self._folder} cannot be {done} ({error.strerror or error}); "
                "free space or mend the folder's permissions."
            ) from error


def _told(snapshot: Snapshot) -> dict[str, Any]:
    """What a base's manifest tells of it."""
    statistics = snapshot.statistics
    return {
        "made": statistics.made_ms,
        "items": len(snapshot.row_of),
        "people": statistics.people,
        "acts": statistics.acts,
        "models": {name: len(model.values) for name, model in sorted(statistics.models.items())},
    }


def _about(place: Path) -> Mapping[str, Any] | None:
    """What a base's manifest tells of it; None where there is no whole base that this version reads."""
    try:
        manifest = (place / _MANIFEST).read_bytes()
        about: dict[str, Any] = orjson.loads(manifest)["about"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return about if hash_bytes(manifest) == place.name else None


def _corrupted(place: Path, fault: str) -> Misconfigured:
    return Misconfigured(
        f"The snapshot base {place} is damaged ({fault}). Nothing is lost: the catalogue is in the database; "
        "run 'frankly reindex' to make a new base."
    )


def _is_whole(place: Path) -> bool:
    return place.is_dir() and _fault(place) is None


def _fault(place: Path) -> str | None:
    """What is wrong with a base's files; None when each is as it was written."""
    try:
        manifest = (place / _MANIFEST).read_bytes()
        files = orjson.loads(manifest)["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"{_MANIFEST} is missing or unreadable"
    if hash_bytes(manifest) != place.name:
        return f"{_MANIFEST} was changed"
    for name, fingerprint in files.items():
        path = place / name
        if not path.is_file():
            return f"{name} is missing"
        if _fingerprint(path) != fingerprint:
            return f"{name} was changed"
    return None


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
