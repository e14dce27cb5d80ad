"""Snapshots made again by their ids: with real SQLite, bases on disk, other processes, and one that was killed."""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.adapters.copying import copy_snapshots
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.people import SqlPeople
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import EmbedderFailed, NotFound
from frankly.pipelines.index.keeping import drop_old_bases
from frankly.pipelines.index.past import PastSnapshots
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.rolling_back import roll_back
from frankly.stages.snapshot.naming import parsed
from frankly.testing.memory.index import MemoryIndex
from tests.needs import ROOT
from tests.snapshots import NOW, item, items, same

MOMENT = EpochMs(NOW)


class Embedder(LsaEmbedder):
    """Fails where it is told to, and counts the texts that it read."""

    def __init__(self) -> None:
        super().__init__(8)
        self.is_down, self.read = False, 0

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.is_down:
            raise EmbedderFailed("told to fail")
        self.read += len(texts)
        return await super().embed(texts)


class Blank(LsaEmbedder):
    """Another embedder, which reads no state of ours."""

    def __init__(self) -> None:
        super().__init__(2)

    def restore(self, state: bytes) -> None:
        """Nothing to take up."""


class Process:
    """One process over a data folder."""

    def __init__(self, data: Path, embedder: LsaEmbedder | None = None, *, is_owner: bool = True) -> None:
        self.sql = SqlDatabase(data)
        self.catalogue = SqlCatalogue(self.sql)
        self.embedder = embedder or Embedder()
        self.snapshots = FileSnapshots(data)
        self.live = LiveIndex(
            self.catalogue,
            SqlEvents(self.sql),
            SqlPeople(self.sql),
            MemoryIndex(),
            self.embedder,
            self.snapshots,
            {},
            is_owner,
        )

    async def put(self, *given: Item) -> None:
        await self.catalogue.upsert(given, MOMENT)

    async def follow(self, minutes: int = 0) -> Snapshot:
        await self.live.refresh(EpochMs(NOW + minutes * 60_000))
        await self.live.settle()
        return self.live.snapshot

    def past(self) -> PastSnapshots:
        """Without help of the live view."""
        return PastSnapshots(self.catalogue, self.snapshots)


@asynccontextmanager
async def process(data: Path, embedder: LsaEmbedder | None = None, *, is_owner: bool = True) -> AsyncIterator[Process]:
    one = Process(data, embedder, is_owner=is_owner)
    await one.live.start(MOMENT)
    try:
        yield one
    finally:
        await one.live.close()
        one.sql.close()


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A folder with a base of 20 items."""
    async with process(tmp_path) as one:
        await one.put(*items(20))
        await one.follow()
    return tmp_path


def edits(step: int) -> list[Item]:
    """Each step changes a stock, a text and labels, and brings an item."""
    return [
        item(step, stock=step),
        item(5 + step % 3, description=f"In step {step} place {step % 2} and nothing else."),
        item(9, categories=(f"z{step % 3}", "c1"), creators=(f"writer {step}",)),
        item(90 - step, tags=(f"tag {9 - step}",)),
    ]


async def lived_through(one: Process, steps: int = 8) -> list[Snapshot]:
    """Snapshots that requests may have seen, some with texts that were unread; deletions among them."""
    embedder, seen = one.embedder, [one.live.snapshot]
    assert isinstance(embedder, Embedder)
    for step in range(steps):
        embedder.is_down = step % 3 == 1
        await one.put(*edits(step))
        if step == 4:
            await one.catalogue.delete([item(2).id, item(88).id], MOMENT)
        if step == 6:
            await one.put(item(2), item(88))
        seen.append(await one.follow(step))
    embedder.is_down = False
    seen.append(await one.follow(steps))
    return seen


async def test_every_snapshot_that_was_seen_is_made_again_exactly(data: Path) -> None:
    async with process(data) as one:
        seen = await lived_through(one)
        assert len({snapshot.id for snapshot in seen}) == len(seen)
        assert any(snapshot.unread for snapshot in seen)
        past = one.past()
        for snapshot in [*seen, *reversed(seen)]:
            assert same_but_read_to(await past.get(snapshot.id), snapshot)
    async with process(data, Blank(), is_owner=False) as other:
        past = PastSnapshots(other.catalogue, other.snapshots, other.live)
        assert all([same_but_read_to(await past.get(snapshot.id), snapshot) for snapshot in seen])


def same_but_read_to(one: Snapshot, other: Snapshot) -> bool:
    """Equal in all that a request sees: with everything read, it does not matter how many vectors were looked at."""
    assert one.unread or not other.unread
    return same(replace(one, read_to=0), replace(other, read_to=0))


async def test_items_are_read_as_of_a_snapshot(data: Path) -> None:
    async with process(data) as one:
        for snapshot in await lived_through(one):
            found = await one.catalogue.get_many(list(snapshot.row_of), at=snapshot.position)
            assert found.keys() == snapshot.row_of.keys()
            assert all(found[key].stock != 0 or not snapshot.available[row] for key, row in snapshot.row_of.items())


async def test_two_processes_of_one_folder_have_equal_snapshots(data: Path) -> None:
    async with process(data) as one, process(data, is_owner=False) as two:
        for step in range(6):
            await one.put(*edits(step))
            # In turns one reads the texts before the other looks, and both at the same time.
            if step % 3 == 0:
                await one.follow(step)
            elif step % 3 == 1:
                await two.follow(step)
            await asyncio.gather(one.follow(step), two.follow(step))
            await one.follow(step)
            await two.follow(step)
            assert one.live.snapshot.id == two.live.snapshot.id
            assert same_but_read_to(one.live.snapshot, two.live.snapshot)
        assert isinstance(one.embedder, Embedder)
        assert isinstance(two.embedder, Embedder)
        texts = len(await one.catalogue.vectors.after(one.live.snapshot.fingerprint, 0, 1000))
        # What one has read, the other attaches; where both read the same text, the first one's vector stays.
        assert texts <= two.embedder.read + one.embedder.read < 2 * texts


async def test_a_start_attaches_what_is_stored_and_reads_nothing_again(data: Path) -> None:
    async with process(data) as one:
        last = (await lived_through(one))[-1]
    async with process(data) as again:
        assert isinstance(again.embedder, Embedder)
        assert (again.live.snapshot.id, again.embedder.read) == (last.id, 0)
        assert same_but_read_to(again.live.snapshot, last)


async def test_bases_that_were_trained_or_gone_back_to_are_followed_alike(data: Path) -> None:
    async with process(data) as one, process(data, is_owner=False) as two:
        seen = await lived_through(one, 3)
        await two.live.train(MOMENT)
        seen += [two.live.snapshot, await one.follow(9)]
        await one.put(*edits(5))
        seen += [await one.follow(10), await two.follow(10)]
        roll_back(one.snapshots)
        seen += [await one.follow(11), await two.follow(12)]
        await one.live.reindex(MOMENT)
        seen += [one.live.snapshot, await two.follow(13)]
        by_id: dict[str, Snapshot] = {}
        for snapshot in seen:
            assert same_but_read_to(by_id.setdefault(snapshot.id, snapshot), snapshot)
            assert same_but_read_to(await one.past().get(snapshot.id), snapshot)
        assert len({parsed(snapshot.id).base for snapshot in seen}) == 3


async def test_snapshots_without_a_base_or_without_vectors_are_made_again(tmp_path: Path) -> None:
    async with process(tmp_path) as one:
        await one.put(*items(3))
        early = await one.follow()
        assert parsed(early.id).base == "empty"
        await one.put(*items(20))
        await one.follow()
    async with process(tmp_path, Blank(), is_owner=False) as other:
        await other.put(item(7, stock=0), item(77))
        late = await other.follow()
        assert not parsed(late.id).has_vectors
        for snapshot in (early, late):
            assert same(await other.past().get(snapshot.id), snapshot)


async def test_the_live_snapshot_is_the_live_one_and_the_last_few_are_kept(data: Path) -> None:
    async with process(data) as one:
        before = one.live.snapshot
        await one.put(*edits(1))
        await one.follow()
        past = PastSnapshots(one.catalogue, one.snapshots, one.live)
        assert await past.get(one.live.snapshot.id) is one.live.snapshot
        assert await past.get(before.id) is await past.get(before.id)


async def test_ever_earlier_snapshots_do_not_need_the_whole_log_each_time(data: Path) -> None:
    async with process(data) as one:
        first = one.live.snapshot
        for step in range(200):
            await one.put(item(step % 20, stock=step + 1))
        base, last = parsed(first.id).base, first.position + 200
        past, looked_at = one.past(), 0
        changes = one.catalogue.changes

        async def counted(after: int, limit: int, upto: int | None = None) -> Sequence[ItemChange]:
            nonlocal looked_at
            found = await changes(after, limit, upto)
            looked_at += found[-1].sequence - after if found else 0
            return found

        one.catalogue.changes = counted  # type: ignore[method-assign]
        for position in range(last, first.position, -1):
            assert (await past.get(f"{base}:{position}")).position == position
        # From the base each time it would be 20,100.
        assert looked_at < 4000


async def test_what_is_missing_is_said_with_what_to_do(data: Path) -> None:
    async with process(data) as one:
        await one.put(*edits(1))
        last = await one.follow()
        base = parsed(last.id).base
        past = one.past()
        for wrong, said in (
            ("nonsense", "no id of a snapshot"),
            ("../..:3", "no id of a snapshot"),
            (f"{'0' * 32}:5", "base '0{32}' is not in"),
            (f"{base}:{last.position + 5}", f"log ends at change {last.position}"),
            (f"{base}:0", "is not between"),
            (f"{base}:{last.position}:0-0123456789abcdef", "not the same vectors"),
        ):
            with pytest.raises(NotFound, match=said):
                await past.get(wrong)
        assert await one.catalogue.vectors.drop_except([]) == 3
        with pytest.raises(NotFound, match="3 texts have none"):
            await one.past().get(last.id)


async def test_bases_and_their_vectors_go_once_no_decision_can_name_them(data: Path) -> None:
    async with process(data) as one:
        await one.put(*edits(1))
        old = await one.follow()
        await one.live.reindex(MOMENT)
        second = one.live.snapshot
        assert second.fingerprint != old.fingerprint
        await one.put(*edits(2))
        await one.live.reindex(MOMENT)
        left_ms = EpochMs(int((data / "snapshots" / parsed(old.id).base).stat().st_mtime * 1000))
        # The base was the current one later than what is dropped: decisions that are kept may name it.
        assert await drop_old_bases(one.catalogue, one.snapshots, 400, EpochMs(left_ms + 399 * DAY_MS)) == 0
        assert await drop_old_bases(one.catalogue, one.snapshots, 0, EpochMs(left_ms + 900 * DAY_MS)) == 0
        assert same_but_read_to(await one.past().get(old.id), old)
        # Of the three, the current one and the one to go back to stay, whatever their age.
        assert await drop_old_bases(one.catalogue, one.snapshots, 400, EpochMs(left_ms + 401 * DAY_MS)) == 1
        assert [base.id for base in one.snapshots.bases()] == [parsed(second.id).base, one.snapshots.current()]
        with pytest.raises(NotFound, match="is not in"):
            await one.past().get(old.id)
        assert same_but_read_to(await one.past().get(second.id), second)


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from frankly.adapters.sql.vectors import SqlVectors
from tests.pipelines.test_past import edits, process

async def main() -> None:
    keep = SqlVectors.keep
    async def killed(self, fingerprint, vectors):
        if sys.argv[2] == "after":
            await keep(self, fingerprint, vectors[:-1])
        os.kill(os.getpid(), signal.SIGKILL)
    async with process(Path(sys.argv[1])) as one:
        SqlVectors.keep = killed
        await one.put(*edits(1))
        seen = (await one.catalogue.position(), one.live.snapshot.id)
        await one.follow()

asyncio.run(main())
"""


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_process_killed_while_it_attaches_leaves_what_others_make_again(data: Path, when: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, str(data), when], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == -9, done.stderr
    embedder = Embedder()
    embedder.is_down = True
    async with process(data, embedder) as one:
        half = one.live.snapshot
        assert len(half.unread) == (3 if when == "before" else 1)
        assert same(await one.past().get(half.id), half)
        embedder.is_down = False
        whole = await one.follow(5)
        assert not whole.unread
        assert same_but_read_to(await one.past().get(whole.id), whole)
        assert same(await one.past().get(half.id), half)


ANEW = """
import asyncio, hashlib, sys
from pathlib import Path
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.pipelines.index.past import PastSnapshots
from tests.pipelines.test_past import digest

async def main() -> None:
    data = Path(sys.argv[1])
    with SqlDatabase(data) as sql:
        past = PastSnapshots(SqlCatalogue(sql), FileSnapshots(data))
        for snapshot_id in sys.argv[2:]:
            snapshot = await past.get(snapshot_id)
            texts = await SqlCatalogue(sql).get_many(sorted(snapshot.row_of), at=snapshot.position)
            print(digest(snapshot), hashlib.sha256(repr(texts).encode()).hexdigest())

asyncio.run(main())
"""


def digest(snapshot: Snapshot) -> str:
    """Hash of all that a snapshot's arrays, ids and labels say."""
    said = hashlib.sha256(repr((snapshot.id, snapshot.item_ids, sorted(snapshot.row_of.items()))).encode())
    for name in snapshot.__slots__:
        column = getattr(snapshot, name)
        if isinstance(column, np.ndarray):
            said.update(name.encode() + column.tobytes())
    for name in ("markets", "sensitive", "categories", "tags", "creators", "words"):
        labels = getattr(snapshot, name)
        said.update(repr((name, labels.names)).encode() + labels.by_item.indptr.tobytes())
        said.update(labels.by_item.indices.tobytes())
    return said.hexdigest()


async def test_a_copy_alone_gives_the_same_snapshots_and_items_in_a_fresh_process(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    async with process(data) as one:
        seen = await lived_through(one)
        await one.live.reindex(MOMENT)
        await one.put(*edits(3))
        seen.append(await one.follow(20))
        expected = []
        for snapshot in seen:
            texts = await one.catalogue.get_many(sorted(snapshot.row_of), at=snapshot.position)
            expected.append(f"{digest(snapshot)} {hashlib.sha256(repr(texts).encode()).hexdigest()}")
        ids = [snapshot.id for snapshot in seen]
        await asyncio.to_thread(copy_snapshots, data, ids[2:3], copy)
        await asyncio.to_thread(copy_snapshots, data, ids, copy)
        with pytest.raises(NotFound, match="log in"):
            copy_snapshots(data, [f"{parsed(ids[0]).base}:9999"], tmp_path / "other")
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", ANEW, str(copy), *ids], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[:-1] == expected, done.stderr
    assert FileSnapshots(copy).current() == parsed(ids[-1]).base
