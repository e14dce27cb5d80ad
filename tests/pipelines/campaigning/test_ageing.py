"""Who was written to is forgotten by age, and with the person; a link in a message stops mail all the same."""

from dataclasses import replace

import pytest

from frankly.domain.campaign.campaign import MessageCap
from frankly.domain.campaign.recipient import Considered, Contact, Fate, RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.campaigning.ageing import forget_before, forget_older
from frankly.pipelines.campaigning.outcome.results import Results
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.rights import Rights
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, of_file

YEARS = EpochMs(NOW + 800 * DAY_MS)


async def handed(shop: Shop, name: str = "first", days: int = 7) -> CampaignWorld:
    """A campaign that wrote to ada, and did not write to ben."""
    rows = [Considered("ada", Contact("Ada@Mail.example", "Ada")), Considered("ben", Contact("ben@mail.example"))]
    caps = (MessageCap(messages=2, days=days),)
    world = await shop.planned(of_file(name=name, caps=caps), rows)
    row = await shop.ledger.recipient(world.edition.no, 1)
    assert row is not None
    left = replace(row, state=RecipientState.HANDED, content="ab", handed=NOW)
    await shop.ledger.put(world.edition.no, [left], of=row.state)
    return world


async def opened() -> Shop:
    shop = await Shop().open()
    await shop.reader("ada")
    await shop.reader("ben")
    return shop


async def test_rows_are_forgotten_with_the_records_of_their_age() -> None:
    shop = await opened()
    world = await handed(shop)
    suppressing = Suppressing(shop.ledger, b"secret")
    assert await forget_older(suppressing, 0, YEARS) == 0
    assert await forget_older(suppressing, 400, EpochMs(NOW + 400 * DAY_MS)) == 0
    assert await forget_older(suppressing, 400, EpochMs(NOW + 401 * DAY_MS)) == 2
    rows = await shop.ledger.recipients(world.edition.no, 1, 2)
    assert [(row.person, row.contact, row.decision) for row in rows] == [("", Contact(), "")] * 2
    assert [(row.state, row.fate) for row in rows] == [
        (RecipientState.HANDED, Fate.WILL_GET),
        (RecipientState.SKIPPED, Fate.ERASED),
    ]


async def test_rows_stay_while_a_cap_of_any_campaign_looks_back_to_them() -> None:
    shop = await opened()
    await handed(shop)
    await shop.planned(of_file(name="later", caps=(MessageCap(messages=1, days=300),)), [Considered("ben")])
    suppressing = Suppressing(shop.ledger, b"secret")
    assert await forget_older(suppressing, 30, EpochMs(NOW + 300 * DAY_MS)) == 0
    now = EpochMs(NOW + 301 * DAY_MS)
    assert await forget_before(suppressing, now, now) == 3


@pytest.mark.parametrize("is_erased", [False, True])
async def test_the_link_of_somebody_forgotten_or_erased_still_stops_mail(*, is_erased: bool) -> None:
    shop = await opened()
    world = await handed(shop)
    suppressing = Suppressing(shop.ledger, b"secret")
    if is_erased:
        rights = Rights(shop.parts.people, campaigns=shop.ledger, hashing=suppressing.hashed)
        assert (await rights.delete("ada", NOW)).rows["recipients"] == 1
    else:
        await forget_older(suppressing, 400, YEARS)
    parts, kept = shop.parts, shop.parts.results
    assert kept is not None
    results = Results(
        parts,
        shop.ledger,
        kept,
        suppressing,
        Rights(parts.people),
        Ingest(parts.catalogue, parts.events, parts.decisions),
    )
    row = await shop.ledger.recipient(world.edition.no, 1)
    assert row is not None
    await results.unsubscribe(world.edition, row, YEARS)
    told = {"unsubscribed"}
    assert set((await shop.ledger.suppressed(suppressing.hashes("ada", "ADA@mail.example"))).values()) == told
    assert len(await shop.ledger.suppressed(suppressing.hashes("ada", "ada@mail.example"))) == 2
    assert await shop.ledger.suppressed_addresses() == 1
    assert await kept.counts(world.edition.no) == {ResultKind.UNSUBSCRIBED: 1}
    assert await results.refuse_mail(world.edition, row, "unsubscribed", YEARS) == 0
