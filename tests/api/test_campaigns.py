import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from frankly.api.campaigns.named_routes import with_routes
from frankly.domain.campaign.edition import Approval, EditionState
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.world import world_of
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.stages.writing.brand import Brand, MailBrand
from tests.api.world import KEY, NOW, World, book, view

WEEKLY: dict[str, Any] = {
    "name": "weekly",
    "title": "Weekly",
    "author": "Ida",
    "audience": {"everyone": True},
    "mode": "template",
    "quiet_hours": None,
    "holdout": 0.0,
}
AT = "/v1/campaigns/weekly"


BRAND = Brand(
    "Lantern Books",
    {"plain": "", "warm": ""},
    mail=MailBrand(
        "https://shop.example", postal=("Lantern Books", "7 Harbour Lane"), service="https://mail.shop.example"
    ),
)


@pytest.fixture
async def shop(world: World) -> World:
    world.parts = replace(world.parts, brand=BRAND)
    await world.stock()
    for person in ("ada", "bob"):
        said = {Purpose.EMAIL: True, Purpose.PROFILE: person == "ada"}
        await world.parts.people.put_consent(person, Consent(purposes=said, at=EpochMs(NOW - 1)))
    await world.parts.events.append([view("seen", "book-0")], NOW)
    return world


async def settled(client: httpx.AsyncClient, doing: str) -> dict[str, Any]:
    """The campaign, once the service is done with a step."""
    answer = await client.post(f"{AT}/{doing}", json={})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == AT
    return await rested(client)


async def rested(client: httpx.AsyncClient) -> dict[str, Any]:
    """The campaign, once the service is done with what it does."""
    for _ in range(500):
        found: dict[str, Any] = (await client.get(AT)).json()
        if found["doing"] is None:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("it never ends")


async def test_a_campaign_goes_from_its_file_to_written_messages(shop: World) -> None:
    async with shop.client() as client:
        assert (await client.put(AT, json=WEEKLY)).status_code == 200
        planned = await settled(client, "plan")
        assert (planned["fault"], planned["edition"]["state"]) == ("", "planned")
        assert (planned["waiting"], planned["came_back"]["delivered"], planned["came_back"]["value"]) == (None, 0, 0)
        assert planned["cells_asked"] == {"texts": 0, "faults": {}}
        assert {one["fate"]: one["count"] for one in planned["edition"]["tally"]} == {
            "will_get": 1,
            "general_version": 1,
        }
        plan = (await client.get(f"{AT}/plan")).json()
        assert [one["subject"] != "" for one in plan["samples"]] == [True, True]
        assert plan["forecast"]["calls"] == 0
        written = await settled(client, "run")
        assert (written["fault"], written["edition"]["state"]) == ("", "written")
        listed = (await client.get("/v1/campaigns")).json()["campaigns"]
    assert [(one["name"], one["state"], one["recipients"]) for one in listed] == [("weekly", "written", 2)]


async def test_a_plan_shows_what_keeps_messages_back_and_what_to_mend(shop: World) -> None:
    shop.parts = replace(shop.parts, brand=replace(BRAND, mail=replace(BRAND.mail, postal=())))
    await shop.parts.catalogue.upsert([Item.model_validate(book(0, url="https://bit.ly/3xyz"))], NOW)
    async with shop.client() as client:
        assert (await client.put(AT, json=WEEKLY)).status_code == 200
        planned = await settled(client, "plan")
        plan = (await client.get(f"{AT}/plan")).json()
    assert [(one["fate"], one["detail"], one["count"]) for one in planned["edition"]["tally"]] == [
        ("check_failed", "postal_address_missing", 2)
    ]
    assert [{error["code"] for error in one["errors"]} for one in plan["samples"]] == [{"postal_address_missing"}] * 2
    assert [(one["item"], one["code"]) for one in plan["unfit_items"]] == [("book-0", "link_shortened")]


async def test_the_file_is_one_that_people_can_go_on_with(shop: World) -> None:
    told = WEEKLY | {"send_from": "2026-12-01T08:00:00Z", "note": {"en": "Have a look"}, "blocks": ["note", "items"]}
    async with shop.client() as client:
        kept = (await client.put(AT, json=told)).json()
        path = Path(shop.settings.data) / "campaigns" / "weekly.yaml"
        text = path.read_text(encoding="utf-8")
        assert (await client.put(AT, json=kept)).status_code == 200
        assert (await client.get(AT)).json()["campaign"] == kept
        path.write_text(text + "items: 2\n", encoding="utf-8")
        assert (await client.get(AT)).json()["campaign"]["items"] == 2
    assert "send_from: '2026-12-01T08:00:00Z'" in text
    assert "caps" not in text


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"mode": "loud"}, "#/mode"),
        ({"audience": {"file": "/etc/passwd"}}, "#/audience/file"),
        ({"audience": {"segment": "nobodies"}}, "#/audience/segment"),
        ({"surface": "billboard"}, "#/surface"),
        ({"locales": ["en", "tlh"]}, "#/locales/1"),
        ({"variants": {"ours": {"subject": {"en": "You won 100 EUR"}}}}, "#/variants/ours/subject/en"),
        ({"name": "other"}, "#/name"),
        ({"colour": "red"}, "#/colour"),
    ],
)
async def test_a_fault_is_told_with_its_place(shop: World, changes: dict[str, Any], pointer: str) -> None:
    async with shop.client() as client:
        answer = await client.put(AT, json=WEEKLY | changes)
    assert answer.status_code == 400
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]
    assert not (Path(shop.settings.data) / "campaigns").exists()


@pytest.mark.parametrize("name", ["..", "Weekly", "a%2Fb", "weekly.yaml", "%2e%2e%2fx"])
async def test_a_name_that_is_none_writes_nowhere(shop: World, name: str) -> None:
    async with shop.client() as client:
        answer = await client.put(f"/v1/campaigns/{name}", json=WEEKLY)
    assert answer.status_code in {400, 404, 405}
    assert not (Path(shop.settings.data) / "campaigns").exists()


async def test_a_mistake_of_somebody_who_edits_the_file_is_told_with_its_line(shop: World) -> None:
    folder = Path(shop.settings.data) / "campaigns"
    folder.mkdir(parents=True)
    (folder / "weekly.yaml").write_text("title: Weekly\nauthor: Ida\naudience: {everyone: true}\nmod: cell\n")
    async with shop.client() as client:
        answer = await client.post(f"{AT}/plan", json={})
    assert answer.status_code == 409
    assert "weekly.yaml:4: mod" in answer.json()["detail"]


async def test_what_is_not_there_is_not_found(shop: World) -> None:
    async with shop.client() as client:
        answers = [await client.get(AT), await client.post(f"{AT}/plan", json={})]
        await client.put(AT, json=WEEKLY)
        answers += [await client.get(f"{AT}/plan"), await client.post(f"{AT}/run", json={})]
        answers += [await client.post(f"{AT}/{step}", json={}) for step in ("pause", "resume", "cancel")]
        assert (await client.get(AT)).json()["edition"] is None
        assert (await client.get("/v1/campaigns")).json()["campaigns"][0]["state"] == "new"
    assert {answer.status_code for answer in answers} == {404}


async def test_steps_are_taken_back_and_refused_where_they_do_not_fit(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        await settled(client, "plan")
        paused = (await client.post(f"{AT}/pause", json={"because": "lunch"})).json()
        assert (paused["state"], paused["reason"]) == ("paused", "lunch")
        assert (await client.post(f"{AT}/run", json={})).status_code == 409
        assert (await client.post(f"{AT}/plan", json={})).status_code == 409
        assert (await client.post(f"{AT}/resume", json={})).json()["state"] == "planned"
        cancelled = (await client.post(f"{AT}/cancel", json={})).json()
        assert {one["fate"] for one in cancelled["tally"]} == {"stopped"}
        refused = await client.post(f"{AT}/resume", json={})
        assert refused.status_code == 409
        assert "is cancelled, so it stays so: only one that is paused can be resumed." in refused.json()["detail"]
        again = await client.post(f"{AT}/cancel")
        assert "only one that is not over yet can be cancelled." in again.json()["detail"]


async def test_whoever_is_told_a_command_is_told_the_route_that_does_the_same(shop: World) -> None:
    async with shop.client() as client:
        unknown = (await client.get(f"{AT}")).json()["detail"]
        assert f"'frankly campaign new weekly' (PUT {AT})" in unknown
        unplanned = (await client.put(AT, json=WEEKLY), await client.post(f"{AT}/pause", json={}))[1].json()["detail"]
        assert f"'frankly campaign plan weekly' (POST {AT}/plan)" in unplanned
        await settled(client, "plan")
        early = (await client.post(f"{AT}/approvals", json={"said": "approved", "by": "Bea"})).json()["detail"]
        assert f"'frankly campaign run weekly' (POST {AT}/run)" in early
        await client.post(f"{AT}/pause", json={})
        paused = (await client.post(f"{AT}/run", json={})).json()["detail"]
        assert f"'frankly campaign resume weekly' (POST {AT}/resume)" in paused
        await client.post(f"{AT}/resume", json={})
        written = (await settled(client, "run"))["edition"]["state"]
        waits = (await client.get(f"{AT}/messages/ada")).json()["detail"]
        assert (written, f"'frankly campaign review weekly' (GET {AT}/review, POST {AT}/looks" in waits) == (
            "written",
            True,
        )


@pytest.mark.parametrize(
    ("told", "route"),
    [
        (
            "'frankly campaign refuse a-b_1 --by YOU --because …' ends it.",
            "(POST /v1/campaigns/a-b_1/approvals) ends it.",
        ),
        ("'frankly campaign hand-over weekly'", "(GET /v1/campaigns/weekly/messages/PERSON)"),
        ("'frankly campaign cancel weekly', then", "(POST /v1/campaigns/weekly/cancel), then"),
    ],
)
def test_a_route_stands_behind_its_command(told: str, route: str) -> None:
    assert with_routes(told).endswith(route)
    assert with_routes(told).startswith(told[: told.rindex("'") + 1])


def test_what_has_no_route_is_told_as_it_was() -> None:
    for told in (
        "'frankly doctor' looks at it.",
        "FRANKLY_MODEL= frankly campaign run weekly",
        "'frankly campaign due'",
    ):
        assert with_routes(told) == told


async def test_a_step_of_which_there_is_nothing_to_say_needs_no_body(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        answer = await client.post(f"{AT}/plan")
        assert answer.status_code == 202, answer.text
        await rested(client)
        states = [(await client.post(f"{AT}/{step}")).json()["state"] for step in ("pause", "resume")]
        assert states == ["paused", "planned"]
        said = {"content-type": "application/json"}
        assert (await client.post(f"{AT}/pause", headers=said)).json()["state"] == "paused"
        assert (await client.post(f"{AT}/cancel", content=b" ", headers=said)).status_code == 400
        assert (await client.post(f"{AT}/cancel", content=b"{}")).status_code == 415
        assert (await client.post(f"{AT}/cancel")).json()["state"] == "cancelled"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_page_of_another_origin_takes_no_step_without_saying_json(shop: World, site: str) -> None:
    # It can post without a body, and without being asked whether it may; but not say that it is JSON.
    sent = {"sec-fetch-site": site}
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        await settled(client, "plan")
        refused = await client.post(f"{AT}/cancel", headers=sent)
        assert (refused.status_code, refused.json()["code"]) == (415, "not_json")
        assert (await client.get(AT)).json()["edition"]["state"] == "planned"
        own = await client.post(f"{AT}/pause", headers={"sec-fetch-site": "same-origin"})
        assert own.json()["state"] == "paused"


async def test_a_changed_file_is_not_written_as_it_was_planned(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        await settled(client, "plan")
        await client.put(AT, json=WEEKLY | {"items": 1})
        assert (await client.get(AT)).json()["is_changed"]
        answer = await client.post(f"{AT}/run", json={})
        assert answer.status_code == 409
        told = "'frankly campaign plan weekly' (POST /v1/campaigns/weekly/plan) begins it anew"
        assert told in answer.json()["detail"]


async def test_an_audience_that_cannot_be_read_is_told_where_people_look(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY | {"audience": {"file": "readers.csv"}})
        (Path(shop.settings.data) / "campaigns" / "readers.csv").write_text("person,mail\nada,x\n")
        found = await settled(client, "plan")
    assert found["edition"]["state"] == "planning"
    assert "readers.csv:1: 'mail' is not known here. Did you mean 'email'?" in found["fault"]


async def test_only_the_owner_reaches_campaigns(guarded: World) -> None:
    async with guarded.client() as client:
        assert (await client.get("/v1/campaigns")).status_code == 401
        assert (await client.put(AT, json=WEEKLY)).status_code == 401
    async with guarded.client(KEY) as client:
        assert (await client.put(AT, json=WEEKLY)).status_code == 200


async def test_a_campaign_whose_file_was_changed_hands_no_message_over(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        await settled(client, "plan")
        await settled(client, "run")
        ledger = shop.parts.campaigns
        assert ledger is not None
        edition = await ledger.edition("weekly")
        assert edition is not None
        rows = await ledger.recipients(edition.no, 1, 2)
        waiting = [replace(row, state=RecipientState.WRITTEN, content="0" * 32) for row in rows]
        assert await ledger.put(edition.no, waiting, of=rows[0].state) == 2
        word = Approval(await ledger.content(edition.no), "Bo", EpochMs(NOW), "approved")
        await ledger.approve(edition.no, word)
        await ledger.move(edition.no, EditionState.APPROVED, of=(EditionState.WRITTEN,))
        await client.put(AT, json=WEEKLY | {"title": "Another"})
        refused = await client.get(f"{AT}/messages/ada")
        assert refused.status_code == 409
        assert "was changed since it was planned" in refused.json()["detail"]
        await client.put(AT, json=WEEKLY)
        assert "was changed since" not in (await client.get(f"{AT}/messages/ada")).text


async def test_a_campaign_whose_messages_changed_is_got_going_again_over_http_alone(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        await settled(client, "plan")
        early = await client.post(f"{AT}/renew", json={})
        assert (early.status_code, early.json()["details"]) == (409, {"campaign_state": "planned"})
        await settled(client, "run")
        await reviewed(client)
        ledger = shop.parts.campaigns
        assert ledger is not None
        edition = await ledger.edition("weekly")
        assert edition is not None
        world = world_of(shop.parts, ledger, edition).without_model()
        [row] = [one for one in await ledger.recipients(edition.no, 1, 2) if one.person == "ada"]
        gone = (await messages_of(world).of(row)).composed.answer.items[0].id
        before = (await shop.parts.catalogue.get_many([gone]))[gone]
        await shop.parts.catalogue.upsert([before.model_copy(update={"stock": 0})], EpochMs(NOW))

        stuck = await client.get(f"{AT}/messages/ada")
        assert (stuck.status_code, stuck.json()["details"]) == (409, {"needs": "renew"})
        told = (await client.get(AT)).json()["edition"]["reason"]
        assert f"'POST {AT}/renew' writes them anew" in told
        renewed = await settled(client, "renew")
        assert (renewed["fault"], renewed["edition"]["state"]) == ("", "written")
        assert "had to be written anew, because items or agreements changed" in renewed["edition"]["reason"]
        waits = await client.get(f"{AT}/messages/ada")
        assert (waits.status_code, waits.json()["details"]) == (409, {"campaign_state": "written"})
        await reviewed(client)
        message = await client.get(f"{AT}/messages/ada")
        assert message.status_code == 200, message.text
        assert gone not in [one["id"] for one in message.json()["items"]]


async def reviewed(client: httpx.AsyncClient) -> None:
    """Look at the whole sample and approve the campaign, as a reviewer's program does."""
    for one in (await client.get(f"{AT}/review")).json()["messages"]:
        look = {"recipient": one["recipient"], "content": one["content"], "said": "approved", "by": "Bea"}
        assert (await client.post(f"{AT}/looks", json=look)).status_code == 200
    answer = await client.post(f"{AT}/approvals", json={"said": "approved", "by": "Bea"})
    assert answer.status_code == 200, answer.text


async def test_everybody_is_listed_page_by_page_with_their_fate(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY | {"general_version": False})
        await settled(client, "plan")
        first = (await client.get(f"{AT}/recipients", params={"limit": 1})).json()
        assert (first["campaign"], first["edition"], first["cursor"]) == ("weekly", 1, "1-1")
        assert first["recipients"] == [
            {
                "recipient": 1,
                "person": "ada",
                "state": "planned",
                "fate": "will_get",
                "told": "gets the personal message",
                "detail": "",
                "variant": "",
                "propensity_ppm": 1_000_000,
            }
        ]
        second = (await client.get(f"{AT}/recipients", params={"limit": 1, "cursor": first["cursor"]})).json()
        assert [(one["person"], one["fate"]) for one in second["recipients"]] == [("bob", "no_profile_consent")]
        assert second["recipients"][0]["propensity_ppm"] is None
        assert second["cursor"] is None
        some = (await client.get(f"{AT}/recipients", params={"fate": "no_profile_consent"})).json()
        assert [one["person"] for one in some["recipients"]] == ["bob"]
        none = await client.get(f"{AT}/recipients", params={"fate": "no_profile_konsent"})
        assert none.status_code == 400
        assert "fate: Input should be 'will_get'" in none.json()["detail"]
        assert "Did you mean 'no_profile_consent'?" in none.json()["detail"]


async def test_who_waited_when_a_campaign_was_given_up_is_listed_as_it_is_counted(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY | {"general_version": False})
        await settled(client, "plan")
        cancelled = (await client.post(f"{AT}/cancel")).json()
        counted = {one["fate"]: one["count"] for one in cancelled["tally"]}
        assert counted == {"stopped": 1, "no_profile_consent": 1}
        for fate in (*counted, "will_get"):
            listed = (await client.get(f"{AT}/recipients", params={"fate": fate})).json()["recipients"]
            assert [one["fate"] for one in listed] == [fate] * counted.get(fate, 0)


async def test_a_list_goes_on_in_the_plan_that_it_was_begun_in_or_not_at_all(shop: World) -> None:
    async with shop.client() as client:
        assert (await client.get(f"{AT}/recipients")).status_code == 404
        await client.put(AT, json=WEEKLY)
        await settled(client, "plan")
        cursor = (await client.get(f"{AT}/recipients", params={"limit": 1})).json()["cursor"]
        await client.put(AT, json=WEEKLY | {"items": 1})
        await settled(client, "plan")
        stale = await client.get(f"{AT}/recipients", params={"cursor": cursor})
        assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
        assert "was planned anew since this list was begun" in stale.json()["detail"]
        for wrong in ("reader-7", "1-", "1-9999999999999999999"):
            answer = await client.get(f"{AT}/recipients", params={"cursor": wrong})
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


async def test_a_mistake_in_the_file_hides_nothing_of_what_was_planned(shop: World) -> None:
    path = Path(shop.settings.data) / "campaigns" / "weekly.yaml"
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        assert (await settled(client, "plan"))["notes"] == []
        path.write_text(path.read_text(encoding="utf-8") + "mod: cell\n", encoding="utf-8")
        found = await client.get(AT)
        assert found.status_code == 200
        told = found.json()
        assert (told["campaign"], told["is_changed"], told["edition"]["state"]) == (None, True, "planned")
        assert "weekly.yaml:" in told["file_fault"]
        assert "mod" in told["file_fault"]
        assert told["notes"][0].startswith("The file of weekly was changed since it was planned.")
        path.unlink()
        gone = (await client.get(AT)).json()
    assert (gone["campaign"], gone["file_fault"], gone["is_changed"], gone["notes"]) == (None, "", False, [])


async def test_a_plan_that_stands_says_so_to_whoever_asks_for_it_again(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY)
        assert (await client.post(f"{AT}/plan")).json()["note"] == ""
        await rested(client)
        assert "This plan stands since it was made" in (await client.post(f"{AT}/plan")).json()["note"]
        await rested(client)
        (Path(shop.settings.data) / "campaigns" / "readers.csv").write_text("person\nada\n")
        await client.put(AT, json=WEEKLY | {"audience": {"file": "readers.csv"}})
        assert (await client.post(f"{AT}/plan")).json()["note"] == ""
        await rested(client)
        note = (await client.post(f"{AT}/plan")).json()["note"]
        assert note.endswith("If readers.csv was changed since, it is planned anew all the same.")
        await rested(client)


async def test_an_audience_whose_file_is_not_there_is_refused_before_anything_is_begun(shop: World) -> None:
    async with shop.client() as client:
        await client.put(AT, json=WEEKLY | {"audience": {"file": "readers.csv"}})
        refused = await client.post(f"{AT}/plan")
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert "audience.file: there is no file" in refused.json()["detail"]
        assert (await client.get(AT)).json()["edition"] is None
