"""The live index over the real adapters: SQLite, embedded Chroma, the lsa embedder, bases on disk."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from frankly.adapters.chroma.connection import EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.people import SqlPeople
from frankly.demo.catalogue import books
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.time import EpochMs
from frankly.pipelines.examining.findings import Severity
from frankly.pipelines.examining.health import examine
from frankly.pipelines.indexing import LiveIndex
from frankly.stages.snapshot.columns import from_levels
from tests.snapshots import NOW

MOMENT = EpochMs(NOW)
BOOKS = books()[:60]


@asynccontextmanager
async def process(data: Path) -> AsyncIterator[tuple[LiveIndex, ChromaIndex, SqlDatabase]]:
    with SqlDatabase(data) as sql:
        index = ChromaIndex(EmbeddedChroma(data))
        live = LiveIndex(
            SqlCatalogue(sql), SqlEvents(sql), SqlPeople(sql), index, LsaEmbedder(), FileSnapshots(data), {}, True
        )
        await live.start(MOMENT)
        try:
            yield live, index, sql
        finally:
            await live.close()
            await index.close()


async def nearest(live: LiveIndex, index: ChromaIndex, key: str) -> tuple[str, ...]:
    return (await index.query(from_levels(live.snapshot.vectors[[live.snapshot.row_of[key]]]), 5))[0]


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    with SqlDatabase(tmp_path) as sql:
        await SqlCatalogue(sql).upsert(BOOKS, MOMENT)
    return tmp_path


async def test_a_first_start_makes_everything_and_the_next_one_takes_it_up(data: Path) -> None:
    async with process(data) as (live, index, _):
        assert live.degradations() == ()
        assert (await nearest(live, index, BOOKS[7].id))[0] == BOOKS[7].id
        first = live.snapshot.id
    async with process(data) as (live, index, _):
        assert live.snapshot.id == first
        assert live.degradations() == ()
        assert (await nearest(live, index, BOOKS[7].id))[0] == BOOKS[7].id


async def test_doctor_has_no_complaint_about_the_index(data: Path) -> None:
    async with process(data) as (live, index, sql):
        embedder = LsaEmbedder()
        stored = FileSnapshots(data).load()
        assert stored is not None
        embedder.restore(stored[1])
        found = await examine(SqlCatalogue(sql), SqlEvents(sql), index, embedder, live.snapshot, data, MOMENT)
    wrong = {finding.code for finding in found if finding.severity in {Severity.WARNING, Severity.ERROR}}
    assert wrong == {"acts_none"}


async def test_an_import_beside_the_owner_is_recommended_after_a_refresh(data: Path) -> None:
    async with process(data) as (live, index, _):
        with SqlDatabase(data) as importer:
            late = books()[70]
            await SqlCatalogue(importer).upsert([late], MOMENT)
        assert await live.refresh(MOMENT) == 1
        await live.settle()
        assert (await nearest(live, index, late.id))[0] == late.id


async def test_a_removed_chroma_folder_is_filled_again_from_the_snapshot(data: Path) -> None:
    async with process(data):
        pass
    shutil.rmtree(data / "chroma")
    async with process(data) as (live, index, _):
        assert live.degradations() == ()
        assert (await nearest(live, index, BOOKS[3].id))[0] == BOOKS[3].id


async def test_a_damaged_chroma_folder_leaves_the_service_up_and_says_what_to_do(data: Path) -> None:
    async with process(data):
        pass
    (data / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 999)
    async with process(data) as (live, _, _):
        assert len(live.snapshot) == len(BOOKS)
        (degradation,) = live.degradations()
        assert degradation.code is DegradationCode.INDEX_BEHIND
        assert "run 'frankly reindex'" in degradation.detail


async def test_a_damaged_base_leaves_the_service_up_and_a_reindex_mends_it(data: Path) -> None:
    async with process(data):
        pass
    base = FileSnapshots(data).current()
    assert base is not None
    (data / "snapshots" / base / "vectors.npy").write_bytes(b"")
    async with process(data) as (live, _, _):
        assert len(live.snapshot) == len(BOOKS)
        (degradation,) = live.degradations()
        assert degradation.code is DegradationCode.INDEX_NOT_FITTED
        assert "vectors.npy was changed" in degradation.detail
        await live.reindex(MOMENT)
        assert live.degradations() == ()
    async with process(data) as (live, index, _):
        assert live.degradations() == ()
        assert (await nearest(live, index, BOOKS[3].id))[0] == BOOKS[3].id
