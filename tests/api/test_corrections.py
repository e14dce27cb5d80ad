from typing import Any

import httpx
import pytest

from frankly.domain.person.correction import Correction
from frankly.domain.person.event import Event
from frankly.pipelines.people.told_decision import told_decision
from tests.api.test_auth import token
from tests.api.world import DAY_MS, KEY, NOW, World, view

Json = dict[str, Any]
OLD = {"hides": "book-1", "at": NOW - 400 * DAY_MS}


async def ask(client: httpx.AsyncClient, **who: str) -> Json:
    question = {"surface": "home", "explain": "full", **(who or {"person": "ada"})}
    answer = await client.post("/v1/recommendations", json=question)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def correct(client: httpx.AsyncClient, decision: str, item: str, kind: str, **named: str) -> Json:
    said = {"item": item, "kind": kind, **named}
    answer = await client.post(f"/v1/decisions/{decision}/corrections", json=said)
    assert answer.status_code == 200, answer.text
    made: Json = answer.json()
    return made


def ids(answer: Json) -> list[str]:
    return [item["id"] for item in answer["items"]]


def receipts(answer: Json) -> set[str]:
    """Acts and facts that anything in an answer rests on."""
    return {name for item in answer["items"] for piece in item["evidence"] for name in piece["receipts"]}


@pytest.fixture
async def world(world: World) -> World:
    await world.stock()
    return world


async def test_what_is_not_to_be_used_is_gone_from_the_next_answer_and_back_when_undone(world: World) -> None:
    async with world.client() as client:
        before = await ask(client)
        record = (await client.get(f"/v1/decisions/{before['decision']}")).content
        item, piece = before["items"][0], before["items"][0]["evidence"][0]
        made = await correct(client, before["decision"], item["id"], "dont_use", evidence=piece["id"])
        after = await ask(client)
        assert made["acts"] == piece["receipts"]
        assert receipts(before) - receipts(after) == set(made["acts"])
        undone = await client.delete(f"/v1/decisions/{before['decision']}/corrections/{made['id']}")
        assert undone.json() == made | {"undone": NOW}
        again = await ask(client)
        assert again == before
        assert (await client.get(f"/v1/decisions/{before['decision']}")).content == record


async def test_all_acts_behind_a_piece_are_meant_and_later_ones_count(world: World) -> None:
    views = [view(f"v{number}", "book-1", kind="view") for number in range(14)]
    await world.parts.events.append(views, NOW)
    async with world.client() as client:
        answer = await ask(client)
        item, piece = next(
            (item, piece)
            for item in answer["items"]
            for piece in item["evidence"]
            if piece["kind"] == "viewed" and piece["anchor"]["value"] == "book-1"
        )
        assert (piece["count"], len(piece["receipts"])) == (14, 10)
        made = await correct(client, answer["decision"], item["id"], "dont_use", evidence=piece["id"])
        assert sorted(made["acts"]) == sorted(f"v{number}" for number in range(14))
        assert not receipts(await ask(client)) & set(made["acts"])
        await world.parts.events.append([view("later", "book-1", kind="view")], NOW)
        assert "later" in receipts(await ask(client))


async def test_a_ground_of_a_category_is_not_used_in_future_either(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        item = next(item for item in answer["items"] if item["grounds"][0]["anchor"]["type"] == "category")
        made = await correct(client, answer["decision"], item["id"], "dont_use", ground="g1")
        assert made["rule"] == {"kind": "liked", "category": "Sea"}
        await world.parts.events.append([view("more", "book-18"), view("other", "book-1")], NOW)
        assert receipts(await ask(client)) == {"other"}
        await client.delete(f"/v1/decisions/{answer['decision']}/corrections/{made['id']}")
        assert receipts(await ask(client)) == {"seen-0", "seen-6", "seen-12", "more", "other"}


async def test_what_is_of_no_interest_is_hidden_and_a_category_with_it(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        first = ids(answer)[0]
        made = await correct(client, answer["decision"], first, "not_interested")
        assert made["text"] == "Hidden: “The Sea Book”."
        assert first not in ids(await ask(client))
        both = await correct(client, answer["decision"], first, "not_interested", ground="g1")
        assert both["text"] == "Hidden: “The Sea Book”. Rather nothing of Sea."
        averse = await ask(client)
        kinds = {piece["kind"] for item in averse["items"] for piece in item["evidence"]}
        assert not set(ids(averse)) & {"book-18", "book-24"} or "stated_aversion" in kinds
        for one in (made, both):
            await client.delete(f"/v1/decisions/{answer['decision']}/corrections/{one['id']}")
        assert await ask(client) == answer


async def test_acts_of_somebody_else_leave_everyones_statistics(world: World) -> None:
    await world.parts.events.append([view(f"b{number}", f"book-{number}", "ben") for number in (0, 6, 12)], NOW)

    async def counted() -> list[str]:
        chunks = [chunk async for chunk in world.parts.events.columns()]
        return [f"{who} {item}" for chunk in chunks for who, item in zip(chunk.people, chunk.items, strict=True)]

    async with world.client() as client:
        answer = await ask(client)
        item = next(item for item in answer["items"] if item["grounds"][0]["anchor"]["type"] == "category")
        made = await correct(client, answer["decision"], item["id"], "not_me", ground="g1")
        assert set(made["acts"]) == {"seen-0", "seen-6", "seen-12"}
        assert receipts(await ask(client)) == set()
        assert await counted() == ["ben book-0", "ben book-12", "ben book-6"]
        await client.delete(f"/v1/decisions/{answer['decision']}/corrections/{made['id']}")
        assert len(await counted()) == 6


async def test_a_stated_fact_is_passed_over_and_stays_stored(world: World) -> None:
    fact = {"kind": "interest", "field": "category", "value": "Poetry"}
    async with world.client() as client:
        await client.put("/v1/people/ben/facts", json={"facts": [fact]})
        answer = await ask(client, person="ben")
        item, piece = next(
            (item, piece)
            for item in answer["items"]
            for piece in item["evidence"]
            if piece["kind"] == "stated_interest"
        )
        made = await correct(client, answer["decision"], item["id"], "dont_use", evidence=piece["id"])
        assert made["facts"] == piece["receipts"]
        assert receipts(await ask(client, person="ben")) == set()
        known = (await client.get("/v1/people/ben")).json()
    assert (known["stated"], [fact["value"] for fact in known["passed_over"]]) == ([], ["Poetry"])


async def test_the_same_said_again_is_the_same_correction(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        said = (answer["decision"], ids(answer)[0], "dont_use")
        one = await correct(client, *said, evidence="e1")
        assert await correct(client, *said, evidence="e1") == one
        listed = (await client.get("/v1/people/ada/corrections")).json()
        assert [made["id"] for made in listed["corrections"]] == [one["id"]]
        path = f"/v1/decisions/{answer['decision']}/corrections/{one['id']}"
        assert (await client.delete(path)).json() == (await client.delete(path)).json()
        assert await correct(client, *said, evidence="e1") == one


async def test_acts_that_are_passed_over_are_shown_with_the_mark(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        made = await correct(client, answer["decision"], ids(answer)[0], "dont_use", evidence="e1")
        known = (await client.get("/v1/people/ada")).json()
    marked = {name for acts in known["observed"] for name in acts["passed_over"]}
    assert marked == set(made["acts"])
    assert {name for acts in known["observed"] for name in acts["receipts"]} == {"seen-0", "seen-6", "seen-12"}
    assert [one["id"] for one in known["corrections"]] == [made["id"]]
    assert marked & {name for fact in known["inferred"] for name in fact["receipts"]} == set()


async def test_corrections_are_told_in_the_language_that_is_asked_for(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        await correct(client, answer["decision"], ids(answer)[0], "dont_use", ground="g1")
        english = (await client.get("/v1/people/ada/corrections")).json()["corrections"][0]["text"]
        german = (await client.get("/v1/people/ada/corrections?lang=de")).json()["corrections"][0]["text"]
        assert (await client.get("/v1/people/ada/corrections?lang=xx")).status_code == 400
    assert english == "Not used, now and in future: you liked something in Sea."
    assert german == "Nicht verwendet, jetzt und künftig (Gemocht: etwas im Bereich Sea)."


@pytest.mark.parametrize(
    ("said", "status", "message"),
    [
        ({"kind": "dont_use", "evidence": "e99"}, 404, "Known are: e1, e2, e3"),
        ({"kind": "dont_use", "ground": "g99"}, 404, "Known are: g1, g2"),
        ({"kind": "dont_use", "evidence": "g1"}, 404, "Such an id is that of a ground: send it as 'ground'."),
        (
            {"kind": "dont_use", "ground": "e1"},
            404,
            "Such an id is that of a piece of evidence: send it as 'evidence'.",
        ),
        ({"kind": "dont_use", "evidence": "e1", "item": "nope"}, 404, "In it were: book-18"),
        ({"kind": "dont_use"}, 400, "needs 'evidence' or 'ground'"),
        ({"kind": "dont_use", "evidence": "e1", "ground": "g1"}, 400, "either 'evidence' or 'ground'"),
        ({"kind": "dont_use", "evidence": "<b>"}, 400, "evidence"),
        ({"kind": "never", "evidence": "e1"}, 400, "kind"),
    ],
)
async def test_errors_name_what_there_is(world: World, said: Json, status: int, message: str) -> None:
    async with world.client() as client:
        answer = await ask(client)
        body = {"item": ids(answer)[0], **said}
        refused = await client.post(f"/v1/decisions/{answer['decision']}/corrections", json=body)
        gone = await client.delete(f"/v1/decisions/{answer['decision']}/corrections/c1")
    assert refused.status_code == status
    assert message in refused.json()["detail"]
    assert gone.status_code == 404


async def test_what_is_not_about_the_person_cannot_be_left_out(world: World) -> None:
    async with world.client() as client:
        nobody = await ask(client, person="ben")
        item = nobody["items"][0]
        path = f"/v1/decisions/{nobody['decision']}/corrections"
        said = {"item": item["id"], "kind": "dont_use", "evidence": item["evidence"][0]["id"]}
        refused = await client.post(path, json=said)
        assert (refused.status_code, "nothing about this person" in refused.json()["detail"]) == (400, True)
        looking = {"surface": "item", "person": "ada", "explain": "full", "context": {"item": "book-1"}}
        answer = (await client.post("/v1/recommendations", json=looking)).json()
        item, piece = next(
            (item, piece) for item in answer["items"] for piece in item["evidence"] if piece["kind"] == "context_item"
        )
        said = {"item": item["id"], "kind": "dont_use", "evidence": piece["id"]}
        refused = await client.post(f"/v1/decisions/{answer['decision']}/corrections", json=said)
        assert '{"evidence": {"situation": false}}' in refused.json()["detail"]


async def test_nobodys_decision_has_no_profile_to_correct(world: World) -> None:
    async with world.client() as client:
        answer = (await client.post("/v1/recommendations", json={"surface": "home"})).json()
        said = {"item": ids(answer)[0], "kind": "not_interested"}
        refused = await client.post(f"/v1/decisions/{answer['decision']}/corrections", json=said)
    assert (refused.status_code, "nobody in particular" in refused.json()["detail"]) == (400, True)


async def test_a_session_corrects_and_its_person_keeps_that(world: World) -> None:
    acts = [{"session": "s1", "person": None, "id": f"s{number}", "item": f"book-{number}"} for number in (0, 6, 12)]
    await world.parts.events.append(
        [Event.model_validate({"kind": "like", "at": NOW - DAY_MS} | act) for act in acts], NOW
    )
    async with world.client() as client:
        answer = await ask(client, session="s1")
        made = await correct(client, answer["decision"], ids(answer)[0], "dont_use", evidence="e1")
        assert set(made["acts"]) & receipts(await ask(client, session="s1")) == set()
        await world.parts.people.merge("session:s1", "cay", NOW)
        assert set(made["acts"]) & receipts(await ask(client, person="cay")) == set()
        assert len((await client.get("/v1/people/cay/decisions")).json()["decisions"]) == 3
        undone = await client.delete(f"/v1/decisions/{answer['decision']}/corrections/{made['id']}")
        assert undone.status_code == 200
        assert set(made["acts"]) <= receipts(await ask(client, person="cay"))


async def test_a_token_reaches_its_own_person_only(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as owner:
        answer = await ask(owner)
    path = f"/v1/decisions/{answer['decision']}/corrections"
    said = {"item": ids(answer)[0], "kind": "dont_use", "evidence": "e1"}
    async with guarded.client(token("ben")) as stranger:
        assert (await stranger.post(path, json=said)).status_code == 404
        assert (await stranger.delete(f"{path}/c1")).status_code == 404
        for list_of in ("corrections", "decisions"):
            assert (await stranger.get(f"/v1/people/ada/{list_of}")).status_code == 403
    async with guarded.client(token("ada", ["recommendations"])) as narrow:
        assert (await narrow.post(path, json=said)).status_code == 403
    async with guarded.client(token("ada")) as person:
        made = await person.post(path, json=said)
        assert made.status_code == 200
        assert (await person.get("/v1/people/ada/corrections")).json()["corrections"] == [made.json()]
        assert (await person.delete(f"{path}/{made.json()['id']}")).status_code == 200
        assert len((await person.get("/v1/people/ada/decisions")).json()["decisions"]) == 1


async def test_deleting_and_resetting_count_corrections(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        await correct(client, answer["decision"], ids(answer)[0], "dont_use", evidence="e1")
        assert (await client.post("/v1/people/ada/reset")).json()["rows"]["corrections"] == 1
        assert (await client.get("/v1/people/ada/corrections")).json()["corrections"] == []


async def test_decisions_are_listed_newest_first_page_by_page(world: World) -> None:
    async with world.client() as client:
        made = []
        for seed in range(5):
            surface = {"surface": "home"} if seed else {"surface": "search", "context": {"query": "sea"}}
            question = {**surface, "person": "ada", "seed": seed}
            made.append((await client.post("/v1/recommendations", json=question)).json()["decision"])
        listed: list[str] = []
        cursor = None
        for _ in range(3):
            page = (
                await client.get(
                    "/v1/people/ada/decisions", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
                )
            ).json()
            listed += [one["id"] for one in page["decisions"]]
            cursor = page["cursor"]
        assert (listed, cursor) == (made[::-1], None)
        searched = (await client.get("/v1/people/ada/decisions?surface=search")).json()["decisions"]
        assert [one["id"] for one in searched] == made[:1]
        assert (await client.get(f"/v1/people/ada/decisions?since={NOW + 1}")).json()["decisions"] == []
        assert (await client.get("/v1/people/ada/decisions?since=2020-01-01T00:00:00Z")).json()["decisions"]
        assert (await client.get("/v1/people/ada/decisions?limit=0")).status_code == 400
        assert (await client.get("/v1/people/ada/decisions?cursor=nope")).status_code == 404


async def test_a_listed_decision_says_what_tells_it_from_the_others(world: World) -> None:
    async with world.client() as client:
        answer = await ask(client)
        [listed] = (await client.get("/v1/people/ada/decisions")).json()["decisions"]
    first = answer["items"][0]
    assert (listed["id"], listed["at"], listed["surface"]) == (answer["decision"], NOW, "home")
    assert (listed["variant"], listed["total"]) == ("personalised", len(answer["items"]))
    assert listed["items"][0] == {
        "id": first["id"],
        "slot": 1,
        "title": first["display"]["title"],
        "main_reason": first["main_reason"],
        "sentence": first["sentences"][0]["text"],
    }


@pytest.mark.parametrize("explain", ["short", "full"])
async def test_grounds_are_numbered_as_answers_and_explanations_number_them(world: World, explain: str) -> None:
    async with world.client() as client:
        await client.put("/v1/people/ada/facts", json={"facts": [{"kind": "interest", "field": "tag", "value": "war"}]})
        question = {"surface": "home", "person": "ada", "explain": explain}
        answer = (await client.post("/v1/recommendations", json=question)).json()
        record = await world.parts.decisions.get(answer["decision"])
        assert record is not None
        told = await told_decision(world.parts.decisions, record)
        catalogue = await world.parts.catalogue.get_many(sorted(told.anchors()), at=told.position)
        for item in answer["items"]:
            why = (await client.get(f"/v1/decisions/{told.id}/why", params={"item": item["id"]})).json()
            expected = [one["ground"] for one in why["grounds"]]
            shown = [f"g{number + 1}" for number in range(len(expected))] if explain == "full" else []
            assert [one["id"] for one in item["grounds"]] == shown
            found = told.item(item["id"]).grounds(catalogue)
            assert [(one.kind, one.anchor.value, one.units) for one in found] == [
                (one["kind"], one["anchor"]["value"], one["contribution"]) for one in expected
            ]
            assert [one.id for one in found] == [f"g{number + 1}" for number in range(len(found))]
            assert {piece.id: piece.units for piece in told.item(item["id"]).pieces} == {
                piece["id"]: piece["contribution"] for piece in why["evidence"] if piece["contribution"]
            }


async def test_what_a_merged_session_was_shown_is_its_persons(guarded: World) -> None:
    await guarded.stock()
    await guarded.parts.people.put_facts("session:s9", [], replace=False, now=NOW)
    async with guarded.client(KEY) as owner:
        answer = await ask(owner, session="s9")
    await guarded.parts.people.merge("session:s9", "dee", NOW)
    async with guarded.client(token("dee")) as person, guarded.client(token("session:s9")) as session:
        for path in (f"/v1/decisions/{answer['decision']}", f"/v1/decisions/{answer['decision']}.html"):
            assert (await person.get(path)).status_code == 200
            assert (await session.get(path)).status_code == 404


async def test_a_correction_outlives_its_decision_and_can_still_be_taken_back(guarded: World) -> None:
    await guarded.stock()
    old = Correction.model_validate({"id": "c1", "decision": "gone", "item": "book-1", "kind": "not_interested"} | OLD)
    await guarded.parts.corrections.restore("ada", [old])
    path = "/v1/people/ada/corrections"
    async with guarded.client(token("ben")) as stranger:
        assert (await stranger.delete(f"{path}/c1")).status_code == 403
    async with guarded.client(token("ada")) as person:
        assert "book-1" not in ids(await ask(person))
        assert (await person.delete(f"{path}/c1")).json()["undone"] == NOW
        assert (await person.delete(f"{path}/c2")).status_code == 404
        assert [one["undone"] for one in (await person.get(path)).json()["corrections"]] == [NOW]
    async with guarded.client(KEY) as owner:
        assert (await owner.get("/v1/people/shop/corrections/ada")).status_code == 405
