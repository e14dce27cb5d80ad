from html import escape
from typing import Any

import httpx
import pytest

from tests.api.test_auth import token
from tests.api.world import World


async def allowed(client: httpx.AsyncClient, **purposes: bool) -> None:
    answer = await client.put("/v1/people/ada/consent", json={"purposes": {"email": True, **purposes}})
    assert answer.status_code == 200, answer.text


async def write(client: httpx.AsyncClient, **asked: Any) -> httpx.Response:
    return await client.post("/v1/messages", json={"person": "ada", **asked})


async def test_a_message_has_every_part_and_names_its_decision(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await allowed(client)
        answer = await write(client, first_name="Ada", locale="en", limit=3)
        message = answer.json()
        record = (await client.get(f"/v1/decisions/{message['decision']}")).json()
        first = message["items"][0]["id"]
        why = await client.get(f"/v1/decisions/{message['decision']}/why", params={"item": first})
    assert answer.status_code == 200
    for role in ("subject", "preheader", "greeting", "intro", "closing"):
        assert (message[role]["role"], bool(message[role]["text"])) == (role, True)
    assert len(message["items"]) == 3
    assert message["salutation"] in message["text"]
    assert message["html"].startswith("<!DOCTYPE html>")
    assert record["inputs"]["surface"] == "email"
    assert record["inputs"]["request"]["message"] == {"tone": None, "is_named": True}
    assert (why.status_code, why.json()["item"]) == (200, first)


async def test_without_consent_the_refusal_says_what_to_do(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = await write(client)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (403, "consent_missing")
    assert "purpose 'email'" in problem["detail"]


async def test_who_refuses_a_profile_gets_the_version_for_everybody(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await allowed(client, profile=False)
        message = (await write(client)).json()
    assert "profile" not in message["scope"]["purposes"]
    assert message["items"]


async def test_nobody_in_particular_gets_no_message(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/messages", json={"locale": "en"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "say who it is for" in answer.text


@pytest.mark.parametrize("wrong", [{"limit": 13}, {"limit": "3"}, {"first_name": 7}, {"toen": "warm"}, {"person": ""}])
async def test_a_question_that_does_not_fit_is_refused(world: World, wrong: dict[str, object]) -> None:
    async with world.client() as client:
        answer = await write(client, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


async def test_an_unknown_surface_names_the_nearest(world: World) -> None:
    async with world.client() as client:
        answer = await write(client, surface="emial")
    assert answer.status_code == 404
    assert "Did you mean 'email'?" in answer.json()["detail"]


async def test_a_person_token_writes_no_messages(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(key=token("ada")) as person:
        answer = await write(person)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_the_name_is_in_no_log(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await allowed(client)
        assert (await write(client, first_name="Xanthippe")).status_code == 200
    assert "Xanthippe" not in world.log.getvalue()


async def test_sentences_of_messages_are_counted(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await allowed(client)
        await write(client)
        counted = (await client.get("/metrics")).text
    assert 'frankly_sentences_total{origin="template"}' in counted


async def test_the_page_about_a_message_shows_its_subject_and_opening(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await allowed(client)
        message = (await write(client)).json()
        page = (await client.get(f"/v1/decisions/{message['decision']}.html")).text
    for role in ("subject", "intro"):
        assert escape(message[role]["text"], quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')
