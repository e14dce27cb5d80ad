import asyncio
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from frankly.adapters.chroma import connection as chroma_connection
from frankly.adapters.chroma import index as chroma_index
from frankly.adapters.chroma.connection import ChromaServer, EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.errors import IndexUnavailable, Misconfigured
from tests.contract.indexes import chroma_server, directions

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

VECTORS = directions(30)
IDS = [f"i{number}" for number in range(30)]


async def filled(folder: Path, fingerprint: str = "one") -> ChromaIndex:
    index = ChromaIndex(EmbeddedChroma(folder))
    await index.recreate(fingerprint, 8)
    await index.upsert(IDS, VECTORS)
    return index


async def test_an_index_survives_closing(tmp_path: Path) -> None:
    await (await filled(tmp_path)).close()
    again = ChromaIndex(EmbeddedChroma(tmp_path))
    await again.open()
    assert again.fingerprint == "one"
    assert (await again.query(VECTORS[:1], 1))[0] == ("i0",)
    await again.close()


async def test_a_removed_folder_is_an_index_that_is_not_there(tmp_path: Path) -> None:
    await (await filled(tmp_path)).close()
    shutil.rmtree(tmp_path / "chroma")
    again = ChromaIndex(EmbeddedChroma(tmp_path))
    await again.open()
    assert again.fingerprint is None
    with pytest.raises(IndexUnavailable, match="frankly reindex"):
        await again.query(VECTORS[:1], 1)
    await again.close()


async def test_a_damaged_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    await (await filled(tmp_path)).close()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 500)
    again = ChromaIndex(EmbeddedChroma(tmp_path))
    with pytest.raises(IndexUnavailable, match=r"chroma.*remove .*chroma and run 'frankly reindex'"):
        await again.open()
    await again.close()


async def test_vectors_of_another_length_are_an_error_of_the_index(tmp_path: Path) -> None:
    index = await filled(tmp_path)
    with pytest.raises(IndexUnavailable, match="dimension"):
        await index.query(directions(1, 5), 1)
    await index.close()


async def test_only_one_index_is_left_after_a_rebuild(tmp_path: Path) -> None:
    index = await filled(tmp_path)
    await index.draft("left behind", 8)
    await index.recreate("two", 8)
    await index.close()
    count = (
        "import chromadb, sys; print(sorted(c.name for c in chromadb.PersistentClient(sys.argv[1]).list_collections()))"
    )
    run = [sys.executable, "-c", count, str(tmp_path / "chroma")]
    done = await asyncio.to_thread(subprocess.run, run, capture_output=True, text=True, check=True)
    names = done.stdout
    assert names.count("frankly-") == 2
    assert "frankly-state" in names


async def test_queries_go_on_while_an_index_is_rebuilt(tmp_path: Path) -> None:
    index = await filled(tmp_path)
    asked = 0

    async def ask() -> None:
        nonlocal asked
        while True:
            found = await index.query(VECTORS[:1], 3)
            assert found[0][0] == "i0"
            asked += 1

    asking = asyncio.create_task(ask())
    for _ in range(5):
        draft = await index.draft("one", 8)
        await draft.upsert(IDS, VECTORS)
        await draft.publish()
    asking.cancel()
    result = (await asyncio.gather(asking, return_exceptions=True))[0]
    assert isinstance(result, asyncio.CancelledError)
    assert asked > 0
    await index.close()


async def test_another_process_finds_the_index_that_replaced_the_one_it_knew(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        reader, writer = ChromaIndex(ChromaServer(url)), ChromaIndex(ChromaServer(url))
        await writer.recreate("one", 8)
        await writer.upsert(IDS, VECTORS)
        await reader.query(VECTORS[:1], 1)
        await writer.recreate("two", 8)
        await writer.upsert(["new"], VECTORS[:1])
        assert (await reader.query(VECTORS[:1], 1))[0] == ("new",)
        assert reader.fingerprint == "two"
        await reader.close()
        await writer.close()


async def test_a_server_that_is_down_is_an_error_and_not_a_wait(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    index = ChromaIndex(ChromaServer(url))
    with pytest.raises(IndexUnavailable, match="unset FRANKLY_CHROMA_URL"):
        await index.query(VECTORS[:1], 1)
    with pytest.raises(IndexUnavailable, match="failed a moment ago: ValueError: Could not connect"):
        await index.query(VECTORS[:1], 1)
    await index.close()


async def test_an_embedded_index_that_could_not_be_opened_is_opened_once_its_folder_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_index, "COOL_DOWN_S", 0.0)
    folder = tmp_path / "chroma"
    folder.write_text("no folder")
    index = ChromaIndex(EmbeddedChroma(tmp_path))
    for _ in range(2):
        with pytest.raises(IndexUnavailable, match="File exists"):
            await index.open()
    folder.unlink()
    await index.recreate("one", 8)
    await index.upsert(IDS, VECTORS)
    assert (await index.query(VECTORS[:1], 1))[0] == ("i0",)
    await index.close()


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host", "http://", "http://host/path"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_CHROMA_URL"):
        ChromaServer(url)


async def test_most_of_the_exact_neighbours_are_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    centres = directions(40, 16, seed=4)
    rows = centres[rng.integers(40, size=5000)] + rng.normal(size=(5000, 16)) * 0.05
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    index = ChromaIndex(EmbeddedChroma(tmp_path))
    await index.recreate("one", 16)
    await index.upsert([f"i{number}" for number in range(5000)], vectors)
    asked = vectors[rng.integers(5000, size=4)]
    exact = np.argsort(-(asked @ vectors.T), axis=1)[:, :200]
    found = await index.query(asked, 200)
    shares = [
        len({f"i{row}" for row in near} & set(ids)) / 200 for near, ids in zip(exact.tolist(), found, strict=True)
    ]
    assert min(shares) >= 0.97
    await index.close()


async def test_a_disk_with_little_room_is_not_written_to_until_there_is_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = await filled(tmp_path)
    monkeypatch.setattr(chroma_connection, "RESERVE_MB", 10**9)
    with pytest.raises(IndexUnavailable, match=r"the disk is full.* Make room"):
        await index.upsert(["late"], directions(1))
    assert await index.stored(["late"]) == {}
    assert await index.query(VECTORS[:1], 1) == [("i0",)]
    monkeypatch.setattr(chroma_connection, "RESERVE_MB", 16)
    await index.upsert(["late"], directions(1))
    assert set(await index.stored(["late"])) == {"late"}
    await index.close()


async def test_after_a_failed_write_the_next_one_goes_over_a_new_connection(tmp_path: Path) -> None:
    """A write that a full disk broke off leaves a lock in the old connection, on which a second would wait for ever."""

    class Counted(EmbeddedChroma):
        opened = 0

        def connect(self) -> "ClientAPI":
            self.opened += 1
            return super().connect()

    connection = Counted(tmp_path)
    index = ChromaIndex(connection)
    await index.recreate("one", 8)
    await index.upsert(["a"], directions(1))
    assert connection.opened == 1
    draft = await index.draft("two", 8)
    await draft.upsert(["b"], directions(1))
    with pytest.raises(IndexUnavailable):
        await index.upsert(["x"], np.ones((1, 3), np.float32))
    assert await index.query(directions(1), 1) == [("a",)], "reads go on meanwhile"
    await draft.publish()
    assert connection.opened == 2
    assert await index.query(directions(1), 1) == [("b",)], "a draft of the old connection answers through the new one"
    await index.upsert(["c"], directions(1))
    assert connection.opened == 2
    await index.close()


class Counted(EmbeddedChroma):
    """Takes a moment to connect, as a fresh process does, and counts how often it is asked to."""

    times = 0

    def connect(self) -> "ClientAPI":
        self.times += 1
        time.sleep(0.1)
        return super().connect()


async def test_whoever_asks_while_it_is_being_opened_waits_for_that_one_connection(tmp_path: Path) -> None:
    await (await filled(tmp_path)).close()
    connection = Counted(tmp_path)
    again = ChromaIndex(connection)
    _, *found = await asyncio.gather(again.open(), *[again.query(VECTORS[:1], 1) for _ in range(4)])
    assert [answer[0] for answer in found] == [("i0",)] * 4
    assert connection.times == 1
    await again.close()
