"""Checks over HTTP: what comes back for each draft, who may ask, and what is refused as a whole."""

from typing import Any

from tests.api.world import World

EMMA: dict[str, Any] = {"id": "emma", "title": "Emma", "attributes": {"pages": "474 pages"}}


async def test_drafts_come_back_one_for_one(world: World) -> None:
    async with world.client() as client:
        drafts = [
            {"id": "a", "kind": "nudge", "text": "Have a look."},
            {"id": "b", "kind": "nudge", "text": "The best book ever!"},
            {"id": "c", "kind": "nudge"},
            7,
        ]
        answer = await client.post("/v1/verify", json={"drafts": drafts})
    found = answer.json()["drafts"]
    assert answer.status_code == 200
    assert [(one["number"], one["id"], one["state"]) for one in found["drafts"]] == [
        (1, "a", "verified"),
        (2, "b", "refused"),
        (3, "c", "unread"),
        (4, None, "unread"),
    ]
    assert (found["verified"], found["refused"], found["unread"]) == (1, 1, 2)
    assert "#/drafts/2" in found["drafts"][2]["problem"]


async def test_a_text_without_evidence_is_reported_and_never_verified(world: World) -> None:
    async with world.client() as client:
        await client.put("/v1/items/emma", json=EMMA)
        body = {"unbound": {"text": "Emma has 400 pages.", "items": ["emma"]}}
        answer = await client.post("/v1/verify", json=body)
        missing = await client.post("/v1/verify", json={"unbound": {"text": "x", "items": ["nobody"]}})
    report = answer.json()["unbound"]["report"]
    assert report["is_verified"] is False
    assert [(claim["text"], claim["state"]) for claim in report["claims"]][-1] == ("400 pages", "contradicted")
    assert missing.status_code == 404


async def test_a_body_that_is_neither_or_both_is_refused(world: World) -> None:
    async with world.client() as client:
        bodies: list[Any] = [{}, [], {"drafts": []}, {"unbound": {}}, {"drafts": [{}], "unbound": {}}]
        bodies.append({"drafts": [{"kind": "nudge", "text": "x"}] * 1001})
        codes = [(await client.post("/v1/verify", json=body)).status_code for body in bodies]
    assert codes == [400, 400, 400, 400, 400, 413]
