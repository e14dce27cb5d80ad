import os
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from frankly.adapters.files.snapshots import FileSnapshots
from frankly.domain.deciding.snapshot import Snapshot
from frankly.errors import Misconfigured, StoreUnavailable
from tests.snapshots import items, same, snapshot_of


@pytest.fixture
def snapshot() -> Snapshot:
    return snapshot_of(items(30), with_statistics=True)


def test_without_a_base_there_is_none(tmp_path: Path) -> None:
    assert FileSnapshots(tmp_path).load() is None
    assert FileSnapshots(tmp_path).current() is None


def test_a_base_comes_back_as_it_was(tmp_path: Path, snapshot: Snapshot) -> None:
    saved = FileSnapshots(tmp_path).save(snapshot, b"state")
    loaded = FileSnapshots(tmp_path).load()
    assert loaded is not None
    assert loaded[1] == b"state"
    assert [
        part.name for part in fields(saved) if not same(getattr(saved, part.name), getattr(loaded[0], part.name))
    ] == []
    base, _, position = saved.id.partition(":")
    assert (FileSnapshots(tmp_path).current(), int(position)) == (base, snapshot.position)


def test_arrays_are_mapped_and_not_to_be_written(tmp_path: Path, snapshot: Snapshot) -> None:
    FileSnapshots(tmp_path).save(snapshot, b"")
    loaded = FileSnapshots(tmp_path).load()
    assert loaded is not None
    assert not loaded[0].vectors.flags.writeable
    assert isinstance(loaded[0].vectors.base, np.memmap)


def test_the_same_content_has_the_same_name(tmp_path: Path, snapshot: Snapshot) -> None:
    store = FileSnapshots(tmp_path)
    assert store.save(snapshot, b"state").id == store.save(snapshot, b"state").id
    assert store.save(snapshot, b"other").id != store.save(snapshot, b"state").id


def test_old_bases_stay(tmp_path: Path, snapshot: Snapshot) -> None:
    store = FileSnapshots(tmp_path)
    first = store.save(snapshot, b"one").id.partition(":")[0]
    second = store.save(snapshot, b"two").id.partition(":")[0]
    assert store.current() == second
    assert {first, second, "current", "saved.jsonl"} == {path.name for path in (tmp_path / "snapshots").iterdir()}


@pytest.mark.parametrize("name", ["vectors.npy", "snapshot.json", "embedder.bin", "manifest.json"])
@pytest.mark.parametrize("how", ["cut", "changed", "removed"])
def test_a_damaged_base_is_refused_with_what_to_do(tmp_path: Path, snapshot: Snapshot, name: str, how: str) -> None:
    store = FileSnapshots(tmp_path)
    base = store.save(snapshot, b"state").id.partition(":")[0]
    path = tmp_path / "snapshots" / base / name
    content = path.read_bytes()
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if how == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Misconfigured, match="frankly reindex"):
        store.load()


def test_a_missing_base_is_refused_with_what_to_do(tmp_path: Path, snapshot: Snapshot) -> None:
    store = FileSnapshots(tmp_path)
    shutil.rmtree(tmp_path / "snapshots" / store.save(snapshot, b"").id.partition(":")[0])
    with pytest.raises(Misconfigured, match="frankly reindex"):
        store.load()


def test_saving_again_mends_a_damaged_base(tmp_path: Path, snapshot: Snapshot) -> None:
    store = FileSnapshots(tmp_path)
    base = store.save(snapshot, b"state").id.partition(":")[0]
    (tmp_path / "snapshots" / base / "alive.npy").unlink()
    store.save(snapshot, b"state")
    assert store.load() is not None


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, snapshot: Snapshot) -> None:
    (tmp_path / "snapshots").write_text("a file where the folder should be")
    with pytest.raises(StoreUnavailable, match="snapshots"):
        FileSnapshots(tmp_path).save(snapshot, b"")


def test_a_failed_save_leaves_the_current_base(
    tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileSnapshots(tmp_path)
    saved = store.save(snapshot, b"state")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable, match="No space left"):
        store.save(snapshot, b"other")
    loaded = store.load()
    assert loaded is not None
    assert loaded[0].id == saved.id
    assert [path.name for path in (tmp_path / "snapshots").iterdir() if path.name.startswith(".draft")] == []


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe", b"../../elsewhere", b"."])
def test_a_damaged_pointer_is_told_and_never_followed(tmp_path: Path, snapshot: Snapshot, pointer: bytes) -> None:
    store = FileSnapshots(tmp_path)
    store.save(snapshot, b"state")
    (tmp_path / "snapshots" / "current").write_bytes(pointer)
    with pytest.raises(Misconfigured, match="names no base"):
        store.load()
    store.save(snapshot, b"state")
    assert store.load() is not None
