from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from frankly.errors import IndexUnavailable
from frankly.ports.searching.index import VectorIndex
from tests.contract.indexes import KINDS, chroma_server, directions, open_index

IDS = [f"item {number}" for number in range(40)]
VECTORS = directions(len(IDS))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma-server")) as url:
        yield url


@pytest_asyncio.fixture(params=KINDS)
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[VectorIndex]:
    url = request.getfixturevalue("server") if request.param == "chroma_server" else None
    async with open_index(request.param, tmp_path, url) as opened:
        yield opened


@pytest_asyncio.fixture
async def filled(index: VectorIndex) -> VectorIndex:
    await index.recreate("one", VECTORS.shape[1])
    await index.upsert(IDS, VECTORS)
    return index


async def test_the_nearest_come_first(filled: VectorIndex) -> None:
    found = await filled.query(VECTORS[:4], 7)
    exact = np.argsort(-(VECTORS[:4] @ VECTORS.T), axis=1)[:, :7]
    assert list(found) == [tuple(IDS[place] for place in row) for row in exact.tolist()]


async def test_asking_for_more_than_there_is_gives_all(filled: VectorIndex) -> None:
    (found,) = await filled.query(VECTORS[:1], 500)
    assert sorted(found) == sorted(IDS)


async def test_a_vector_of_zeros_has_no_neighbours(filled: VectorIndex) -> None:
    asked = np.stack([VECTORS[3], np.zeros_like(VECTORS[3]), VECTORS[5]])
    assert [near[:1] for near in await filled.query(asked, 3)] == [("item 3",), (), ("item 5",)]


async def test_an_upsert_replaces_a_vector(filled: VectorIndex) -> None:
    await filled.upsert(["item 7"], VECTORS[:1])
    assert np.allclose((await filled.stored(["item 7"]))["item 7"], VECTORS[0])
    (found,) = await filled.query(VECTORS[:1], 2)
    assert set(found) == {"item 0", "item 7"}


async def test_deleted_items_are_not_found_and_unknown_ones_are_no_error(filled: VectorIndex) -> None:
    await filled.delete(["item 0", "nobody"])
    (found,) = await filled.query(VECTORS[:1], 40)
    assert len(found) == len(IDS) - 1
    assert "item 0" not in found


async def test_nothing_to_write_is_no_error(filled: VectorIndex) -> None:
    await filled.upsert([], VECTORS[:0])
    await filled.delete([])
    assert await filled.stored([]) == {}


async def test_stored_vectors_come_back_and_unknown_ids_are_left_out(filled: VectorIndex) -> None:
    stored = await filled.stored(["item 2", "nobody"])
    assert list(stored) == ["item 2"]
    assert np.allclose(stored["item 2"], VECTORS[2])


async def test_more_than_a_batch_is_written(index: VectorIndex) -> None:
    await index.recreate("one", 8)
    many = [f"many {number}" for number in range(1203)]
    await index.upsert(many, directions(len(many)))
    assert len(await index.stored(many)) == len(many)
    await index.delete(many[:1100])
    assert sorted(await index.stored(many)) == sorted(many[1100:])


async def test_the_fingerprint_is_that_of_the_live_index(filled: VectorIndex) -> None:
    assert filled.fingerprint == "one"
    await filled.recreate("two", 3)
    assert filled.fingerprint == "two"
    (found,) = await filled.query(directions(1, 3), 5)
    assert found == ()


async def test_the_live_index_answers_until_a_draft_is_published(filled: VectorIndex) -> None:
    draft = await filled.draft("two", 3)
    await draft.upsert(["new"], directions(1, 3))
    assert filled.fingerprint == "one"
    assert (await filled.query(VECTORS[:1], 1))[0] == ("item 0",)
    await draft.publish()
    assert filled.fingerprint == "two"
    assert (await filled.query(directions(1, 3), 5))[0] == ("new",)


async def test_a_draft_of_the_same_embedder_starts_empty(filled: VectorIndex) -> None:
    draft = await filled.draft("one", 8)
    await draft.upsert(["new"], VECTORS[:1])
    await draft.publish()
    assert (await filled.query(VECTORS[:1], 50))[0] == ("new",)


async def test_a_discarded_draft_leaves_the_live_index_alone(filled: VectorIndex) -> None:
    draft = await filled.draft("two", 3)
    await draft.upsert(["new"], directions(1, 3))
    await draft.discard()
    assert filled.fingerprint == "one"
    assert (await filled.query(VECTORS[:1], 1))[0] == ("item 0",)


@pytest.mark.parametrize("index", ["memory", "chroma_embedded"], indirect=True)
async def test_without_an_index_a_query_says_what_to_do(index: VectorIndex) -> None:
    await index.open()
    assert index.fingerprint is None
    with pytest.raises(IndexUnavailable, match="frankly reindex"):
        await index.query(VECTORS[:1], 1)
