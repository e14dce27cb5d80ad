import httpx
import pytest

from tests.api.test_auth import token
from tests.api.world import DAY_MS, KEY, NOW, World

INTEREST = {"kind": "interest", "field": "category", "value": "Poetry"}


async def ask(client: httpx.AsyncClient, person: str = "ada") -> dict[str, object]:
    answer = await client.post("/v1/recommendations", json={"surface": "home", "person": person, "limit": 5})
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


async def test_everything_known_is_shown_with_receipts(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await client.put("/v1/people/ada/facts", json={"facts": [INTEREST]})
        known = (await client.get("/v1/people/ada")).json()
    assert known["is_known"] is True
    assert [(fact["value"], fact["origin"], fact["status"]) for fact in known["stated"]] == [
        ("Poetry", "person", "stated")
    ]
    assert {act["item"]: act["receipts"] for act in known["observed"]} == {
        "book-0": ["seen-0"],
        "book-6": ["seen-6"],
        "book-12": ["seen-12"],
    }
    assert [(fact["value"], sorted(fact["receipts"])) for fact in known["inferred"] if fact["field"] == "category"] == [
        ("Sea", ["seen-0", "seen-12", "seen-6"])
    ]


async def test_of_someone_unknown_nothing_is_known(world: World) -> None:
    async with world.client() as client:
        known = (await client.get("/v1/people/nobody")).json()
    assert known["is_known"] is False
    assert not any(known[name] for name in ("stated", "observed", "inferred", "expired", "consent", "shown"))


async def test_facts_are_replaced_as_a_whole(world: World) -> None:
    async with world.client() as client:
        await client.put("/v1/people/ada/facts", json={"facts": [INTEREST, {"kind": "role", "value": "teacher"}]})
        after = (await client.put("/v1/people/ada/facts", json={"facts": [INTEREST]})).json()
        assert [fact["value"] for fact in after["facts"]] == ["Poetry"]
        assert (await client.put("/v1/people/ada/facts", json={"facts": []})).json() == {"facts": []}


@pytest.mark.parametrize(
    "fact",
    [
        {"kind": "interest", "value": "Poetry"},
        {"kind": "birth_year", "value": "soon"},
        {"kind": "region", "value": "nowhere"},
        INTEREST | {"expires": NOW - DAY_MS},
        INTEREST | {"value": ""},
        INTEREST | {"feild": "tag"},
    ],
)
async def test_a_fact_without_sense_is_refused_and_nothing_changes(world: World, fact: dict[str, object]) -> None:
    async with world.client() as client:
        answer = await client.put("/v1/people/ada/facts", json={"facts": [INTEREST, fact]})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert (await client.get("/v1/people/ada")).json()["stated"] == []


async def test_an_opt_out_is_effective_on_the_next_request(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        assert "individual" in {item["personalised"] for item in (await ask(client))["items"]}  # type: ignore[attr-defined]
        answer = await client.put("/v1/people/ada/consent", json={"purposes": {"profile": False}})
        assert answer.json()["consent"]["purposes"] == {"profile": False}
        after = await ask(client)
        assert {item["personalised"] for item in after["items"]} <= {"segment", "none"}  # type: ignore[attr-defined]
        assert after["scope"]["basis"] == "person"  # type: ignore[index]
        assert (await client.get("/v1/people/ada")).json()["inferred"] == []


async def test_consent_is_joined_and_a_wrong_name_is_told(world: World) -> None:
    async with world.client() as client:
        await client.put("/v1/people/ada/consent", json={"purposes": {"profile": False}})
        after = (await client.put("/v1/people/ada/consent", json={"evidence": {"searches": False}})).json()
        assert after["consent"]["purposes"] == {"profile": False}
        assert after["consent"]["evidence"] == {"searches": False}
        wrong = await client.put("/v1/people/ada/consent", json={"purposes": {"profiles": True}})
    assert wrong.json()["errors"][0]["pointer"] == "#/purposes/profiles"
    assert wrong.json()["errors"][0]["hint"] == "Did you mean 'profile'?"


async def test_a_reset_forgets_and_keeps_the_decision(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        await client.put("/v1/people/ada/consent", json={"purposes": {"model": False}})
        rows = (await client.post("/v1/people/ada/reset")).json()["rows"]
        known = (await client.get("/v1/people/ada")).json()
    assert rows["acts"] == 3
    assert known["observed"] == []
    assert known["consent"]["purposes"] == {"model": False}


async def test_a_deletion_leaves_nothing(world: World) -> None:
    await world.stock()
    async with world.client() as client:
        decision = (await ask(client))["decision"]
        await client.put("/v1/people/ada/consent", json={"purposes": {"model": False}})
        erased = (await client.delete("/v1/people/ada")).json()
        assert erased["person"] == "ada"
        assert erased["rows"]["acts"] == 3
        assert erased["rows"]["decisions"] == 1
        assert (await client.get("/v1/people/ada")).json()["is_known"] is False
        assert (await client.get(f"/v1/decisions/{decision}")).status_code == 404
        assert sum((await client.delete("/v1/people/ada")).json()["rows"].values()) == 0


async def test_people_decide_by_their_own_token(guarded: World) -> None:
    async with guarded.client(token("ada", ["people"])) as client:
        assert (await client.put("/v1/people/ada/facts", json={"facts": [INTEREST]})).status_code == 200
        assert (await client.put("/v1/people/ada/consent", json={"purposes": {"email": False}})).status_code == 200
        assert (await client.put("/v1/people/bob/consent", json={"purposes": {"email": True}})).status_code == 403
        assert (await client.post("/v1/people/ada/reset")).status_code == 200
        assert (await client.delete("/v1/people/ada")).status_code == 200


async def test_a_session_has_the_same_rights(guarded: World) -> None:
    async with guarded.client(KEY) as client:
        await client.post(
            "/v1/events", json={"id": "v", "session": "visit", "kind": "view", "item": "book-1", "at": NOW}
        )
        assert (await client.get("/v1/people/session:visit")).json()["is_known"] is True
        assert (await client.delete("/v1/people/session:visit")).json()["rows"]["acts"] == 1


@pytest.mark.parametrize("name", ["%20", "a%00b", "a%1Fb", "a%0Ab", "ada%0A", "%7F", "x" * 201])
async def test_an_id_that_could_forge_a_log_line_is_refused(world: World, name: str) -> None:
    async with world.client() as client:
        answer = await client.get(f"/v1/people/{name}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
