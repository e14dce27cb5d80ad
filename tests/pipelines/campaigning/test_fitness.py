"""Items that cannot stand in an e-mail make room for the next ones, and the plan says which they are."""

from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.planning.deciding import Deciding
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.explaining.revisiting import revisit
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.parts import MessageTemplate
from frankly.pipelines.replaying.replay import replayed
from frankly.stages.messaging.letter import Letter
from frankly.stages.writing.brand import Brand, MailBrand
from tests.api.world import NOW, book, make_parts
from tests.pipelines.bookshop import files
from tests.pipelines.campaigning.shop import Shop, campaign

MAIL = MailBrand(
    "https://shop.example", postal=("Lantern Books", "7 Harbour Lane"), service="https://mail.shop.example"
)
TITLE = "Signed copy, ask anna.berg@post.example"


async def opened(**changes: Any) -> Shop:
    brand = Brand("Lantern Books", {"plain": "", "warm": ""}, mail=MAIL)
    shop = await Shop(make_parts(brand=brand, policy_files=files(), **changes)).open()
    for person in ("ada", "bob", "cleo"):
        await shop.reader(person)
    await shop.reader("dan", {Purpose.EMAIL})
    return shop


async def spoilt(shop: Shop, *items: str, **fields: Any) -> None:
    """Say something of items that no mail may show."""
    changes = [Item.model_validate(book(int(item.removeprefix("book-")), **fields)) for item in items]
    await shop.parts.catalogue.upsert(changes, NOW)
    await shop.parts.live.refresh(NOW)


async def shown(shop: Shop, world: CampaignWorld) -> dict[str, list[str]]:
    """Person → items of their message."""
    messages = messages_of(world)
    rows = [row for row in await shop.rows(world) if row.state is RecipientState.PLANNED]
    return {row.person: [str(one.id) for one in (await messages.of(row)).composed.answer.items] for row in rows}


async def run(shop: Shop, told: Campaign) -> list[Recipient]:
    world = await shop.planned(told)
    return await shop.rows(await running.write(world, "one", error_check(shop.parts, world.campaign), None))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": TITLE}, "personal_value"),
        ({"creators": ["+49 171 2345678"]}, "personal_value"),
        ({"title": "The *|FNAME|* Book"}, "text_unfilled"),
        ({"url": "https://bit.ly/3xyz"}, "link_shortened"),
        ({"image_url": "https://192.0.2.7/a.jpg"}, "link_host"),
    ],
)
async def test_an_item_that_cannot_stand_in_a_mail_makes_room_for_the_next(fields: dict[str, Any], code: str) -> None:
    shop = await opened()
    before = await shown(shop, await shop.planned(campaign(title="Before")))
    bad = before["ada"][0]
    await spoilt(shop, bad, **fields)
    world = await shop.planned(campaign())
    now = await shown(shop, world)
    assert {person: len(items) for person, items in now.items()} == {person: 3 for person in before}
    assert not [items for items in now.values() if bad in items]
    assert {(one.item, one.code) for one in await shop.ledger.unfit(world.edition.no)} == {(bad, code)}
    written = await running.write(world, "one", error_check(shop.parts, world.campaign), None)
    assert {row.state for row in await shop.rows(written)} == {RecipientState.WRITTEN}


async def test_it_was_what_dropped_its_recipient_before() -> None:
    """Without the look, the message about it is what the check of the write phase refuses."""
    shop = await opened()
    bad = (await shown(shop, await shop.planned(campaign(title="Before"))))["ada"][0]
    world = await shop.planned(campaign(title="Then"))
    await spoilt(shop, bad, title=TITLE)
    ada = next(row for row in await shop.rows(world) if row.person == "ada")
    deciding = Deciding(replace(world, edition=replace(world.edition, at=NOW)))
    base = await deciding._base(world.question("ada", "en", "", is_named=False))
    await deciding._record(base)
    await shop.parts.decisions.flush()
    message = await messages_of(world).of(replace(ada, decision=str(base.answer.decision)))
    assert bad in [str(one.id) for one in message.composed.answer.items]
    assert error_check(shop.parts, world.campaign)(message) == "personal_value"


async def test_the_record_keeps_why_and_a_replay_gives_the_same_answer() -> None:
    shop = await opened()
    bad = (await shown(shop, await shop.planned(campaign(title="Before"))))["ada"][0]
    await spoilt(shop, bad, title=TITLE)
    world = await shop.planned(campaign())
    ada = next(row for row in await shop.rows(world) if row.person == "ada")
    record = await shop.parts.decisions.get(ada.decision)
    assert record is not None
    assert record["inputs"]["request"]["message"]["unfit"] == {bad: "personal_value"}
    for level in ("r0", "r1"):
        again = await replayed(shop.parts, ada.decision, level)
        assert (again.is_identical, again.differences) == (True, ())
    told = await why_not(await revisit(shop.parts, record), bad)
    assert (told.verdict, told.dropped) == ("filtered", DropReason.UNFIT)


async def test_where_nothing_fits_nobody_gets_a_message_and_is_told_why() -> None:
    shop = await opened()
    await spoilt(shop, *(f"book-{number}" for number in range(30)), url="https://bit.ly/3xyz")
    world = await shop.planned(campaign())
    rows = await shop.rows(world)
    assert {row.fate for row in rows} == {Fate.NO_ITEM}
    assert all("cannot stand in an e-mail" in row.detail for row in rows)
    assert len(await shop.ledger.unfit(world.edition.no)) > 20


async def test_what_the_house_does_wrong_is_no_fault_of_an_item() -> None:
    shop = await opened()
    bare = Brand("Lantern Books", {"plain": "", "warm": ""}, mail=replace(MAIL, postal=()))
    shop.parts = replace(shop.parts, brand=bare)
    world = await shop.planned(campaign())
    assert await shop.ledger.unfit(world.edition.no) == []


class Counting:
    """A template that counts the e-mails that it lays out."""

    def __init__(self, inner: MessageTemplate) -> None:
        self.inner, self.count, self.hash = inner, 0, inner.hash

    def html(self, letter: Letter) -> str:
        self.count += 1
        return self.inner.html(letter)


async def test_an_item_is_looked_at_once_a_state_of_the_catalogue() -> None:
    shop = await opened()
    assert shop.parts.template is not None
    template = Counting(shop.parts.template)
    shop.parts = replace(shop.parts, template=template)
    deciding, counts = Deciding(await shop.planned(campaign())), []
    for _ in range(2):
        template.count = 0
        await deciding.personal("ada", "en", "", is_named=False)
        counts.append(template.count)
    await spoilt(shop, "book-0", title="The Other Book")
    template.count = 0
    await deciding.personal("ada", "en", "", is_named=False)
    assert counts[0] > 3
    assert counts[1] == 0
    assert template.count == counts[0]
