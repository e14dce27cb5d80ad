import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from frankly.testing.scripted_judge import ScriptedJudge
from tests.api.world import NOW, World, book

ITEM = {"description": "A story of the northern sea. Two sisters keep a lighthouse on a small island."}
WRITTEN = {"text": "Two sisters keep a lighthouse.", "cites": ["s2"]}
SPAN = "Two sisters keep a lighthouse on a small island."


@pytest.fixture
def item() -> dict[str, Any]:
    return book(1) | ITEM


async def facts(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/v1/items/book-1/facts")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["facts"]
    return found


async def written(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post("/v1/items/book-1/facts", json=WRITTEN)
    assert answer.status_code == 200, answer.text
    fact: dict[str, Any] = answer.json()
    return fact


async def test_an_item_is_described_as_soon_as_it_is_put(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        answer = (await client.get("/v1/items/book-1/facts")).json()
    assert answer["is_made"]
    assert answer["facts"]
    for fact in answer["facts"]:
        assert re.fullmatch("[0-9a-f]{24}", fact["id"])
        assert (fact["level"], fact["status"], fact["is_current"], fact["made_at"]) == ("quoted", "admitted", True, NOW)
        assert fact["cites"][0]["text"] in fact["said"]["text"]


async def test_a_changed_description_retires_facts(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        await client.patch("/v1/items/book-1", json={"description": "A tall lighthouse stands above a harbour."})
        found = await facts(client)
    current = [fact for fact in found if fact["is_current"]]
    assert current
    assert found[: len(current)] == current
    assert all("tall lighthouse" in fact["draft"] for fact in current)
    assert all(fact["said"] is None for fact in found[len(current) :])


async def test_a_written_fact_waits_for_a_person_where_there_is_no_judge(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        fact = await written(client)
        assert (fact["level"], fact["status"], fact["said"]) == ("rewritten", "waiting", None)
        signed = await client.put(f"/v1/items/book-1/facts/{fact['id']}/review", json={"approves": True, "by": "Ada"})
        assert signed.status_code == 200
        told = signed.json()
    assert (told["level"], told["status"], told["reviewer"]) == ("approved", "admitted", "Ada")
    assert told["said"]["text"] == WRITTEN["text"]


async def test_a_judge_admits_or_refuses_what_is_written(item: dict[str, Any], world: World) -> None:
    judge = ScriptedJudge.accepting([(SPAN, "Two sisters keep a lighthouse.")])
    world.parts = replace(world.parts, judge=judge)
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        assert (await written(client))["status"] == "admitted"
        other = {"text": "Two sisters keep a small lighthouse.", "cites": ["s2"]}
        refused = (await client.post("/v1/items/book-1/facts", json=other)).json()
    assert judge.asked == [(SPAN, WRITTEN["text"]), (SPAN, other["text"])]
    assert (refused["status"], refused["verdicts"][0]["code"], refused["judge"]) == (
        "refused",
        "judged_unborne",
        "scripted",
    )


async def test_words_that_the_source_does_not_bear_are_refused(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        answer = await client.post(
            "/v1/items/book-1/facts", json={"text": "Two pirates keep a castle.", "cites": ["s2"]}
        )
        assert answer.status_code == 400
        assert "pirates" in answer.json()["detail"]
        assert answer.json()["details"]["verdicts"]
        assert not [fact for fact in await facts(client) if fact["origin"] == "edited"]


async def test_a_citation_that_is_not_there_is_told(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        answer = await client.post("/v1/items/book-1/facts", json={**WRITTEN, "cites": ["s9"]})
    assert answer.status_code == 400
    assert "s1 to s2" in answer.json()["detail"]


async def test_a_refused_fact_is_never_shown_again(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        for fact in await facts(client):
            refusal = {"approves": False, "by": "Ada", "because": "It gives the ending away."}
            told = (await client.put(f"/v1/items/book-1/facts/{fact['id']}/review", json=refusal)).json()
            assert (told["status"], told["verdicts"][-1]["hint"]) == ("refused", refusal["because"])
            again = await client.put(
                f"/v1/items/book-1/facts/{fact['id']}/review", json={"approves": True, "by": "Ben"}
            )
            assert again.status_code == 409
        answer = (await client.post("/v1/recommendations", json={"surface": "home"})).json()
    assert [one for shown in answer["items"] for one in shown["sentences"] if one["kind"] == "fact"] == []


async def test_a_deleted_item_has_no_facts(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        await client.put("/v1/items/book-1", json=item)
        await client.delete("/v1/items/book-1")
        assert (await client.get("/v1/items/book-1/facts")).status_code == 404
    assert world.parts.facts is not None
    assert await world.parts.facts.texts_of("book-1") == []


async def test_unknown_items_and_facts_are_told(world: World, item: dict[str, Any]) -> None:
    async with world.client() as client:
        assert (await client.get("/v1/items/nothing/facts")).status_code == 404
        await client.put("/v1/items/book-1", json=item)
        review = {"approves": True, "by": "Ada"}
        unknown = await client.put(f"/v1/items/book-1/facts/{'0' * 24}/review", json=review)
    assert unknown.status_code == 404
