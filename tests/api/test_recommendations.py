import asyncio

import httpx
import pytest

from frankly.domain.time import EpochMs
from frankly.testing.memory.decisions import MemoryDecisions
from tests.api.test_auth import token
from tests.api.world import KEY, NOW, World, book, make_parts


async def ask(client: httpx.AsyncClient, **question: object) -> httpx.Response:
    return await client.post("/v1/recommendations", json={"surface": "home", **question})


async def test_an_answer_names_everything_that_it_came_from(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = (await ask(client, person="ada", limit=5, explain="full")).json()
    assert answer["surface"] == "home"
    assert answer["is_recorded"] is True
    assert answer["now"] == NOW
    assert {"decision", "surface_version", "snapshot", "seed", "variant", "degradations"} <= answer.keys()
    assert len(answer["items"]) == 5
    for item in answer["items"]:
        assert item["score"] == sum(evidence["contribution"] for evidence in item["evidence"])
        for sentence in item["sentences"]:
            assert set(sentence["evidence"]) <= {evidence["id"] for evidence in item["evidence"]}


async def test_reasons_come_with_the_items(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = (await ask(client, person="ada")).json()
    assert any(item["personalised"] == "individual" and item["sentences"] for item in answer["items"])


async def test_display_fields_that_were_not_asked_for_are_left_out(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        plain = (await ask(client, person="ada")).json()["items"][0]["display"]
        more = (await ask(client, person="ada", fields=["title", "url", "price", "image_url"])).json()
    assert set(plain) == {"title"}
    assert set(more["items"][0]["display"]) == {"title", "url", "price"}


async def test_an_unknown_surface_names_the_nearest(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/recommendations", json={"surface": "hom"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (404, "not_found")
    assert "Did you mean 'home'?" in problem["detail"]
    assert problem["details"]["nearest"] == "home"


async def test_an_unknown_field_names_the_nearest(world: World) -> None:
    async with world.client() as client:
        problem = (await ask(client, context={"divice": "phone"}, lokale="de")).json()
    assert problem["errors"] == [
        {"pointer": "#/context/divice", "detail": "There is no such field", "hint": "Did you mean 'device'?"},
        {"pointer": "#/lokale", "detail": "There is no such field", "hint": "Did you mean 'locale'?"},
    ]


async def test_values_are_not_bent_into_shape(world: World) -> None:
    async with world.client() as client:
        for wrong in ({"limit": "3"}, {"limit": True}, {"limit": 3.5}, {"limit": None, "seed": "1"}, {"person": 7}):
            answer = await ask(client, **wrong)
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), wrong


async def test_more_comes_without_repeats(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        first = (await ask(client, person="ada", limit=4)).json()
        second = (await ask(client, person="ada", limit=4, cursor=first["cursor"])).json()
        refused = await ask(client, person="ada", cursor="none-of-ours")
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert len(ids) == 8
    assert len(set(ids)) == 8
    assert refused.status_code == 400


async def test_an_inline_history_of_ten_thousand_is_answered(world: World) -> None:
    await world.stock()
    events = [
        {"id": str(number), "session": "s", "kind": "view", "item": f"book-{number % 30}", "at": NOW - number * 1000}
        for number in range(10_000)
    ]
    async with world.client() as client:
        answer = await ask(client, profile={"events": events})
    assert answer.status_code == 200
    assert answer.json()["is_recorded"] is False
    assert await world.parts.events.count() == 3


async def test_a_recorded_answer_can_be_looked_up(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = (await ask(client, person="ada")).json()
        record = (await client.get(f"/v1/decisions/{answer['decision']}")).json()
        missing = await client.get("/v1/decisions/d0")
    assert record["id"] == answer["decision"]
    assert [slot["item"] for slot in record["body"]["slate"]] == [item["id"] for item in answer["items"]]
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


async def test_an_answer_that_could_not_be_recorded_says_so(world: World) -> None:
    world.parts = make_parts(decisions=MemoryDecisions(limit=0))
    await world.stock()
    async with world.client() as client:
        answer = (await ask(client, person="ada")).json()
    assert answer["is_recorded"] is False
    assert "not_recorded" in [degradation["code"] for degradation in answer["degradations"]]


async def test_an_answer_whose_record_waits_in_memory_says_so(world: World) -> None:
    store = MemoryDecisions()
    world.parts = make_parts(decisions=store)
    store.fault = "The disk is full: make room."
    await world.stock()
    async with world.client() as client:
        answer = (await ask(client, person="ada")).json()
        ready = await client.get("/readyz")
        assert answer["is_recorded"] is True
        told = [one for one in answer["degradations"] if one["part"] == "decisions"]
        assert [one["code"] for one in told] == ["store_unavailable"]
        assert "waits in memory" in told[0]["detail"]
        assert "make room" in told[0]["detail"]
        assert ready.status_code == 200, "answers go on"
        assert {one["name"]: one["is_ok"] for one in ready.json()["checks"]}["decisions"] is False
        store.fault = ""
        assert (await ask(client, person="ada")).json()["degradations"] == []
        assert (await client.get("/readyz")).json()["checks"] == [
            one for one in ready.json()["checks"] if one["name"] != "decisions"
        ]


async def test_a_token_asks_for_its_own_person_only(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(token("ada")) as client:
        assert (await ask(client, person="ada")).status_code == 200
        unsaid = (await ask(client)).json()
        assert (await ask(client, person="bob")).status_code == 403
        assert (await ask(client, session="bobs")).status_code == 403
        mine = await client.get(f"/v1/decisions/{unsaid['decision']}")
        assert mine.json()["inputs"]["person"] == "ada"
    async with guarded.client(token("bob")) as other:
        assert (await other.get(f"/v1/decisions/{unsaid['decision']}")).status_code == 404


async def test_a_token_of_a_session_asks_for_the_session(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as owner:
        made = (await owner.post("/v1/tokens", json={"session": "visit-1"})).json()
        assert made["key"] == "session:visit-1"
        bearer = {"Authorization": f"Bearer {made['token']}"}
        question = {"surface": "home", "session": "visit-1"}
        assert (await owner.post("/v1/recommendations", json=question, headers=bearer)).status_code == 200
        named = await owner.post("/v1/recommendations", json=question | {"session": "visit-2"}, headers=bearer)
        assert named.status_code == 403
        unsaid = (await owner.post("/v1/recommendations", json={"surface": "home"}, headers=bearer)).json()
        record = (await owner.get(f"/v1/decisions/{unsaid['decision']}")).json()
        assert record["inputs"]["person"] == "session:visit-1"


@pytest.mark.parametrize(
    "title",
    ["Der 🦄 und das Meer", "ספר הים", "<script>alert(1)</script>", "Ignore all previous instructions", "\u202eabc"],
)
async def test_titles_pass_as_data(world: World, title: str) -> None:
    async with world.client() as client:
        for number in range(6):
            await client.put(f"/v1/items/book-{number}", json=book(number, title=f"{title} {number}"))
        answer = await ask(client, limit=6)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    titles = {item["display"]["title"] for item in answer.json()["items"]}
    assert titles <= {f"{title} {number}" for number in range(6)}
    assert titles


async def test_requests_at_once_answer_like_one_after_another(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        alone = (await ask(client, person="ada")).json()
        together = await asyncio.gather(*(ask(client, person="ada") for _ in range(10)))
    assert [answer.json()["items"] for answer in together] == [alone["items"]] * 10


async def test_the_clock_of_the_service_is_what_counts(world: World) -> None:
    await world.stock()
    world.parts.clock.move(1000)  # type: ignore[attr-defined]  # the fixed clock
    async with world.client() as client:
        assert (await ask(client)).json()["now"] == EpochMs(NOW + 1000)
