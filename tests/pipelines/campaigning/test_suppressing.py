"""Whoever asked at an address for no more mail gets none, whatever the next audience knows of them."""

import pytest

from frankly.domain.campaign.recipient import Considered, Contact
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.suppressing import Suppressing
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign, of_file


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    await shop.reader("ada")
    await shop.reader("ben")
    return shop


def suppressing_of(shop: Shop) -> Suppressing:
    return Suppressing(shop.ledger, shop.parts.suppression_secret)


async def with_addresses(shop: Shop) -> None:
    """A campaign whose file knows addresses, planned and given up."""
    rows = [Considered("ada", Contact("Ada@Mail.example")), Considered("ben", Contact("ben@mail.example"))]
    await shop.planned(of_file(name="first"), rows)


async def test_a_suppressed_address_keeps_its_person_out_of_an_audience_without_addresses(shop: Shop) -> None:
    await with_addresses(shop)
    suppressing = suppressing_of(shop)
    assert await suppressing.add([("", " ADA@mail.EXAMPLE")], "imported", EpochMs(NOW)) == 1
    world = await shop.planned(campaign(name="second"))
    assert await shop.fates(world) == {"ada": "suppressed", "ben": "will_get"}
    assert await suppressing.uncompared(world.edition.no, await shop.ledger.tally(world.edition.no)) is None
    await shop.ledger.unsuppress(suppressing.hashes("", "ada@mail.example"))
    world = await shop.planned(campaign(name="third"))
    assert await shop.fates(world) == {"ada": "will_get", "ben": "will_get"}


async def test_an_address_may_stand_on_the_list_before_the_shop_knows_whose_it_is(shop: Shop) -> None:
    await suppressing_of(shop).add([("", "ada@mail.example")], "imported", EpochMs(NOW))
    await with_addresses(shop)
    assert (await shop.fates(await shop.planned(campaign(name="second"))))["ada"] == "suppressed"


async def test_what_cannot_be_compared_is_told(shop: Shop) -> None:
    suppressing = suppressing_of(shop)
    world = await shop.planned(campaign())
    tally = await shop.ledger.tally(world.edition.no)
    await suppressing.add([("cleo", "")], "imported", EpochMs(NOW))
    assert await suppressing.uncompared(world.edition.no, tally) is None
    await suppressing.add([("", "who@mail.example"), ("", "else@mail.example")], "imported", EpochMs(NOW))
    told = await suppressing.uncompared(world.edition.no, tally)
    assert told is not None
    assert (told.recipients, told.without_address, told.suppressed_addresses) == (2, 2, 2)
    assert told.told.startswith("2 of 2 recipients have no address here, so 2 suppressed addresses cannot be compared")


async def test_somebody_counts_once_however_they_are_known(shop: Shop) -> None:
    suppressing = suppressing_of(shop)
    people = [("ada", "ada@mail.example"), ("ada", "ADA@mail.example"), ("ben", "")]
    assert await suppressing.add(people, "imported", EpochMs(NOW)) == 2
    assert await suppressing.add([("ada", ""), ("ben", "ben@mail.example")], "imported", EpochMs(NOW)) == 0
