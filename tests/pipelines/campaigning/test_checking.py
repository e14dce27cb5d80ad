"""Messages of a campaign are held to the checks: each while it is written, a sample with all that is known."""

from dataclasses import replace
from typing import Any

from frankly.domain.campaign.edition import EditionState
from frankly.domain.campaign.recipient import Fate, RecipientState
from frankly.domain.saying.mail import Mailbox
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.sampling_checks import header_of, looked_through
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.stages.writing.brand import Brand, MailBrand
from tests.api.world import NOW, make_parts
from tests.pipelines.bookshop import files
from tests.pipelines.campaigning.shop import Shop, campaign

MAIL = MailBrand(
    "https://shop.example",
    sender=Mailbox(address="letters@shop.example", name="Lantern Books"),
    postal=("Lantern Books", "7 Harbour Lane"),
    service="https://mail.shop.example",
)


async def opened(mail: MailBrand = MAIL, **changes: Any) -> Shop:
    said = Brand("Lantern Books", {"plain": "", "warm": ""}, mail=mail)
    shop = await Shop(make_parts(brand=said, **changes)).open()
    for person in ("ada", "bob", "cleo"):
        await shop.reader(person)
    return shop


async def written(shop: Shop, **changes: object) -> CampaignWorld:
    world = await shop.planned(campaign(**changes))
    return await running.write(world, "one", error_check(shop.parts, world.campaign), None)


async def test_sound_messages_are_written() -> None:
    shop = await opened(policy_files=files())
    world = await written(shop, disclosures={"en": "Advertising."})
    assert {row.state for row in await shop.rows(world)} == {RecipientState.WRITTEN}
    looked = [one async for one in looked_through(world, 0)]
    assert len(looked) == 3
    assert not [finding for one in looked for finding in one.findings if finding.severity == "error"]


async def test_items_that_lead_nowhere_are_told_of_without_an_invitation() -> None:
    shop = await opened(replace(MAIL, home=""))
    world = await written(shop)
    rows = await shop.rows(world)
    assert {(row.state, row.detail) for row in rows} == {(RecipientState.WRITTEN, "")}
    message = await messages_of(world).of(rows[0])
    invitations = [item.display.call_to_action for item in message.composed.answer.items]
    assert invitations[0] is not None
    assert invitations[0].text not in message.text


async def test_a_message_that_fails_a_check_is_not_written_and_its_row_says_why() -> None:
    shop = await opened(replace(MAIL, postal=()))
    rows = await shop.rows(await written(shop))
    assert {(row.state, row.fate, row.detail) for row in rows} == {
        (RecipientState.SKIPPED, Fate.CHECK_FAILED, "postal_address_missing")
    }


async def test_who_got_the_same_before_is_found() -> None:
    shop = await opened()
    world = await written(shop)
    (row, *_) = await shop.rows(world)
    handed = replace(row, state=RecipientState.HANDED, handed=EpochMs(NOW - 1))
    await shop.ledger.put(world.edition.no, [handed], of=RecipientState.WRITTEN)
    await shop.ledger.move(world.edition.no, EditionState.DONE, of=(EditionState.WRITTEN,))
    other = await written(shop, title="Again")
    found = {(one.recipient, finding.code) async for one in looked_through(other, 0) for finding in one.findings}
    assert (row.no, "same_content") in found


async def test_a_sample_is_as_large_as_it_is_asked_for() -> None:
    world = await written(await opened())
    for sample in (1, 2):
        assert len([one async for one in looked_through(world, sample)]) == sample


async def test_the_header_is_looked_at_where_the_brand_names_a_sender() -> None:
    world = await written(await opened())
    row = await world.ledger.recipient(world.edition.no, 1)
    assert row is not None
    message = await messages_of(world).of(row)
    header = dict(header_of(world, message) or ())
    assert header["From"] == "Lantern Books <letters@shop.example>"
    assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    bare = replace(world, parts=replace(world.parts, brand=Brand("Lantern Books")))
    assert header_of(bare, message) is None
