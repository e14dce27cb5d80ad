from collections.abc import Sequence

import numpy as np
import pytest

from frankly.domain.ids import ItemId
from frankly.ports.searching.vectors import StoredVector, VectorLog
from tests.contract.stores import Stores

A, B, C = ItemId("a"), ItemId("b"), ItemId("c")


@pytest.fixture
def vectors(stores: Stores) -> VectorLog:
    return stores.catalogue.vectors


def made(item: ItemId, text: int, first: int = 1) -> StoredVector:
    return StoredVector(0, item, text, np.array([first, -32767, 0], np.int16))


def told(rows: Sequence[StoredVector]) -> list[tuple[int, str, int, list[int]]]:
    return [(row.number, row.item, row.text_hash, row.levels.tolist()) for row in rows]


async def test_a_new_log_is_empty(vectors: VectorLog) -> None:
    assert await vectors.position() == 0
    assert await vectors.after("x", 0, 10) == []
    assert await vectors.of_texts("x", {A: 1}, 99) == []


async def test_vectors_come_back_in_order_by_embedder(vectors: VectorLog) -> None:
    least, most = -(2**63), 2**63 - 1
    await vectors.keep("x", [made(B, least), made(A, most)])
    await vectors.keep("y", [made(A, 3)])
    await vectors.keep("x", [made(C, 4)])
    assert told(await vectors.after("x", 0, 10)) == [
        (1, "b", least, [1, -32767, 0]),
        (2, "a", most, [1, -32767, 0]),
        (4, "c", 4, [1, -32767, 0]),
    ]
    assert [row.number for row in await vectors.after("x", 1, 1)] == [2]
    assert await vectors.position() == 4
    assert (await vectors.after("x", 0, 1))[0].levels.dtype == np.int16


async def test_what_was_stored_first_stays(vectors: VectorLog) -> None:
    await vectors.keep("x", [made(A, 1, first=5)])
    await vectors.keep("x", [made(A, 1, first=6), made(A, 2, first=7), made(A, 2, first=8)])
    rows = await vectors.after("x", 0, 10)
    assert [(row.text_hash, int(row.levels[0])) for row in rows] == [(1, 5), (2, 7)]


async def test_vectors_are_found_by_item_and_text_up_to_a_number(vectors: VectorLog) -> None:
    await vectors.keep("x", [made(A, 1), made(A, 2), made(B, 1)])
    last = await vectors.position()
    assert [(row.item, row.text_hash) for row in await vectors.of_texts("x", {B: 1, A: 2, C: 1}, last)] == [
        ("a", 2),
        ("b", 1),
    ]
    assert [row.item for row in await vectors.of_texts("x", {B: 1, A: 2}, last - 1)] == ["a"]
    assert await vectors.of_texts("x", {B: 2}, last) == await vectors.of_texts("y", {B: 1}, last) == []
    many = {ItemId(f"i{number}"): number for number in range(300)}
    assert [row.item for row in await vectors.of_texts("x", many | {A: 1}, last)] == ["a"]


async def test_dropped_vectors_leave_their_numbers_unused(vectors: VectorLog) -> None:
    await vectors.keep("x", [made(A, 1)])
    await vectors.keep("y", [made(A, 1), made(B, 1)])
    assert await vectors.drop_except(["x"]) == 2
    assert await vectors.drop_except(["x"]) == 0
    assert await vectors.position() == 3
    assert await vectors.after("y", 0, 10) == []
    await vectors.keep("y", [made(A, 1)])
    assert [row.number for row in await vectors.after("y", 0, 10)] > [3]
