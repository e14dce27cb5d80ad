"""Rows of old editions: nothing stays that tells who people were, and what was sent still adds up."""

from dataclasses import replace

from frankly.domain.campaign.edition import Edition, Phase
from frankly.domain.campaign.recipient import Contact, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.ports.mailing.campaigns import CampaignLedger
from tests.contract.stores import NOW, Stores

AT = EpochMs(NOW)
LATER = EpochMs(NOW + 1)


def hashing(person: str, address: str) -> tuple[str, str]:
    return f"h:{person}" if person else "", f"h:{address}" if address else ""


async def edition_of(ledger: CampaignLedger, *rows: Recipient, campaign: str = "spring") -> Edition:
    """An edition whose rows are in any state."""
    edition = await ledger.begin(campaign, "v1", "{}", AT)
    await ledger.add(edition.no, [Recipient(row.no, row.person, row.contact, occasion=row.occasion) for row in rows])
    for row in rows:
        await ledger.put(edition.no, [row], of=RecipientState.LISTED)
    return await ledger.listed(edition.no, "audience")


def handed(no: int, person: str, address: str = "", at: EpochMs = AT) -> Recipient:
    return Recipient(
        no,
        person,
        Contact(address, "Ada", "de", "Europe/Vienna"),
        RecipientState.HANDED,
        Fate.WILL_GET,
        locale="de",
        decision="d" + "0f" * 16,
        content="ab",
        handed=at,
        occasion="lapsed:1",
    )


async def test_of_an_old_edition_nothing_tells_who_people_were(stores: Stores) -> None:
    ledger = stores.campaigns
    refused = Recipient(2, "ben", state=RecipientState.SKIPPED, fate=Fate.CHECK_FAILED, detail="too_large")
    waiting = Recipient(3, "eve", state=RecipientState.PLANNED, fate=Fate.WILL_GET, locale="en")
    sent = handed(1, "ada", "ada@x.org")
    edition = await edition_of(ledger, sent, refused, waiting, Recipient(4, "dan"))
    content = await ledger.content(edition.no)
    assert await ledger.forget_before(LATER, hashing) == 4
    stub = replace(sent, person="", contact=Contact(), decision="", occasion="")
    erased = {"state": RecipientState.SKIPPED, "fate": Fate.ERASED}
    assert await ledger.recipients(edition.no, 1, 4) == [
        stub,
        replace(refused, person=""),
        Recipient(3, "", locale="en", **erased),  # type: ignore[arg-type]
        Recipient(4, "", **erased),  # type: ignore[arg-type]
    ]
    assert await ledger.content(edition.no) == content
    assert await ledger.of_person("ada") == []
    assert await ledger.addresses_of(["ada"]) == {}
    assert await ledger.forget_before(LATER, hashing) == 0


async def test_hashes_stay_of_those_to_whom_a_message_left(stores: Stores) -> None:
    ledger = stores.campaigns
    leaving = Recipient(3, "eve", Contact("eve@x.org"), RecipientState.SENDING, Fate.WILL_GET)
    skipped = Recipient(4, "dan", Contact("dan@x.org"), RecipientState.SKIPPED, Fate.CAPPED)
    edition = await edition_of(ledger, handed(1, "ada", "ada@x.org"), handed(2, "ben"), leaving, skipped)
    assert await ledger.forgotten(edition.no, 1) == ("", "")
    await ledger.forget_before(LATER, hashing)
    assert await ledger.forgotten(edition.no, 1) == ("h:ada", "h:ada@x.org")
    assert await ledger.forgotten(edition.no, 2) == ("h:ben", "")
    assert await ledger.forgotten(edition.no, 3) == ("h:eve", "h:eve@x.org")
    assert await ledger.forgotten(edition.no, 4) == ("", "")
    assert await ledger.forgotten(99, 1) == ("", "")


async def test_an_edition_waits_until_its_last_message_is_as_old(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await edition_of(ledger, handed(1, "ada", at=EpochMs(NOW + 5)), handed(2, "ben"))
    assert await ledger.forget_before(AT, hashing) == 0
    assert await ledger.forget_before(EpochMs(NOW + 5), hashing) == 0
    assert [row.person for row in await ledger.recipients(edition.no, 1, 2)] == ["ada", "ben"]
    assert await ledger.forget_before(EpochMs(NOW + 6), hashing) == 2


async def test_rows_beyond_one_page_are_forgotten_too(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await ledger.begin("spring", "v1", "{}", AT)
    await ledger.add(edition.no, [Recipient(no, f"p{no}") for no in range(1, 2_502)])
    assert await ledger.forget_before(LATER, hashing) == 2_501
    assert {row.person for row in await ledger.recipients(edition.no, 1, 2_501)} == {""}


async def test_who_was_forgotten_while_a_shard_is_worked_on_stays_forgotten(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await ledger.begin("spring", "v1", "{}", AT)
    await ledger.add(edition.no, [Recipient(1, "ada")])
    await ledger.listed(edition.no, "audience")
    shard = await ledger.claim(edition.no, Phase.PLAN, "a", AT, 1_000)
    assert shard is not None
    await ledger.forget_before(LATER, hashing)
    planned = Recipient(1, "ada", state=RecipientState.PLANNED, fate=Fate.WILL_GET)
    assert await ledger.done(shard, "a", [planned])
    assert await ledger.recipient(edition.no, 1) == Recipient(1, "", state=RecipientState.SKIPPED, fate=Fate.ERASED)


async def test_hashes_of_an_erased_person_stay_where_a_message_left(stores: Stores) -> None:
    ledger = stores.campaigns
    waiting = Recipient(2, "ada", state=RecipientState.WRITTEN, fate=Fate.WILL_GET)
    edition = await edition_of(ledger, handed(1, "ada", "ada@x.org"), handed(3, "ben"))
    other = await edition_of(ledger, waiting, campaign="autumn")
    assert await ledger.keep_hashes("nobody", hashing) == 0
    assert await ledger.keep_hashes("ada", hashing) == 1
    assert await ledger.keep_hashes("ada", hashing) == 1
    await stores.people.delete("ada", AT)
    assert await ledger.forgotten(edition.no, 1) == ("h:ada", "h:ada@x.org")
    assert await ledger.forgotten(edition.no, 3) == ("", "")
    assert await ledger.forgotten(other.no, 2) == ("", "")
