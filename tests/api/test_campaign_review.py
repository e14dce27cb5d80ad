import asyncio
import html
from dataclasses import replace
from typing import Any

import pytest

from frankly.api.routes.campaigns import messages
from frankly.domain.campaign.edition import CellText
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.saying.mail import Mailbox
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.world import ledger_of, world_of
from tests.api.test_campaigns import AT, BRAND, WEEKLY, settled
from tests.api.world import NOW, World, view

REPLY = """{"subject": {"text": "A letter from our shelves", "evidence": []}, "closing": "Until next time.",
    "items": [{"handle": "a1", "sentences": []}]}"""
"""What a model wrote for a cell."""


@pytest.fixture
async def shop(world: World) -> World:
    return await written(world, {})


async def written(world: World, changes: dict[str, Any], reply: str = "") -> World:
    """A campaign that waits for its review; its cells have the reply of a model, where there is one."""
    mail = replace(BRAND.mail, sender=Mailbox(address="books@lantern.example", name="Lantern Books"))
    world.parts = replace(world.parts, brand=replace(BRAND, mail=mail))
    await world.stock()
    for person in ("ada", "bob"):
        said = {Purpose.EMAIL: True, Purpose.PROFILE: person == "ada"}
        await world.parts.people.put_consent(person, Consent(purposes=said, at=EpochMs(NOW - 1)))
    await world.parts.events.append([view("seen", "book-0")], NOW)
    async with world.client() as client:
        assert (await client.put(AT, json=WEEKLY | changes)).status_code == 200
        early = (await client.get(f"{AT}/review")).status_code
        await settled(client, "plan")
        planned = (await client.get(f"{AT}/review")).json()
        assert (early, planned["waiting"], planned["defects_at_most_ppm"]) == (404, 0, None)
    ledger = world.parts.campaigns
    assert ledger is not None
    edition = await ledger.edition("weekly")
    assert edition is not None
    for key in await ledger.cells(edition.no) if reply else ():
        await ledger.keep_cell_text(edition.no, CellText(key, 0, reply, "m", prompt="message/v2"))
    await running.write(world_of(world.parts, ledger, edition), "one", lambda _: "", None)
    return world


def said(message: dict[str, Any], word: str = "approved", **more: str) -> dict[str, Any]:
    return {"recipient": message["recipient"], "content": message["content"], "said": word, "by": "Bea"} | more


async def test_a_sample_is_looked_at_and_the_campaign_approved_by_somebody_else(shop: World) -> None:
    async with shop.client() as client:
        review = (await client.get(f"{AT}/review")).json()
        assert (review["waiting"], review["sample"], review["left"], review["defects_at_most_ppm"]) == (2, 2, 2, None)
        early = await client.post(f"{AT}/approvals", json={"said": "approved", "by": "Bea"})
        assert (early.status_code, early.json()["detail"][:24]) == (409, "2 of 2 messages of the s")
        for message in review["messages"]:
            assert message["subject"] in message["text"] or message["text"]
            assert (await client.post(f"{AT}/looks", json=said(message))).status_code == 200
        author = await client.post(f"{AT}/approvals", json={"said": "approved", "by": "ida"})
        assert (author.status_code, "author" in author.json()["detail"]) == (409, True)
        approved = await client.post(f"{AT}/approvals", json={"said": "approved", "by": "Bea"})
        assert (approved.status_code, approved.json()["by"]) == (200, "Bea")
        assert (await client.get(AT)).json()["edition"]["state"] == "approved"


async def test_a_change_of_the_brand_is_told_with_what_it_was_and_is(shop: World) -> None:
    async with shop.client() as client:
        before = (await client.get(f"{AT}/review")).json()
        assert (before["changed"], [one["is_changed"] for one in before["messages"]]) == ("", [False, False])
    brand = replace(shop.parts.brand, name="Another shop")
    other = World(replace(shop.parts, brand=brand), shop.settings)
    async with other.client() as client:
        after = (await client.get(f"{AT}/review")).json()
    assert any(one["is_changed"] for one in after["messages"])
    assert "Another shop" in after["changed"]
    assert "'frankly campaign plan weekly'" in after["changed"]


async def test_whoever_reviews_is_told_of_how_many_messages_no_words_of_a_model_came(shop: World) -> None:
    ledger = ledger_of(shop.parts)
    async with shop.client() as client:
        before = (await client.get(f"{AT}/review")).json()
        assert (before["cells_asked"], before["notes"]) == ({"texts": 0, "faults": {}}, [])
        for no, fault in ((1, ""), (2, "model_unavailable")):
            await ledger.keep_cell_text(1, CellText(f"recipient {no}", 1, fault=fault))
        after = (await client.get(f"{AT}/review")).json()
    assert after["cells_asked"] == {"texts": 1, "faults": {"model_unavailable": 1}}
    assert "(POST /v1/campaigns/weekly/cancel)" in after["notes"][0]
    assert after["notes"][0].startswith(
        "No text came for 1 of 2 cells that a model was asked for (model_unavailable 1)"
    )


async def test_a_refused_message_needs_a_reason_and_keeps_the_campaign_back(shop: World) -> None:
    async with shop.client() as client:
        (first, second) = (await client.get(f"{AT}/review")).json()["messages"]
        assert (await client.post(f"{AT}/looks", json=said(first, "refused"))).status_code == 400
        answer = await client.post(f"{AT}/looks", json=said(first, "refused", because="too loud"))
        assert answer.json()["reason"] == "too loud"
        await client.post(f"{AT}/looks", json=said(second))
        assert (await client.post(f"{AT}/approvals", json={"said": "approved", "by": "Bea"})).status_code == 409
        again = await client.post(f"{AT}/approvals", json={"said": "refused", "by": "Bea", "because": "too loud"})
        assert again.json()["said"] == "refused"


async def test_a_word_on_another_message_than_the_one_that_waits_is_not_taken(shop: World) -> None:
    async with shop.client() as client:
        (first, _) = (await client.get(f"{AT}/review")).json()["messages"]
        changed = await client.post(f"{AT}/looks", json=said(first | {"content": "another"}))
        assert (changed.status_code, "changed since" in changed.json()["detail"]) == (409, True)
        nobody = await client.post(f"{AT}/looks", json=said(first | {"recipient": 99}))
        assert nobody.status_code == 404


async def test_what_no_model_wrote_for_a_cell_is_not_edited(shop: World) -> None:
    async with shop.client() as client:
        edit = {"recipient": 1, "place": "subject", "text": "Hello", "by": "Bea"}
        answer = await client.post(f"{AT}/edits", json=edit)
        assert (answer.status_code, "files of brand" in answer.json()["detail"]) == (404, True)


async def test_a_page_shows_explains_and_edits_a_message_by_what_the_review_gives(world: World) -> None:
    shop = await written(world, {"mode": "cell"}, REPLY)
    async with shop.client() as client:
        sample = (await client.get(f"{AT}/review")).json()["messages"]
        first = next(one for one in sample if one["editable"])
        assert first["sender"] == "Lantern Books <books@lantern.example>"
        assert first["subject"] in first["html"]
        told = {one["text"]: one for one in first["sentences"]}
        assert all(text in html.unescape(first["html"]) for text in told)
        record = (await client.get(f"/v1/decisions/{first['decision']}")).text
        borne = [name for one in told.values() if one["item"] for name in one["evidence"]]
        assert borne
        assert all(f'"{name}"' in record for name in borne)
        places = {one["place"]: one for one in first["editable"]}
        assert [(place, one["is_shown"]) for place, one in places.items()] == [("subject", False), ("closing", True)]
        edit = {"recipient": first["recipient"], "place": "closing", "text": "Have a look around.", "by": "Bea"}
        answer = await client.post(f"{AT}/edits", json=edit)
        assert (answer.status_code, answer.json()["before"]) == (200, places["closing"]["text"])
        after = (await client.get(f"{AT}/review")).json()["messages"]
        assert answer.json()["said"] in next(one for one in after if one["cell"] == first["cell"])["text"]


async def test_a_sender_waits_no_longer_than_the_budget_and_gets_the_message_later(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop.client() as client:
        for message in (await client.get(f"{AT}/review")).json()["messages"]:
            await client.post(f"{AT}/looks", json=said(message))
        await client.post(f"{AT}/approvals", json={"said": "approved", "by": "Bea"})
        people = shop.parts.people
        with monkeypatch.context() as slow:
            slow.setattr(messages, "BUDGET_S", 0.05)
            slow.setattr(type(people), "read", stuck)
            late = await client.get(f"{AT}/messages/ada")
        assert (late.status_code, late.json()["code"], late.headers["retry-after"]) == (503, "too_slow", "1")
        assert "Ask again" in late.json()["detail"]
        assert (await client.get(f"{AT}/messages/ada")).status_code == 200


async def stuck(*_: object, **__: object) -> None:
    """A store that does not answer."""
    await asyncio.sleep(60)
