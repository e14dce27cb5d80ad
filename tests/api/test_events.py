from typing import Any

import pytest

from tests.api.test_auth import token
from tests.api.world import DAY_MS, KEY, NOW, World


def event(name: str = "e1", **changes: Any) -> dict[str, Any]:
    return {"id": name, "person": "ada", "kind": "like", "item": "book-1", "at": NOW - DAY_MS} | changes


async def outcomes(world: World, *events: object) -> list[tuple[str, str, str | None]]:
    async with world.client() as client:
        answer = await client.post("/v1/events", json={"events": list(events)})
    assert answer.status_code == 200
    return [(row["id"], row["outcome"], row["code"]) for row in answer.json()["receipts"]]


async def test_an_event_is_stored_once(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        first = (await client.post("/v1/events", json=event())).json()
        again = (await client.post("/v1/events", json=event())).json()
    assert first["receipts"] == [{"id": "e1", "outcome": "stored", "code": None, "message": None, "received": NOW}]
    assert again["receipts"][0]["outcome"] == "duplicate"
    assert "a different act needs an id of its own" in again["receipts"][0]["message"]


async def test_a_bad_row_costs_only_itself(world: World) -> None:
    await world.stock()
    assert await outcomes(
        world,
        event("good"),
        event("no-item", item=None),
        "no event at all",
        event("odd", kind="lik"),
        event("text", at="2026-11-20T09:00:00Z"),
        event("bent", quantity="2"),
        {"id": 5},
    ) == [
        ("good", "stored", None),
        ("no-item", "rejected", "invalid_event"),
        ("", "rejected", "invalid_event"),
        ("odd", "rejected", "invalid_event"),
        ("text", "stored", None),
        ("bent", "rejected", "invalid_event"),
        ("", "rejected", "invalid_event"),
    ]


async def test_a_clock_a_little_ahead_is_forgiven_and_one_far_ahead_is_not(world: World) -> None:
    await world.stock()
    rows = await outcomes(
        world, event("little", at=NOW + 60_000), event("far", at="2099-01-01T00:00:00Z"), event("old", at=0)
    )
    assert rows == [
        ("little", "stored", None),
        ("far", "rejected", "event_in_future"),
        ("old", "rejected", "event_too_old"),
    ]


async def test_an_event_may_come_before_its_item(world: World) -> None:
    assert await outcomes(world, event(item="not-yet")) == [("e1", "stored", "item_unknown")]


@pytest.mark.parametrize("bad", [event(kind="lik"), event(at=NOW * 2), event(at=NOW + DAY_MS), {}, [event()], "x", 7])
async def test_a_single_event_that_cannot_be_stored_is_a_problem(world: World, bad: object) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/events", json=bad)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert await world.parts.events.count() == 0


@pytest.mark.parametrize("body", [{"events": []}, {"events": 1}, {"events": [event()], "x": 1}])
async def test_a_batch_of_another_shape_is_refused(world: World, body: object) -> None:
    async with world.client() as client:
        assert (await client.post("/v1/events", json=body)).status_code == 400


async def test_more_than_a_thousand_are_refused_whole(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/events", json={"events": [event(str(n)) for n in range(1001)]})
    assert answer.status_code == 413
    assert await world.parts.events.count() == 0


async def test_a_thousand_are_taken(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/events", json={"events": [event(str(n)) for n in range(1000)]})
    assert [row["id"] for row in answer.json()["receipts"]] == [str(n) for n in range(1000)]
    assert await world.parts.events.count() == 1000


async def test_what_somebody_hides_is_gone_from_the_next_request(world: World) -> None:
    await world.stock()
    question = {"surface": "home", "person": "ada", "limit": 5}
    async with world.client() as client:
        shown = (await client.post("/v1/recommendations", json=question)).json()["items"][0]["id"]
        await client.post("/v1/events", json=event(kind="hide", item=shown))
        after = (await client.post("/v1/recommendations", json=question)).json()["items"]
    assert shown not in {item["id"] for item in after}


async def test_a_token_brings_events_of_its_own_person_only(guarded: World) -> None:
    await guarded.stock()
    unsaid = {name: value for name, value in event("unsaid").items() if name != "person"}
    async with guarded.client(token("ada", ["events"])) as client:
        answer = await client.post(
            "/v1/events", json={"events": [event("mine"), event("theirs", person="bob"), unsaid]}
        )
        alone = await client.post("/v1/events", json=event("theirs", person="bob"))
        session = await client.post("/v1/events", json=event("visit", person=None, session="bobs"))
        assert (await client.post("/v1/events", json=unsaid)).json()["receipts"][0]["outcome"] == "duplicate"
    rows = [(row["id"], row["outcome"], row["code"]) for row in answer.json()["receipts"]]
    assert rows == [("mine", "stored", None), ("theirs", "rejected", "forbidden"), ("unsaid", "stored", None)]
    assert (alone.status_code, session.status_code) == (403, 403)
    record = await guarded.parts.people.read("ada", history_limit=100, seen_since=None)
    assert {"mine", "unsaid"} <= set(record.history.event_ids)


async def test_what_is_said_of_a_sentence_is_held_to_its_answer_and_counted_by_verdict(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as owner:
        answer = (await owner.post("/v1/recommendations", json={"surface": "home", "person": "ada"})).json()
        item = next(item for item in answer["items"] if item["sentences"])

        def judged(name: str, sentence: int, verdict: str = "wrong", person: str = "ada") -> dict[str, Any]:
            said = {"decision": answer["decision"], "sentence": sentence, "verdict": verdict}
            return event(name, kind="feedback", item=item["id"], feedback=said, person=person)

        rows = [judged("f1", 0), judged("f2", 77), judged("f3", 0, "creepy"), judged("f1", 0)]
        receipts = (await owner.post("/v1/events", json={"events": rows})).json()["receipts"]
        bearer = {"Authorization": f"Bearer {token('bob', ['events'])}"}
        theirs = await owner.post("/v1/events", json=judged("f4", 0, person="bob"), headers=bearer)
        counted = (await owner.get("/metrics")).text
        await owner.post(
            "/v1/events", json=judged("f5", 0, "helpful") | {"feedback": {"decision": "d9", "verdict": "wrong"}}
        )
        told = (await owner.get("/v1/feedback")).json()
        kept_from = await owner.get("/v1/feedback", headers=bearer)
    assert [(row["outcome"], row["code"]) for row in receipts] == [
        ("stored", None),
        ("rejected", "sentence_unknown"),
        ("stored", None),
        ("duplicate", None),
    ]
    assert (theirs.status_code, theirs.json()["code"]) == (400, "invalid")
    assert 'frankly_feedback_total{verdict="wrong"} 1.0' in counted
    assert 'frankly_feedback_total{verdict="creepy"} 1.0' in counted
    [sentence] = told["sentences"]
    assert (sentence["text"], sentence["decisions"]) == (item["sentences"][0]["text"], [answer["decision"]])
    assert (sentence["wrong"], sentence["creepy"], sentence["helpful"]) == (1, 1, 0)
    assert (told["read"], told["unreadable"]) == (3, 1)
    assert kept_from.status_code == 403


async def test_impressions_count_once_and_only_for_what_was_served(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        answer = (await client.post("/v1/recommendations", json={"surface": "home", "person": "ada"})).json()
        seen = {"decision": answer["decision"], "item": answer["items"][0]["id"], "slot": 1}
        rows = [seen, seen, seen | {"item": "book-404"}, seen | {"slot": "1"}, 7, seen | {"at": NOW + DAY_MS}]
        receipts = (await client.post("/v1/impressions", json={"impressions": rows})).json()["receipts"]
    assert [(row["outcome"], row["code"]) for row in receipts] == [
        ("counted", None),
        ("ignored", "impression_known"),
        ("ignored", "item_not_in_answer"),
        ("rejected", "invalid_impression"),
        ("rejected", "invalid_impression"),
        ("rejected", "event_in_future"),
    ]


async def test_a_token_reports_what_its_own_person_saw_only(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as owner:
        seen = []
        for person in ("ada", "bob"):
            answer = (await owner.post("/v1/recommendations", json={"surface": "home", "person": person})).json()
            seen.append({"decision": answer["decision"], "item": answer["items"][0]["id"], "slot": 1})
        rows = [*seen, seen[0] | {"decision": "d-unknown"}]
        bearer = {"Authorization": f"Bearer {token('ada', ['impressions'])}"}
        receipts = (await owner.post("/v1/impressions", json={"impressions": rows}, headers=bearer)).json()["receipts"]
    assert [(row["outcome"], row["code"]) for row in receipts] == [
        ("counted", None),
        ("rejected", "forbidden"),
        ("rejected", "forbidden"),
    ]
