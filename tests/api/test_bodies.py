"""Bodies that are too large, too deep, wrongly encoded, or no JSON: a clear problem each, and the service lives on."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from tests.api.world import KEY, World, make_parts, settings

JSON = {"Content-Type": "application/json"}
PATHS = ["/v1/recommendations", "/v1/events", "/v1/items/batch", "/v1/impressions", "/v1/ingest/segment", "/v1/tokens"]
MB = 1_000_000


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"surface": NaN}',
        b'{"surface": "home", "seed": Infinity}',
        b'{"surface": "\xff\xfe"}',
        '{"surface": "home"}'.encode("utf-16"),
        b'{"surface": "\\ud800"}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"\x00",
    ],
    ids=["empty", "cut", "text", "nan", "infinity", "bytes", "utf-16", "surrogate", "lists", "objects", "null-byte"],
)
async def test_what_is_no_json_is_a_problem(world: World, path: str, body: bytes) -> None:
    async with world.client() as client:
        answer = await client.post(path, content=body, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize("depth", [100, 250, 1_000])
async def test_depth_inside_a_row_costs_only_that_row(world: World, depth: int) -> None:
    deep = b'{"id": "deep", "x": ' + b"[" * depth + b"]" * depth + b"}"
    good = orjson.dumps({"id": "good", "title": "Good"})
    async with world.client() as client:
        answer = await client.post("/v1/items/batch", content=b'{"items": [%s, %s]}' % (deep, good), headers=JSON)
    assert answer.status_code == 200
    assert [row["outcome"] for row in answer.json()["receipts"]] == ["rejected", "stored"]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "text/json", "application/xml", "json"]
)
async def test_only_what_says_it_is_json_is_read(world: World, kind: str) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/events", content=b"{}", headers={"Content-Type": kind} if kind else {})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.shop+json"])
async def test_kinds_of_json_are_read(world: World, kind: str) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/tokens", content=b'{"person": "ada"}', headers={"Content-Type": kind})
    assert answer.status_code == 200


async def test_a_compressed_body_is_not_unpacked(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/tokens", content=b"x", headers=JSON | {"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def small(folder: Path) -> World:
    return World(make_parts(), settings(folder, max_body_mb=1))


async def test_a_body_above_the_limit_is_refused_by_its_length(tmp_path: Path) -> None:
    async with small(tmp_path).client() as client:
        answer = await client.post("/v1/events", content=b" " * (MB + 1), headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert answer.json()["details"] == {"max_body_mb": 1}
        exact = await client.post("/v1/events", content=b" " * MB, headers=JSON)
        assert exact.status_code == 400


async def test_a_body_above_the_limit_is_refused_in_chunks(tmp_path: Path) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 100_000

    async with small(tmp_path).client() as client:
        answer = await client.post("/v1/events", content=chunks(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert sent == 11


async def test_a_stranger_is_refused_before_the_body_is_read(guarded: World) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    async with guarded.client() as client:
        for path in PATHS:
            assert (await client.post(path, content=chunks(), headers=JSON)).status_code == 401
    async with guarded.client(KEY) as client:
        assert (await client.post("/v1/events", content=b"{}", headers=JSON)).status_code == 400


async def test_at_most_a_hundred_faults_are_told(world: World) -> None:
    facts = [{"kind": "wish", "value": "x"}] * 200
    async with world.client() as client:
        problem = (
            await client.post("/v1/recommendations", json={"surface": "home", "profile": {"facts": facts}})
        ).json()
    assert len(problem["errors"]) == 100
    assert "(99 more in 'errors')" in problem["detail"]


@pytest.mark.parametrize("value", [1.5, 2**60, -(2**60), [1], {"a": 1}])
async def test_a_value_that_fits_no_alternative_is_one_fault(world: World, value: object) -> None:
    async with world.client() as client:
        problem = (await client.put("/v1/items/x", json={"title": "X", "attributes": {"length/cm": value}})).json()
    assert [fault["pointer"] for fault in problem["errors"]] == ["#/attributes/length~1cm"]
    assert "string" in problem["errors"][0]["detail"]
    assert "integer" in problem["errors"][0]["detail"] or "than or equal to" in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "At least 1 entry is wanted, found none."), (11, "At most 10 entries are wanted, found 11.")],
)
async def test_how_many_entries_are_wanted_is_told_in_words_of_json(world: World, number: int, told: str) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/tokens", json={"person": "ada", "scopes": ["events"] * number})
    assert answer.status_code == 400
    assert answer.json()["detail"] == f"#/scopes: {told}"


@pytest.mark.parametrize(("number", "status"), [(0, 400), (10_001, 413)])
async def test_a_call_with_no_result_or_too_many_is_refused_whole(world: World, number: int, status: int) -> None:
    rows = [{"id": f"e{no}", "kind": "delivered", "key": "k"} for no in range(number)]
    async with world.client() as client:
        answer = await client.post("/v1/campaigns/weekly/results", json={"results": rows})
    assert answer.status_code == status
    assert "10000" in answer.json()["detail"]
