"""Campaigns that write by themselves: to those who are due, once for each occasion."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.campaign.campaign import Campaign, MessageCap
from frankly.domain.campaign.edition import EditionState
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose
from frankly.domain.person.event import Event
from frankly.domain.time import HOUR_MS, EpochMs, to_iso
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.handing.freshness import standings
from frankly.pipelines.campaigning.handing.renewing import Made, Renewing
from frankly.pipelines.campaigning.planning.prospect import Prospect, prospect
from frankly.pipelines.campaigning.planning.triggering import due_people
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import replayed
from frankly.stages.writing.wordings import says_occasion
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.world import NOW, book
from tests.pipelines.campaigning.shop import Shop, campaign, passed
from tests.pipelines.campaigning.test_cell_texts import asking

WRITTEN = RecipientState.WRITTEN


def triggered(kind: str, after: int = 24, within: int = 24, **changes: object) -> Campaign:
    return campaign(trigger={"kind": kind, "after_hours": after, "within_hours": within}, caps=[], **changes)


def act(person: str, kind: str, hours_ago: float, item: str = "book-3", **fields: object) -> Event:
    at = NOW - round(hours_ago * HOUR_MS)
    told = {"id": f"{person}{kind}{at}", "person": person, "kind": kind, "item": item, "at": at}
    return Event.model_validate(told | fields)


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    for person in ("ada", "ben"):
        await shop.reader(person, likes=0)
    await shop.parts.events.append([act("ada", "add_to_cart", 30), act("ben", "view", 2)], NOW)
    return shop


async def tick(shop: Shop, told: Campaign, hours: float) -> CampaignWorld:
    """Begin an edition so many hours later, and plan it."""
    now = EpochMs(NOW + round(hours * HOUR_MS))
    return await shop.plan(await running.begin(shop.parts, shop.ledger, told, now))


async def over(shop: Shop, world: CampaignWorld, state: EditionState = EditionState.DONE) -> None:
    await shop.ledger.move(world.edition.no, state, of=tuple(EditionState))


def due(rows: list[Recipient]) -> dict[str, str]:
    return {row.person: row.occasion for row in rows}


async def test_only_those_who_are_due_are_listed_with_their_occasion(shop: Shop) -> None:
    rows = await shop.rows(await tick(shop, triggered("cart_left"), 0))
    assert due(rows) == {"ada": f"cart_left:{NOW - 30 * HOUR_MS}"}
    assert rows[0].state is RecipientState.PLANNED


async def test_nobody_is_written_to_twice_for_the_same_occasion(shop: Shop) -> None:
    first = await tick(shop, triggered("cart_left"), 0)
    await over(shop, first)
    assert due(await shop.rows(await tick(shop, triggered("cart_left"), 1))) == {}


async def test_an_edition_that_was_cancelled_wrote_to_nobody(shop: Shop) -> None:
    first = await tick(shop, triggered("cart_left"), 0)
    await over(shop, first, EditionState.CANCELLED)
    assert set(due(await shop.rows(await tick(shop, triggered("cart_left"), 1)))) == {"ada"}


async def test_a_digest_goes_on_every_so_often_to_everybody_who_agreed(shop: Shop) -> None:
    await shop.reader("cleo", {Purpose.EMAIL})
    await shop.reader("dan", {Purpose.PROFILE})
    digest = triggered("digest", after=168)
    found = []
    for hours in (0, 24, 168, 200, 336):
        world = await tick(shop, digest, hours)
        found.append(len(await shop.rows(world)))
        await over(shop, world)
    assert found == [3, 0, 3, 0, 3]


async def test_what_somebody_refuses_to_have_used_makes_no_occasion(shop: Shop) -> None:
    await shop.reader("cleo", {Purpose.EMAIL}, likes=0)
    await shop.parts.events.append([act("cleo", "add_to_cart", 30)], NOW)
    assert set(due(await shop.rows(await tick(shop, triggered("cart_left"), 0)))) == {"ada"}


async def test_what_was_wanted_and_is_back_is_told_of(shop: Shop) -> None:
    await shop.parts.events.append([act("ben", "save", 100, "book-7")], NOW)
    for hours, stock in ((-90, 0), (-3, 5)):
        item = Item.model_validate(book(7) | {"stock": stock})
        await shop.parts.catalogue.upsert([item], EpochMs(NOW + hours * HOUR_MS))
    await shop.parts.live.refresh(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    rows = await shop.rows(await tick(shop, triggered("back_in_stock", after=1), 0))
    assert set(due(rows)) == {"ben"}


async def test_who_is_held_out_is_held_out_of_the_occasion(shop: Shop) -> None:
    held = await tick(shop, triggered("cart_left", holdout="1"), 0)
    assert [row.state for row in await shop.rows(held)] == [RecipientState.HELD]
    await over(shop, held)
    assert due(await shop.rows(await tick(shop, triggered("cart_left", holdout="1"), 1))) == {}


async def test_an_edition_is_over_by_itself_where_no_message_of_it_waits(shop: Shop) -> None:
    world = await tick(shop, triggered("cart_left"), 0)
    assert (await running.settled(shop.ledger, world.edition)).state is EditionState.PLANNED
    written = await running.write(world, "one", lambda _: "", None)
    assert (await running.settled(shop.ledger, written.edition)).state is EditionState.WRITTEN
    await shop.ledger.put(
        world.edition.no, [replace(row, state=RecipientState.SKIPPED) for row in await shop.rows(world)], of=WRITTEN
    )
    ended = await running.settled(shop.ledger, written.edition)
    assert (ended.state, ended.reason) == (EditionState.DONE, "Nobody gets a message of it.")


async def test_who_is_held_out_stays_held_out_where_the_edition_ended_by_itself(shop: Shop) -> None:
    held = await tick(shop, triggered("cart_left", holdout="1"), 0)
    written = await running.write(held, "one", lambda _: "", None)
    assert (await running.settled(shop.ledger, written.edition)).state is EditionState.DONE
    assert due(await shop.rows(await tick(shop, triggered("cart_left", holdout="1"), 1))) == {}


async def test_who_is_due_can_be_asked_without_an_edition(shop: Shop) -> None:
    world = running.imagined(shop.parts, shop.ledger, triggered("cart_left"), NOW)
    found = [(one.person, occasion.items) async for one, occasion in due_people(world, None)]
    assert found == [("ada", ("book-3",))]
    assert await shop.ledger.edition("weekly") is None


async def test_a_campaign_that_is_run_by_hand_has_nobody_due(shop: Shop) -> None:
    world = running.imagined(shop.parts, shop.ledger, campaign(), NOW)
    assert [one async for one in due_people(world, None)] == []


async def slate_of(shop: Shop, row: Recipient) -> list[dict[str, Any]]:
    slate: list[dict[str, Any]] = (await recorded(shop.parts.decisions, row.decision)).body["slate"]
    return slate


async def test_what_it_is_written_for_stands_first_for_what_the_person_did_with_it(shop: Shop) -> None:
    await shop.reader("ada", likes=6)
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    (row,) = await shop.rows(world)
    message = await messages_of(world).of(row)
    first = message.composed.answer.items[0]
    assert (first.id, first.origin) == ("book-3", "occasion")
    act, *_ = [piece for piece in first.evidence if "occasion" in piece.sources]
    assert (act.kind, act.anchor.value, act.contribution > 0) == ("added_to_cart", "book-3", True)
    assert act.id in first.sentences[0].evidence
    assert "this one in your basket" in first.sentences[0].text or "this one went into" in first.sentences[0].text
    assert [one["origin"] for one in await slate_of(shop, row)].count("occasion") == 1
    for level in ("r0", "r1"):
        assert (await replayed(shop.parts, row.decision, level)).is_identical


async def test_no_message_says_how_long_ago_something_was(shop: Shop) -> None:
    await shop.parts.events.append([act(f"r{no}", "add_to_cart", 30 + no) for no in range(40)], NOW)
    for no in range(40):
        await shop.reader(f"r{no}", likes=0)
    rows = await shop.rows(await tick(shop, triggered("cart_left", within=99), 0))
    planned = [row for row in rows if row.state is RecipientState.PLANNED]
    assert len(planned) > 30
    for row in planned:
        told = (await recorded(shop.parts.decisions, row.decision)).body
        drafts = [*told["headline"]["drafts"], *(one for entry in told["slate"] for one in entry["drafts"])]
        assert drafts
        assert not [one["text"] for one in drafts if ".when}" in one["text"] or ".added}" in one["text"]]


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("kind", ["cart_left", "back_in_stock", "continue"])
async def test_subject_and_intro_say_for_what_it_is_written(shop: Shop, kind: str, locale: str) -> None:
    begun = {"cart_left": "add_to_cart", "back_in_stock": "save", "continue": "start"}[kind]
    await shop.parts.events.append([act("ben", begun, 28, "book-7")], NOW)
    for hours, stock in ((-27, 0), (-26, 5)):
        item = Item.model_validate(book(7) | {"stock": stock})
        await shop.parts.catalogue.upsert([item], EpochMs(NOW + hours * HOUR_MS))
    await shop.parts.live.refresh(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    world = await running.write(await tick(shop, triggered(kind, locales=[locale]), 0), "one", lambda _: "", None)
    (row,) = [row for row in await shop.rows(world) if row.person == "ben"]
    message = (await messages_of(world).of(row)).composed
    lines, first = message.lines, message.answer.items[0]
    assert (lines.subject and says_occasion(lines.subject.pattern), bool(lines.intro)) == (True, True)
    told = {identity for text in first.sentences if text.kind == "reason" for identity in text.evidence}
    for line in (lines.subject, lines.intro):
        assert line is not None
        assert line.pattern.split("/")[1:3] == ["occasion", kind]
        assert first.display.title is not None
        assert first.display.title in line.text
        assert told.issuperset(line.evidence)
    for level in ("r0", "r1"):
        assert (await replayed(shop.parts, row.decision, level)).is_identical


async def test_what_a_model_writes_for_many_leaves_what_a_message_is_written_for(shop: Shop) -> None:
    model = RuleFollowingWriter()
    await shop.parts.events.append([act("ben", "add_to_cart", 28)], NOW)
    world = await tick(shop, triggered("cart_left", mode="cell"), 0)
    world = await running.write(world, "one", lambda _: "", asking(model))
    assert model.calls
    for row in await shop.rows(world):
        message = (await messages_of(world).of(row)).composed
        assert message.lines.subject is not None
        assert says_occasion(message.lines.subject.pattern)
        assert message.is_model_written


async def test_who_may_not_be_shown_what_it_is_written_for_is_skipped(shop: Shop) -> None:
    await shop.parts.events.append([act("ada", "complete", 40)], NOW)
    (row,) = await shop.rows(await tick(shop, triggered("cart_left"), 0))
    assert (row.fate, row.detail) == (Fate.NO_ITEM, "what it is written for may not be shown: consumed")


async def test_what_was_bought_before_and_put_into_the_cart_once_more_is_written_for(shop: Shop) -> None:
    await shop.parts.events.append([act("ada", "purchase", 40)], NOW)
    (row,) = await shop.rows(await tick(shop, triggered("cart_left"), 0))
    assert (await slate_of(shop, row))[0]["item"] == "book-3"


async def test_who_is_in_the_holdout_of_the_surface_gets_no_message_for_an_item(shop: Shop) -> None:
    everybody = replace(shop.parts, variant="holdout")
    for kind, fate in (("cart_left", Fate.SURFACE_HOLDOUT), ("digest", Fate.WILL_GET)):
        world = await running.begin(everybody, shop.ledger, triggered(kind, name=kind.replace("_", "-")), NOW)
        assert {row.fate for row in await shop.rows(await shop.plan(world))} == {fate}


async def test_who_may_not_be_shown_one_thing_is_written_to_for_another(shop: Shop) -> None:
    rated = act("ada", "rate", 32, "book-4", rating=1)
    begun = [act("ada", "start", 30, "book-4"), act("ada", "start", 31, "book-8")]
    await shop.parts.events.append([rated, *begun], NOW)
    (row,) = await shop.rows(await tick(shop, triggered("continue"), 0))
    first, *_ = await slate_of(shop, row)
    assert (first["item"], row.occasion.split(":")[1]) == ("book-8", str(NOW - 31 * HOUR_MS))


async def test_no_edition_is_worth_making_where_nobody_would_get_a_message(shop: Shop) -> None:
    capped = triggered("cart_left").model_copy(update={"caps": (MessageCap(messages=1, days=7),)})
    asked = prospect_of(shop, capped)
    assert await asked == Prospect(True, {})
    await over(shop, await handed(shop, triggered("digest", after=1, name="other")))
    assert await prospect_of(shop, capped) == Prospect(False, {Fate.CAPPED: 1})
    assert await prospect_of(shop, triggered("cart_left", holdout="1")) == Prospect(True, {})
    assert await prospect_of(shop, triggered("back_in_stock")) == Prospect(False, {})


async def test_looking_whether_anybody_would_get_a_message_stores_nothing(shop: Shop) -> None:
    await shop.parts.events.append([act("ada", "complete", 40)], NOW)
    assert await prospect_of(shop, triggered("cart_left")) == Prospect(False, {Fate.NO_ITEM: 1})
    (row,) = await shop.rows(await tick(shop, triggered("cart_left"), 0))
    assert await shop.parts.decisions.get(row.decision) is not None
    assert await shop.ledger.edition("other") is None


def prospect_of(shop: Shop, told: Campaign) -> Awaitable[Prospect]:
    world = running.imagined(shop.parts, shop.ledger, told, NOW)
    return prospect(world, passed, Suppressing(shop.ledger, shop.parts.suppression_secret), {}, None)


async def handed(shop: Shop, told: Campaign) -> CampaignWorld:
    """An edition of which every message left."""
    world = await tick(shop, told, 0)
    rows = [replace(row, state=RecipientState.HANDED, handed=NOW) for row in await shop.rows(world)]
    await shop.ledger.put(world.edition.no, rows, of=RecipientState.PLANNED)
    return world


async def test_what_was_bought_and_begun_is_gone_on_with(shop: Shop) -> None:
    await shop.parts.events.append([act("ben", "purchase", 40, "book-4"), act("ben", "start", 30, "book-4")], NOW)
    (row,) = await shop.rows(await tick(shop, triggered("continue"), 0))
    first, *others = await slate_of(shop, row)
    assert (first["item"], first["origin"]) == ("book-4", "occasion")
    assert "book-4" not in {one["item"] for one in others}


async def test_what_is_back_stands_first(shop: Shop) -> None:
    await shop.parts.events.append([act("ben", "save", 100, "book-7")], NOW)
    for hours, stock in ((-90, 0), (-3, 5)):
        item = Item.model_validate(book(7) | {"stock": stock})
        await shop.parts.catalogue.upsert([item], EpochMs(NOW + hours * HOUR_MS))
    await shop.parts.live.refresh(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    (row,) = await shop.rows(await tick(shop, triggered("back_in_stock", after=1), 0))
    assert (await slate_of(shop, row))[0]["item"] == "book-7"


async def test_a_digest_is_about_no_item(shop: Shop) -> None:
    for row in await shop.rows(await tick(shop, triggered("digest", after=168), 0)):
        assert "occasion" not in {one["origin"] for one in await slate_of(shop, row)}


async def test_an_item_that_is_gone_before_the_hand_over_takes_its_message_with_it(shop: Shop) -> None:
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    item = Item.model_validate(book(3) | {"stock": 0})
    await shop.parts.catalogue.upsert([item], EpochMs(NOW + HOUR_MS))
    (made,) = await renewed(shop, world)
    assert (made.message, made.row.fate) == (None, Fate.ITEM_GONE)


async def test_what_may_not_be_used_any_more_is_no_occasion_at_the_hand_over(shop: Shop) -> None:
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    await shop.reader("ada", {Purpose.EMAIL}, likes=0)
    (made,) = await renewed(shop, world)
    assert (made.message, made.row.fate) == (None, Fate.NOT_DUE)


@pytest.mark.parametrize("ending", ["purchase", "hide", "dismiss"])
async def test_what_was_bought_or_refused_before_the_hand_over_takes_its_message_with_it(
    shop: Shop, ending: str
) -> None:
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    await shop.parts.events.append([act("ada", ending, -1)], EpochMs(NOW + 2 * HOUR_MS))
    (made,) = await renewed(shop, world)
    assert (made.message, made.row.fate) == (None, Fate.OCCASION_OVER)
    assert made.row.detail == "what it was written for is over (book-3)"


@pytest.mark.parametrize(
    ("ending", "fate", "told"),
    [
        ("purchase", Fate.OCCASION_OVER, "what it was written for is over (book-3)"),
        ("complete", Fate.NO_ITEM, "what it is written for may not be shown: consumed; item book-"),
    ],
)
async def test_why_a_message_is_left_out_is_told_by_what_it_is_written_for(
    shop: Shop, ending: str, fate: Fate, told: str
) -> None:
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    (row,) = await shop.rows(world)
    other = str((await slate_of(shop, row))[1]["item"]).removeprefix("book-")
    gone = Item.model_validate(book(int(other)) | {"available": False})
    await shop.parts.catalogue.upsert([gone], EpochMs(NOW + HOUR_MS))
    await shop.parts.events.append([act("ada", ending, -1)], EpochMs(NOW + 2 * HOUR_MS))
    (made,) = await renewed(shop, world)
    assert (made.message, made.row.fate) == (None, fate)
    assert made.row.detail.startswith(told)


async def test_what_is_left_in_the_cart_at_the_hand_over_is_what_the_message_is_about(shop: Shop) -> None:
    await shop.parts.events.append([act("ada", "add_to_cart", 31, "book-9")], NOW)
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    (row,) = await shop.rows(world)
    assert [one["item"] for one in (await slate_of(shop, row))[:2]] == ["book-3", "book-9"]
    await shop.parts.events.append([act("ada", "purchase", -1)], EpochMs(NOW + 2 * HOUR_MS))
    (made,) = await renewed(shop, world)
    assert made.is_renewed
    assert "book-3 is not what it is written for any more" in made.row.detail
    assert made.message is not None
    first, *others = made.message.composed.answer.items
    assert (first.id, first.origin) == ("book-9", "occasion")
    assert "book-3" not in {item.id for item in others}


async def test_a_cart_of_which_the_newest_thing_sold_out_before_the_hand_over_is_told_of_once(shop: Shop) -> None:
    await shop.parts.events.append([act("ada", "add_to_cart", 31, "book-9")], NOW)
    world = await running.write(await tick(shop, triggered("cart_left"), 0), "one", lambda _: "", None)
    await shop.parts.catalogue.upsert([Item.model_validate(book(3) | {"stock": 0})], EpochMs(NOW + HOUR_MS))
    (made,) = await renewed(shop, world)
    assert made.message is not None
    assert made.message.composed.answer.items[0].id == "book-9"
    left = replace(made.row, state=RecipientState.HANDED, handed=EpochMs(NOW + 2 * HOUR_MS))
    assert await shop.ledger.put(world.edition.no, [left], of=WRITTEN) == 1
    await over(shop, world)
    assert due(await shop.rows(await tick(shop, triggered("cart_left"), 4))) == {}


async def test_what_was_finished_before_the_hand_over_is_over(shop: Shop) -> None:
    await shop.parts.events.append([act("ben", "start", 30, "book-4")], NOW)
    world = await running.write(await tick(shop, triggered("continue"), 0), "one", lambda _: "", None)
    await shop.parts.events.append([act("ben", "complete", -1, "book-4")], EpochMs(NOW + 2 * HOUR_MS))
    (made,) = await renewed(shop, world)
    assert made.row.fate is Fate.OCCASION_OVER


async def test_who_came_back_before_the_hand_over_did_not_lapse(shop: Shop) -> None:
    world = await running.write(await tick(shop, triggered("lapsed"), 0), "one", lambda _: "", None)
    assert [made.message is not None for made in await renewed(shop, world)] == [True]
    await shop.parts.events.append([act("ada", "view", -1)], EpochMs(NOW + 2 * HOUR_MS))
    (made,) = await renewed(shop, world)
    assert made.row.fate is Fate.OCCASION_OVER


async def test_a_message_leaves_while_its_occasion_is_due_and_not_afterwards(shop: Shop) -> None:
    world = await running.write(await tick(shop, triggered("cart_left", within=7), 0), "one", lambda _: "", None)
    until = NOW + HOUR_MS
    suppressing = Suppressing(shop.ledger, shop.parts.suppression_secret)
    rows = await shop.rows(world)
    (before,), (after,) = [
        await standings(world, suppressing, rows, EpochMs(moment)) for moment in (until - 1, until + 1)
    ]
    assert (before.fate, before.wait) == (None, None)
    assert (after.fate, after.detail) == (Fate.TOO_LATE, to_iso(until))


async def test_whose_quiet_hours_last_longer_than_the_occasion_is_told_so_by_the_plan(shop: Shop) -> None:
    hour = to_iso(NOW)[11:13]
    quiet = {"begin": f"{hour}:00", "end": f"{(int(hour) + 3) % 24:02}:00"}
    for within, fate in ((7, Fate.QUIET), (24, Fate.WILL_GET)):
        told = triggered("cart_left", within=within, quiet_hours=quiet, time_zone="UTC", name=f"cart-{within}")
        (row,) = await shop.rows(await tick(shop, told, 0))
        assert row.fate is fate


async def renewed(shop: Shop, world: CampaignWorld) -> list[Made]:
    """Messages of an edition, made again two hours later."""
    later = EpochMs(NOW + 2 * HOUR_MS)
    found = await standings(
        world, Suppressing(shop.ledger, shop.parts.suppression_secret), await shop.rows(world), later
    )
    return await Renewing(world, messages_of(world), lambda _: "").shard(found, later)
