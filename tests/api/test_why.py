"""Explanations over HTTP: what they say, who may ask, and that nothing is written."""

from typing import Any

import httpx

from tests.api.world import DAY_MS, KEY, NOW, World, view


async def asked(client: httpx.AsyncClient, person: str = "ada") -> dict[str, Any]:
    answer = await client.post("/v1/recommendations", json={"surface": "home", "person": person})
    found: dict[str, Any] = answer.json()
    return found


async def test_why_says_what_the_score_is_made_of_and_reads_as_a_paragraph(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = await asked(client)
        first = answer["items"][0]
        english = await client.get(f"/v1/decisions/{answer['decision']}/why", params={"item": first["id"]})
        german = await client.get(
            f"/v1/decisions/{answer['decision']}/why", params={"item": first["id"], "locale": "de"}
        )
    why = english.json()
    assert english.status_code == 200
    assert (why["item"], why["slot"], why["score"]) == (first["id"], 1, first["score"])
    assert sum(piece["contribution"] for piece in why["evidence"]) == why["score"]
    assert why["vote"] is None
    assert why["said"]["text"]
    assert {sentence["locale"] for sentence in german.json()["said"]["sentences"]} == {"de"}


async def test_why_not_names_what_kept_an_item_out_and_what_would_bring_it_in(world: World) -> None:
    await world.stock(60)
    async with world.client() as client:
        answer = await asked(client)
        shown = {item["id"] for item in answer["items"]}
        outside = next(f"book-{number}" for number in range(60) if f"book-{number}" not in shown)
        address = f"/v1/decisions/{answer['decision']}/why-not"
        plain = (await client.get(address, params={"item": outside})).json()
        advised = (await client.get(address, params={"item": outside, "advice": "1"})).json()
        assert plain["verdict"] != "in_slate"
        assert plain["advice"] is None
        assert advised["tried"] > 0
        assert {**advised, "advice": None, "tried": 0} == plain
        for advice in advised["advice"]:
            body = {"decision": answer["decision"], "changes": advice["changes"]}
            after = (await client.post("/v1/what-if", json=body)).json()
            assert {item["item"]: item["slot"] for item in after["after"]}[outside] == advice["slot"]


async def test_unknown_items_and_decisions_are_told(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = await asked(client)
        item = await client.get(f"/v1/decisions/{answer['decision']}/why-not", params={"item": "bok-7"})
        outside = await client.get(f"/v1/decisions/{answer['decision']}/why", params={"item": "bok-7"})
        decision = await client.get("/v1/decisions/d0/why", params={"item": "book-1"})
        nothing = await client.get(f"/v1/decisions/{answer['decision']}/why")
    assert (item.status_code, item.json()["details"]["nearest"]) == (404, "book-7")
    assert outside.status_code == decision.status_code == 404
    assert nothing.status_code == 400


async def test_token_asks_about_its_own_person_only(guarded: World) -> None:
    await guarded.stock()
    await guarded.parts.events.append([view("other", "book-3", person="ben")], NOW)
    async with guarded.client(KEY) as client:
        own, other = await asked(client), await asked(client, "ben")
        token = (await client.post("/v1/tokens", json={"person": "ada", "scopes": ["recommendations"]})).json()["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        reached = []
        for answer in (own, other):
            for what in ("why", "why-not"):
                address, item = f"/v1/decisions/{answer['decision']}/{what}", answer["items"][0]["id"]
                reached.append((await client.get(address, params={"item": item}, headers=bearer)).status_code)
        assert reached == [200, 200, 404, 404]
        suppose = {"changes": {"unavailable": ["book-1"]}}
        about = {
            "own decision": {"decision": own["decision"]},
            "other decision": {"decision": other["decision"]},
            "oneself": {"request": {"surface": "home"}},
            "somebody else": {"request": {"surface": "home", "person": "ben"}},
        }
        found = {
            name: (await client.post("/v1/what-if", json=question | suppose, headers=bearer)).status_code
            for name, question in about.items()
        }
    assert found == {"own decision": 200, "other decision": 404, "oneself": 200, "somebody else": 403}


async def test_what_if_shows_both_slates_and_writes_nothing(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        before = await asked(client)
        await world.parts.decisions.flush()
        decisions, acts = await world.parts.decisions.count(), await world.parts.events.count()
        body = {
            "request": {"surface": "home", "person": "ada"},
            "changes": {
                "add_events": [{"kind": "like", "item": "book-5", "at": NOW - DAY_MS}],
                "remove_events": ["seen-0"],
                "weights": {"popular": 0.7},
            },
        }
        answer = await client.post("/v1/what-if", json=body)
        after = await asked(client)
        await world.parts.decisions.flush()
    found = answer.json()
    assert answer.status_code == 200
    assert [item["item"] for item in found["before"]] == [item["id"] for item in before["items"]]
    assert found["entered"] or found["moved"]
    assert after == before
    assert (await world.parts.decisions.count(), await world.parts.events.count()) == (decisions, acts)


async def test_what_if_needs_one_question(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        neither = await client.post("/v1/what-if", json={"changes": {}})
        inline = await client.post("/v1/what-if", json={"request": {"surface": "home", "profile": {}}})
        unknown = await client.post(
            "/v1/what-if",
            json={"request": {"surface": "home", "person": "ada"}, "changes": {"remove_events": ["nothing"]}},
        )
        search = await client.post(
            "/v1/what-if",
            json={"request": {"surface": "home", "person": "ada"}, "changes": {"add_events": [{"kind": "search"}]}},
        )
    assert [one.status_code for one in (neither, inline, unknown, search)] == [400] * 4
