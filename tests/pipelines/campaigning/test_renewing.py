"""What sentences name as evidence is read again before a message leaves, like what the message is about."""

from collections.abc import AsyncIterator

import orjson
import pytest

from frankly.domain.campaign.edition import EditionState
from frankly.domain.ids import ItemId
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.handing.renewing import RENEWED
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from tests.api.world import NOW
from tests.pipelines.bookshop import BOOKS
from tests.pipelines.campaigning.approved_shop import READERS, Shop, open_shop

TOPIC = "health"


@pytest.fixture
async def shop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    shop = await open_shop()
    for number in range(BOOKS):  # each by a title of its own, so that a text says which one it names
        await shop.change(f"book-{number}", title=f"Tale {number:03}")
    await shop.parts.live.refresh(shop.clock.now())
    yield shop
    await shop.parts.live.close()  # type: ignore[attr-defined]


async def messages(shop: Shop) -> dict[str, CampaignMessage]:
    made = messages_of((await shop.world()).without_model())
    return {row.person: await made.of(row) for row in await shop.rows()}


def named(message: CampaignMessage) -> set[str]:
    return {piece.anchor.value for piece in message.composed.cited}


def offered(message: CampaignMessage) -> set[str]:
    return {str(item.id) for item in message.composed.answer.items}


def evidence_alone(found: dict[str, CampaignMessage]) -> str:
    """An item that a sentence names as evidence, and that no message is about."""
    about = set().union(*(offered(one) for one in found.values()))
    return min(name for one in found.values() for name in named(one) - about)


def texts(shop: Shop) -> dict[str, str]:
    """Person → all that leaves for them."""
    lines = [line for data in shop.store.files.values() for line in data.splitlines()]
    return {
        one["person"]: one["subject"] + one["preheader"] + one["text"] + one["html"] for one in map(orjson.loads, lines)
    }


async def test_an_act_is_named_no_more_once_its_item_is_of_a_sensitive_topic(shop: Shop) -> None:
    await shop.approved()
    before = await messages(shop)
    name = evidence_alone(before)
    title = (await shop.parts.catalogue.get_many([name]))[ItemId(name)].title
    touched = {person for person, one in before.items() if name in named(one)}
    assert any(title in before[person].text for person in touched)
    await shop.change(name, sensitive=[TOPIC])
    report = await shop.hand_over()
    assert (report.handed, report.renewed) == (READERS, len(touched))
    assert not [person for person, text in texts(shop).items() if title in text]
    for row in await shop.rows():
        assert row.detail == (f"{RENEWED}item {name} may not be named any more" if row.person in touched else "")


async def test_who_agreed_to_the_topic_is_told_of_the_act_as_before(shop: Shop) -> None:
    await shop.approved()
    name = evidence_alone(await messages(shop))
    purposes = {Purpose.EMAIL: True, Purpose.PROFILE: True, Purpose.EXPLAIN: True}
    for row in await shop.rows():
        agreed = Consent(purposes=purposes, sensitive={TOPIC: True}, at=EpochMs(NOW))
        await shop.parts.people.put_consent(row.person, agreed)
    await shop.change(name, sensitive=[TOPIC])
    assert (await shop.hand_over()).renewed == 0


async def test_an_act_is_told_with_the_title_that_its_item_has_now(shop: Shop) -> None:
    await shop.approved()
    before = await messages(shop)
    name = evidence_alone(before)
    title = (await shop.parts.catalogue.get_many([name]))[ItemId(name)].title
    touched = {person for person, one in before.items() if name in named(one) and title in one.text}
    await shop.change(name, title="An Entirely Other Name")
    report = await shop.hand_over()
    assert report.renewed == len(touched) > 0
    assert not [person for person, text in texts(shop).items() if title in text]
    details = {row.person: row.detail for row in await shop.rows()}
    assert {person for person, said in details.items() if said} == touched
    assert {details[person] for person in touched} == {f"{RENEWED}item {name} has another title"}


async def test_an_item_that_was_deleted_is_named_in_no_message(shop: Shop) -> None:
    await shop.approved()
    name = evidence_alone(await messages(shop))
    title = (await shop.parts.catalogue.get_many([name]))[ItemId(name)].title
    await shop.parts.catalogue.delete([ItemId(name)], shop.clock.now())
    report = await shop.hand_over()
    assert (report.handed, report.state) == (READERS, EditionState.DONE)
    assert report.renewed > 0
    assert not [person for person, text in texts(shop).items() if title in text]


@pytest.mark.parametrize("change", [{"stock": 0}, {"available": False}, {"tags": ["other"]}])
async def test_what_somebody_did_stays_true_of_an_item_that_is_out_of_stock_or_described_otherwise(
    shop: Shop, change: dict[str, object]
) -> None:
    await shop.approved()
    await shop.change(evidence_alone(await messages(shop)), **change)
    report = await shop.hand_over()
    assert (report.handed, report.renewed) == (READERS, 0)
    assert {row.detail for row in await shop.rows()} == {""}
