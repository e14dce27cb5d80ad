import httpx
import pytest

from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.testing.memory.catalogue import MemoryCatalogue
from tests.api.world import NOW, World, book


async def recommended(client: httpx.AsyncClient) -> set[str]:
    answer = await client.post("/v1/recommendations", json={"surface": "home", "limit": 50, "explain": "none"})
    return {item["id"] for item in answer.json()["items"]}


async def test_a_new_item_is_seen_by_the_next_request(world: World) -> None:
    await world.stock(8)
    async with world.client() as client:
        assert "book-99" not in await recommended(client)
        answer = await client.put("/v1/items/book-99", json=book(99))
        assert answer.status_code == 200
        assert answer.json()["first_available"] == NOW
        assert "book-99" in await recommended(client)
        assert (await client.get("/v1/items/book-99")).json() == answer.json()


async def test_an_item_out_of_stock_or_delisted_is_gone_from_the_next_request(world: World) -> None:
    await world.stock(8)
    async with world.client() as client:
        shown = await recommended(client)
        assert {"book-1", "book-2", "book-3"} <= shown
        assert (await client.patch("/v1/items/book-1", json={"stock": 0})).json()["stock"] == 0
        assert (await client.patch("/v1/items/book-2", json={"available": False})).status_code == 200
        assert (await client.delete("/v1/items/book-3")).json() == {"id": "book-3", "was_there": True}
        assert await recommended(client) == shown - {"book-1", "book-2", "book-3"}


async def test_a_new_price_is_shown_by_the_next_request(world: World) -> None:
    await world.stock(8)
    price = {"amount_minor": 1, "currency": "EUR"}
    async with world.client() as client:
        await client.patch("/v1/items/book-1", json={"price": price})
        question = {"surface": "home", "limit": 50, "fields": ["price"]}
        answer = (await client.post("/v1/recommendations", json=question)).json()
    assert {item["id"]: item["display"]["price"] for item in answer["items"]}["book-1"] == price


async def test_a_patch_leaves_the_rest_and_null_takes_away(world: World) -> None:
    async with world.client() as client:
        before = (await client.put("/v1/items/book-1", json=book(1))).json()
        after = (await client.patch("/v1/items/book-1", json={"price": None})).json()
    assert after == before | {"price": None}


async def test_a_topic_a_market_and_an_age_of_an_item_hold_from_the_next_request_on(world: World) -> None:
    await world.stock(8)
    agreed = Consent(purposes={Purpose.PROFILE: True, Purpose.EXPLAIN: True}, at=EpochMs(NOW - 1))
    await world.parts.people.put_consent("ada", agreed)
    question = {"surface": "home", "person": "ada", "limit": 50, "explain": "none", "context": {"market": "DE"}}

    async def shown(client: httpx.AsyncClient) -> set[str]:
        answer = await client.post("/v1/recommendations", json=question)
        assert answer.status_code == 200, answer.text
        return {item["id"] for item in answer.json()["items"]}

    async with world.client() as client:
        before = await shown(client)
        assert {"book-1", "book-2", "book-3"} <= before
        topical = (await client.patch("/v1/items/book-1", json={"sensitive": ["religion"]})).json()
        assert (topical["sensitive"], topical["title"]) == (["religion"], book(1)["title"])
        assert (await client.patch("/v1/items/book-2", json={"markets": ["AT"]})).json()["markets"] == ["AT"]
        assert (await client.patch("/v1/items/book-3", json={"age_rating": 18})).json()["age_rating"] == 18
        assert await shown(client) == before - {"book-1", "book-2", "book-3"}
        await client.patch("/v1/items/book-1", json={"sensitive": []})
        await client.patch("/v1/items/book-2", json={"markets": []})
        assert await shown(client) == before - {"book-3"}
        wrong = await client.patch("/v1/items/book-1", json={"markets": ["de"]})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "#/markets/0")


async def test_the_id_may_be_left_out_of_the_body_but_not_differ(world: World) -> None:
    async with world.client() as client:
        assert (await client.put("/v1/items/x", json={"title": "X"})).json()["id"] == "x"
        differs = await client.put("/v1/items/x", json={"id": "y", "title": "X"})
    assert differs.status_code == 400
    assert "'y'" in differs.json()["detail"]


@pytest.mark.parametrize("name", ["a/b", "a b", "ä☃", "a%2Fb", "?x#y", "batch"])
async def test_ids_of_other_systems_pass(world: World, name: str) -> None:
    path = "/v1/items/" + httpx.URL("http://x/", params={"i": name}).query.decode()[2:].replace("+", "%20")
    async with world.client() as client:
        assert (await client.put(path, json={"title": "X"})).json()["id"] == name
        assert (await client.get(path)).json()["id"] == name
        assert (await client.delete(path)).json() == {"id": name, "was_there": True}


async def test_what_is_not_there_is_told(world: World) -> None:
    async with world.client() as client:
        assert (await client.get("/v1/items/none")).status_code == 404
        assert (await client.patch("/v1/items/none", json={"stock": 1})).status_code == 404
        assert (await client.delete("/v1/items/none")).json() == {"id": "none", "was_there": False}


async def test_a_bad_row_costs_only_itself(world: World) -> None:
    rows: list[object] = [book(1), book(2, title=""), 7, book(3, stok=1), book(1), {"title": "no id"}, book(4)]
    async with world.client() as client:
        answer = await client.post("/v1/items/batch", json={"items": rows})
    assert answer.status_code == 200
    receipts = answer.json()["receipts"]
    assert answer.json()["changed"] == 2
    assert [(row["id"], row["outcome"], row["code"]) for row in receipts] == [
        ("book-1", "stored", None),
        ("book-2", "rejected", "invalid_item"),
        ("", "rejected", "invalid_item"),
        ("book-3", "rejected", "invalid_item"),
        ("book-1", "rejected", "repeated_item"),
        ("", "rejected", "invalid_item"),
        ("book-4", "stored", None),
    ]
    assert "#/items/3/stok: There is no such field. Did you mean 'stock'?" in receipts[3]["message"]


async def test_the_same_batch_again_changes_nothing(world: World) -> None:
    batch = {"items": [book(1), book(2)]}
    async with world.client() as client:
        assert (await client.post("/v1/items/batch", json=batch)).json()["changed"] == 2
        again = (await client.post("/v1/items/batch", json=batch)).json()
    assert again["changed"] == 0
    assert [row["outcome"] for row in again["receipts"]] == ["stored", "stored"]


@pytest.mark.parametrize(
    "body", [{}, {"items": []}, {"items": {}}, {"items": [book(1)], "more": 1}, [book(1)], "items", 7]
)
async def test_a_batch_of_another_shape_is_refused(world: World, body: object) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/items/batch", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


async def test_a_batch_of_more_than_a_thousand_is_refused_whole(world: World) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/items/batch", json={"items": [book(n) for n in range(1001)]})
    assert (answer.status_code, answer.json()["details"]) == (413, {"max_rows": 1000})
    assert isinstance(world.parts.catalogue, MemoryCatalogue)
    assert await world.parts.catalogue.count() == 0
