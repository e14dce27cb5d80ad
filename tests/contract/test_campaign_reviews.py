from dataclasses import replace

import pytest

from frankly.domain.campaign.look import CellEdit, Look
from frankly.domain.campaign.recipient import Contact, Recipient, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.campaign.unfit import UnfitItem
from frankly.domain.time import EpochMs
from frankly.ports.mailing.campaigns import CampaignLedger
from tests.contract.stores import NOW, Stores

AT = EpochMs(NOW)
LOOK = Look(3, "c3", "approved", "Bea", AT)
EDIT = CellEdit("en/warm/viewed/item/i1", "subject", "For you: {item.title}", "Look at this", "Bea", AT)


@pytest.fixture
def ledger(stores: Stores) -> CampaignLedger:
    return stores.campaigns


async def edition_of(ledger: CampaignLedger, campaign: str = "spring") -> int:
    return (await ledger.begin(campaign, "v1", "{}", AT)).no


async def test_words_on_messages_come_in_order_of_recipient(ledger: CampaignLedger) -> None:
    edition, other = await edition_of(ledger), await edition_of(ledger, "autumn")
    refused = Look(2, "c2", "refused", "Bea", AT, 1, "names the wrong lamp")
    for one in (LOOK, refused):
        await ledger.look(edition, one)
    await ledger.look(other, replace(LOOK, no=9))
    assert await ledger.looks(edition) == [refused, LOOK]
    assert [one.no for one in await ledger.looks(other)] == [9]


async def test_a_second_word_on_the_same_message_replaces_the_first(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    changed = replace(LOOK, said="refused", by="Cem", reason="too loud", at=EpochMs(AT + 5))
    for one in (LOOK, changed):
        await ledger.look(edition, one)
    assert await ledger.looks(edition) == [changed]


async def test_a_message_that_was_written_anew_is_another_one(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    anew = replace(LOOK, content="c3-new")
    for one in (LOOK, anew):
        await ledger.look(edition, one)
    assert await ledger.looks(edition) == [LOOK, anew]


async def test_edits_come_by_cell_the_oldest_first(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    again, elsewhere = replace(EDIT, text="Made for you"), replace(EDIT, cell="de/warm/viewed/item/i1")
    for one in (EDIT, elsewhere, again):
        await ledger.edit(edition, one)
    assert await ledger.edits(edition, EDIT.cell) == [EDIT, again]
    assert await ledger.edits(edition) == [EDIT, elsewhere, again]
    assert await ledger.edits(edition, "no such cell") == []
    assert await ledger.edits(await edition_of(ledger, "autumn")) == []


async def test_what_variants_are_dealt_by_is_fixed_with_the_first_word(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    first = {"a": VariantStanding(10, 3), "b": VariantStanding()}
    assert await ledger.keep_standings(edition, first) == first
    assert await ledger.keep_standings(edition, {"a": VariantStanding(99, 9)}) == first
    assert await ledger.keep_standings(await edition_of(ledger, "autumn"), {}) == {}


async def test_what_messages_take_from_edited_files_is_kept_as_it_was_said_last(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    assert await ledger.house(edition) == {}
    await ledger.keep_house(edition, {"name": "Lantern Books"})
    await ledger.keep_house(edition, {"name": "Lampe", "mail.postal": "Hafenstraße 7"})
    assert await ledger.house(edition) == {"name": "Lampe", "mail.postal": "Hafenstraße 7"}
    assert await ledger.house(await edition_of(ledger, "autumn")) == {}


async def test_of_an_unfit_item_the_first_finding_stays(ledger: CampaignLedger) -> None:
    edition, other = await edition_of(ledger), await edition_of(ledger, "autumn")
    lamp, book = UnfitItem("lamp", "link_host", "Use the shop's name."), UnfitItem("book", "personal_value", "Mend it.")
    await ledger.keep_unfit(edition, [lamp])
    await ledger.keep_unfit(edition, [UnfitItem("lamp", "link_shortened", "Give the whole address."), book])
    assert await ledger.unfit(edition) == [book, lamp]
    assert await ledger.unfit(other) == []


async def test_so_many_messages_are_let_leave_renewed_whoever_asks(ledger: CampaignLedger) -> None:
    edition, other = await edition_of(ledger), await edition_of(ledger, "autumn")
    assert await ledger.let_renew(edition, [4, 7], 3)
    assert not await ledger.let_renew(edition, [5, 8], 3)
    assert await ledger.let_renew(edition, [7, 9], 3)
    assert await ledger.let_renew(edition, [4, 7, 9], 3)
    assert not await ledger.let_renew(edition, [5], 3)
    assert await ledger.let_renew(other, [5], 3)


async def test_who_was_let_and_did_not_leave_is_forgotten(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    await ledger.add(edition, [Recipient(no, f"p{no}", Contact()) for no in range(1, 4)])
    await ledger.listed(edition, "audience")
    rows = await ledger.recipients(edition, 1, 3)
    states = (RecipientState.WRITTEN, RecipientState.SENDING, RecipientState.HANDED)
    for row, state in zip(rows, states, strict=True):
        await ledger.put(edition, [replace(row, state=state)], of=RecipientState.LISTED)
    assert await ledger.let_renew(edition, [1, 2, 3], 3)
    assert await ledger.renewed(edition) == 2
    await ledger.forget_renewed(edition)
    assert await ledger.renewed(edition) == 2
    assert not await ledger.let_renew(edition, [1], 2)
    assert await ledger.let_renew(edition, [1], 3)
