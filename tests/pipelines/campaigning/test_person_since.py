"""What a person takes back, refuses or does between writing and leaving is seen at the moment their message leaves."""

from collections.abc import AsyncIterator

import orjson
import pytest

from frankly.domain.campaign.recipient import Fate, Recipient
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact, FactInput
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Conflict
from frankly.pipelines.campaigning.handing.person_since import TAKEN_BACK
from frankly.pipelines.campaigning.handing.pulling import PulledMessage, pulled
from frankly.pipelines.campaigning.handing.renewing import RENEWED
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from frankly.pipelines.people.corrections import CorrectionInput, correct
from frankly.stages.profile.infer import fact_id
from tests.api.world import NOW
from tests.pipelines.bookshop import BOOKS
from tests.pipelines.campaigning.approved_shop import READERS, Shop, open_shop

SHELF = "Shelf"


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
    return {row.person: await made.of(row) for row in await shop.rows() if row.decision}


def offered(message: CampaignMessage) -> list[str]:
    return [str(item.id) for item in message.composed.answer.items]


async def personal(shop: Shop) -> tuple[str, CampaignMessage, str]:
    """Somebody whose message says that they liked something, the message, and those words."""
    for person, message in sorted((await messages(shop)).items(), reverse=True):
        for piece in message.composed.cited:
            [item] = (await shop.parts.catalogue.get_many([piece.anchor.value])).values()
            if (said := f"liked “{item.title}”") in message.text:
                return person, message, said
    raise AssertionError("no message names evidence")


async def row_of(shop: Shop, person: str) -> Recipient:
    return next(row for row in await shop.rows() if row.person == person)


def texts(shop: Shop) -> dict[str, str]:
    """Person → all that leaves for them."""
    lines = [line for data in shop.store.files.values() for line in data.splitlines()]
    return {
        one["person"]: one["subject"] + one["preheader"] + one["text"] + one["html"] for one in map(orjson.loads, lines)
    }


async def did(shop: Shop, person: str, kind: str, item: str, act: str = "since") -> None:
    said = {"id": f"{act}-{person}", "person": person, "kind": kind, "item": item, "at": NOW}
    await shop.parts.events.append([Event.model_validate(said)], shop.clock.now())


def stated(value: str, *, kind: str = "interest", expires: EpochMs | None = None) -> Fact:
    said = FactInput.model_validate({"kind": kind, "field": "tag", "value": value, "expires": expires})
    return Fact(**said.model_dump(), id=fact_id("stated", said), status="stated", origin="person", at=EpochMs(NOW - 1))


async def pull(shop: Shop, person: str) -> PulledMessage:
    world = (await shop.world()).without_model()
    row = await row_of(shop, person)
    return await pulled(world, shop.suppressing, messages_of(world), lambda _: "", row, shop.clock.now())


async def test_acts_that_were_forgotten_are_in_no_message_that_leaves(shop: Shop) -> None:
    await shop.approved()
    person, _, said = await personal(shop)
    await shop.parts.people.reset(person, shop.clock.now())
    report = await shop.hand_over()
    assert (report.handed, report.renewed) == (READERS, 1)
    assert said not in texts(shop)[person]
    assert (await row_of(shop, person)).detail == f"{RENEWED}{TAKEN_BACK}"


async def test_a_sender_that_asks_gets_no_sentence_about_forgotten_acts(shop: Shop) -> None:
    await shop.approved()
    person, _, said = await personal(shop)
    await shop.parts.people.reset(person, shop.clock.now())
    message = await pull(shop, person)
    assert said not in message.text + message.html + message.subject
    assert message.renewed == f"{RENEWED}{TAKEN_BACK}"


async def test_a_message_that_left_is_given_no_second_time_once_its_acts_are_forgotten(shop: Shop) -> None:
    await shop.approved()
    person, _, _ = await personal(shop)
    await pull(shop, person)
    await shop.parts.people.reset(person, shop.clock.now())
    with pytest.raises(Conflict, match="They get it no more: acts or statements") as refused:
        await pull(shop, person)
    assert refused.value.details == {"fate": Fate.NO_PROFILE_CONSENT.value}


async def test_acts_that_the_person_wants_not_used_are_told_no_more(shop: Shop) -> None:
    await shop.approved()
    person, message, _ = await personal(shop)
    record = await shop.parts.decisions.get((await row_of(shop, person)).decision)  # type: ignore[arg-type]
    assert record is not None
    item, piece = next(
        (item, one)
        for item in message.composed.answer.items
        for one in message.composed.cited
        if any(one.id in text.evidence for text in item.sentences)
    )
    asked = CorrectionInput.model_validate({"item": item.id, "kind": "dont_use", "evidence": piece.id})
    await correct(shop.parts, record, asked, shop.clock.now())
    [book] = (await shop.parts.catalogue.get_many([piece.anchor.value])).values()
    assert f"liked “{book.title}”" in message.text
    assert (await shop.hand_over()).renewed == 1
    assert f"liked “{book.title}”" not in texts(shop)[person]


@pytest.mark.parametrize("way", ["replaced", "ran out", "refused"])
async def test_what_somebody_stated_is_told_no_more_once_it_does_not_hold(shop: Shop, way: str) -> None:
    now = shop.clock.now()
    tag = (await shop.parts.catalogue.get_many(["book-1"]))["book-1"].tags[0]  # type: ignore[index]
    expires = EpochMs(now + DAY_MS) if way == "ran out" else None
    await shop.parts.people.reset("reader-1", now)
    await shop.parts.people.put_facts("reader-1", [stated(tag, expires=expires)], replace=True, now=now)
    await shop.approved()
    assert f"you like {tag}" in (await messages(shop))["reader-1"].text
    if way == "replaced":
        await shop.parts.people.put_facts("reader-1", [stated("another")], replace=True, now=now)
    elif way == "ran out":
        shop.clock.at = EpochMs(now + 2 * DAY_MS)
    else:
        purposes = {Purpose.EMAIL: True, Purpose.PROFILE: True, Purpose.EXPLAIN: True}
        said = Consent(purposes=purposes, evidence={"stated": False}, at=now)  # type: ignore[dict-item]
        await shop.parts.people.put_consent("reader-1", said)
    await shop.hand_over()
    assert f"you like {tag}" not in texts(shop)["reader-1"]
    assert (await row_of(shop, "reader-1")).detail.startswith(RENEWED)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("purchase", "was bought or finished by them"),
        ("dislike", "was disliked by them"),
        ("hide", "was hidden by them"),
    ],
)
async def test_what_somebody_had_or_refused_since_is_not_recommended(shop: Shop, kind: str, told: str) -> None:
    await shop.approved()
    person, message, _ = await personal(shop)
    item = offered(message)[0]
    await did(shop, person, kind, item)
    report = await shop.hand_over()
    assert (report.handed, report.renewed) == (READERS, 1)
    row = await row_of(shop, person)
    assert row.detail == f"{RENEWED}item {item} {told}"
    left = await messages(shop)
    assert item not in offered(left[person])
    # What left is known by its own hash; the approval stands for the one before.
    assert {one.person: one.renewed for one in await shop.rows() if one.renewed} == {person: left[person].content}
    assert row.content == message.content


async def test_what_somebody_wants_nothing_of_by_now_is_decided_anew(shop: Shop) -> None:
    await shop.approved()
    person, message, _ = await personal(shop)
    item = offered(message)[0]
    [book] = (await shop.parts.catalogue.get_many([item])).values()
    now = shop.clock.now()
    await shop.parts.people.put_facts(person, [stated(book.tags[0], kind="aversion")], replace=True, now=now)
    await shop.hand_over()
    assert f"item {item} is of what they want nothing of by now" in (await row_of(shop, person)).detail


async def test_what_somebody_liked_and_dislikes_by_now_is_not_told_as_liked(shop: Shop) -> None:
    await shop.approved()
    person, message, said = await personal(shop)
    for name in {one.anchor.value for one in message.composed.cited}:
        await did(shop, person, "dislike", name, act=name)
    await shop.hand_over()
    assert "was liked by them, and is not any more" in (await row_of(shop, person)).detail
    assert said not in texts(shop)[person]


async def test_more_of_the_same_changes_no_message(shop: Shop) -> None:
    await shop.approved()
    for person, message in (await messages(shop)).items():
        shown = {*offered(message), *(one.anchor.value for one in message.composed.cited)}
        await did(shop, person, "view", min({f"book-{number}" for number in range(BOOKS)} - shown))
        await shop.parts.people.put_facts(person, [stated(SHELF)], replace=False, now=shop.clock.now())
    report = await shop.hand_over()
    assert (report.handed, report.renewed) == (READERS, 0)
    assert {row.detail for row in await shop.rows()} == {""}


async def test_who_withdrew_their_profile_is_listed_with_the_version_for_everybody(shop: Shop) -> None:
    await shop.approved()
    person, _, said = await personal(shop)
    purposes = {Purpose.EMAIL: True, Purpose.PROFILE: False, Purpose.EXPLAIN: True}
    await shop.parts.people.put_consent(person, Consent(purposes=purposes, at=shop.clock.now()))
    assert (await row_of(shop, person)).fate is Fate.WILL_GET
    report = await shop.hand_over()
    assert (report.handed, report.renewed) == (READERS, 1)
    row = await row_of(shop, person)
    assert row.fate is Fate.GENERAL_VERSION
    assert row.detail.startswith(f"{RENEWED}agreement to profile")
    assert said not in texts(shop)[person]
