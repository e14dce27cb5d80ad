import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from frankly.api.examples.bodies import SEGMENT_BATCH
from tests.api.world import KEY, NOW, World, make_parts, settings

SHARED = "shared-with-segment"
JSON = {"Content-Type": "application/json"}


def sign(body: bytes, secret: str = SHARED) -> dict[str, str]:
    return JSON | {"X-Signature": hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()}


def world_with(folder: Path, **changes: Any) -> World:
    return World(make_parts(), settings(folder, **changes))


async def test_messages_are_taken(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = await client.post("/v1/ingest/segment", json=SEGMENT_BATCH)
    report = answer.json()
    assert answer.status_code == 200
    assert (report["received"], report["facts"], report["merged"], report["refused"]) == (3, 1, 1, [])
    assert [row["outcome"] for row in report["events"]] == ["stored"]


async def test_with_a_secret_every_call_needs_its_signature(tmp_path: Path) -> None:
    world = world_with(tmp_path, segment_secret=SecretStr(SHARED), api_key=SecretStr(KEY))
    body = orjson.dumps(SEGMENT_BATCH)
    wrong = [JSON, sign(body + b" "), sign(body, "other"), JSON | {"X-Signature": ""}, JSON | {"X-Signature": "sha1="}]
    async with world.client() as client, world.client(KEY) as owner:
        assert (await client.post("/v1/ingest/segment", content=body, headers=sign(body))).status_code == 200
        for headers in wrong:
            for sender in (client, owner):
                answer = await sender.post("/v1/ingest/segment", content=body, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised"), headers
    assert await world.parts.events.count() == 1


async def test_without_a_secret_the_key_is_needed_as_bearer_or_as_write_key(tmp_path: Path) -> None:
    world = world_with(tmp_path, api_key=SecretStr(KEY))
    basic = base64.b64encode(f"{KEY}:".encode()).decode()
    wrong = base64.b64encode(b"other:").decode()
    async with world.client() as client:
        for header, status in [
            (f"Bearer {KEY}", 200),
            (f"Basic {basic}", 200),
            (f"Basic {wrong}", 401),
            ("Basic ☃".encode(), 401),
            ("Basic", 401),
            ("", 401),
        ]:
            bearer = {"Authorization": header if isinstance(header, str) else header.decode("latin-1")}
            raw = {name.encode(): value.encode("latin-1") for name, value in bearer.items()}
            answer = await client.post("/v1/ingest/segment", json=SEGMENT_BATCH, headers=raw)
            assert answer.status_code == status, header


@pytest.mark.parametrize("body", [b"[]", b"7", b'{"batch": {}}', b'{"type": NaN}', b"\xff"])
async def test_a_body_of_another_shape_is_refused(world: World, body: bytes) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/ingest/segment", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


async def test_an_alias_gives_an_anonymous_visit_to_its_person(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        event = {"id": "v", "session": "visit-3", "kind": "view", "item": "book-1", "at": NOW}
        await client.post("/v1/events", json=event)
        await client.post("/v1/ingest/segment", json={"type": "alias", "previousId": "visit-3", "userId": "reader-7"})
        known = (await client.get("/v1/people/reader-7")).json()
    assert [act["receipts"] for act in known["observed"]] == [["v"]]
