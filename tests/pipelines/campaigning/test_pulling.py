"""A sender that asks for one person's message gets it once, however often it asks."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from frankly.domain.campaign.edition import EditionState
from frankly.domain.campaign.recipient import Fate, RecipientState
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, NotFound
from frankly.pipelines.campaigning.handing.pulling import PulledMessage, pulled, row_of
from frankly.pipelines.campaigning.handing.renewing import Renewing
from frankly.pipelines.campaigning.handing.writing_anew import write_anew_as_asked
from frankly.pipelines.campaigning.writing.messages import messages_of
from tests.pipelines.campaigning.approved_shop import READERS, Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = await open_shop()
    yield shop
    await shop.parts.live.close()  # type: ignore[attr-defined]


async def pull(shop: Shop, person: str) -> PulledMessage:
    _, row = await row_of(shop.ledger, "weekly", person)
    world = (await shop.world()).without_model()
    return await pulled(world, shop.suppressing, messages_of(world), lambda _: "", row, shop.clock.now())


async def test_the_same_message_comes_however_often_it_is_fetched_and_is_handed_over_once(shop: Shop) -> None:
    await shop.approved()
    first = await pull(shop, "reader-3")
    assert await pull(shop, "reader-3") == first
    report = await shop.hand_over()
    assert report.handed == READERS - 1
    assert "reader-3" not in shop.persons()
    assert await pull(shop, "reader-3") == first
    # Who got theirs in a file gets no second one under another key.
    again = await pull(shop, "reader-4")
    assert again.key != first.key
    assert [row.state for row in await shop.rows()] == [RecipientState.HANDED] * READERS


async def test_what_is_not_approved_is_not_given(shop: Shop) -> None:
    await shop.written()
    with pytest.raises(Conflict, match="somebody else than its author approves it"):
        await pull(shop, "reader-3")


async def test_who_gets_none_is_told_why(shop: Shop) -> None:
    await shop.approved()
    await shop.parts.people.put_consent("reader-3", Consent(purposes={Purpose.EMAIL: False}, at=shop.clock.now()))
    for _ in range(2):
        with pytest.raises(Conflict, match="has not agreed to e-mail") as refused:
            await pull(shop, "reader-3")
        assert refused.value.details == {"fate": Fate.NO_EMAIL_CONSENT.value}
    with pytest.raises(NotFound, match="not in the audience"):
        await pull(shop, "nobody")
    with pytest.raises(NotFound, match="was not planned"):
        await row_of(shop.ledger, "other", "reader-3")


async def test_who_may_not_be_written_to_yet_is_told_when(shop: Shop) -> None:
    world = await shop.approved()
    later = EpochMs(shop.clock.at + 1000)
    [row, *_] = await shop.rows()
    await shop.ledger.put(world.edition.no, [replace(row, not_before=later)], of=RecipientState.WRITTEN)
    with pytest.raises(Conflict, match="may not be written to before") as refused:
        await pull(shop, "reader-0")
    assert refused.value.details == {"not_before": later}


async def test_an_item_that_is_gone_is_in_no_message_that_nobody_looked_at(shop: Shop) -> None:
    await shop.approved()
    world = (await shop.world()).without_model()
    row = (await shop.rows())[8]
    gone = str((await messages_of(world).of(row)).composed.answer.items[0].id)
    await shop.withdraw(gone)
    with pytest.raises(Conflict, match="for a review"):
        await pull(shop, "reader-8")


async def test_whoever_said_no_since_it_was_fetched_is_given_no_message_again(shop: Shop) -> None:
    await shop.approved()
    for person in ("reader-1", "reader-2", "reader-3"):
        await pull(shop, person)
    before = await shop.rows()
    await shop.parts.people.put_consent("reader-1", Consent(purposes={Purpose.EMAIL: False}, at=shop.clock.now()))
    await shop.suppressing.add([("", "reader-2@mail.example")], "unsubscribed", shop.clock.now())
    for person, fate in (("reader-1", Fate.NO_EMAIL_CONSENT), ("reader-2", Fate.SUPPRESSED)):
        with pytest.raises(Conflict, match="They get none") as refused:
            await pull(shop, person)
        assert refused.value.details == {"fate": fate.value}
    assert (await pull(shop, "reader-3")).person == "reader-3"
    assert await shop.rows() == before


async def test_a_fetched_message_that_used_a_withdrawn_profile_is_not_given_again(shop: Shop) -> None:
    await shop.approved()
    world = (await shop.world()).without_model()
    messages = messages_of(world)
    uses = {row.person: (await messages.of(row)).composed.answer.scope.purposes for row in await shop.rows()}
    # Some are in the surface's holdout, of whom nothing was used in the first place.
    person = next(person for person, purposes in uses.items() if Purpose.PROFILE in purposes)
    holdout = next(person for person, purposes in uses.items() if Purpose.PROFILE not in purposes)
    first = {one: await pull(shop, one) for one in (person, holdout)}
    for one in first:
        purposes = {Purpose.EMAIL: True, Purpose.PROFILE: False, Purpose.EXPLAIN: True}
        await shop.parts.people.put_consent(one, Consent(purposes=purposes, at=shop.clock.now()))
    with pytest.raises(Conflict, match=r"agreement to profile.* was withdrawn since it was handed over") as refused:
        await pull(shop, person)
    assert refused.value.details == {"fate": Fate.NO_PROFILE_CONSENT.value}
    assert await pull(shop, holdout) == first[holdout]


async def test_hours_caps_and_items_are_not_read_again_for_a_message_that_was_fetched(shop: Shop) -> None:
    await shop.approved(caps=[{"messages": 1, "days": 7}], do_not_send_after=shop.clock.at + 1000)
    first = await pull(shop, "reader-8")
    await shop.withdraw(first.items[0].id)
    shop.clock.at = EpochMs(shop.clock.at + 2000)
    assert await pull(shop, "reader-8") == first


async def test_changed_messages_that_wait_are_told_with_the_campaign_and_leave_once_they_were_reviewed_anew(
    shop: Shop,
) -> None:
    await shop.approved()
    messages = messages_of((await shop.world()).without_model())
    items = {row.person: (await messages.of(row)).composed.answer.items for row in await shop.rows()}
    gone = items["reader-8"][0].id
    kept = next(person for person, chosen in items.items() if gone not in [one.id for one in chosen])
    await shop.withdraw(str(gone))
    for _ in range(2):
        with pytest.raises(Conflict, match="/renew") as refused:
            await pull(shop, "reader-8")
        assert refused.value.details == {"needs": "renew"}
    edition = (await shop.world()).edition
    assert (edition.state, "'POST /v1/campaigns/weekly/renew'" in edition.reason) == (EditionState.APPROVED, True)
    assert (await pull(shop, kept)).renewed == ""
    assert (await shop.world()).edition == replace(edition, state=EditionState.HANDING_OVER)

    changed = [person for person, chosen in items.items() if gone in [one.id for one in chosen]]
    world = (await shop.world()).without_model()
    renewing = Renewing(world, messages_of(world), lambda _: "")
    done = await write_anew_as_asked(world, shop.suppressing, renewing, shop.clock.now())
    assert done is not None
    assert (done.count, done.left_before) == (len(changed), 0)
    edition = (await shop.world()).edition
    assert edition.state is EditionState.WRITTEN
    assert edition.reason == (
        f"{len(changed)} messages had to be written anew, because items or agreements changed. Review them again."
    )
    with pytest.raises(Conflict, match="somebody else than its author approves it") as refused:
        await pull(shop, "reader-8")
    assert refused.value.details == {"campaign_state": "written"}
    # It waits for people: asked for once more, nothing is done.
    assert await write_anew_as_asked(world, shop.suppressing, renewing, shop.clock.now()) is None

    await shop.approve(await shop.world())
    again = await write_anew_as_asked(world, shop.suppressing, renewing, shop.clock.now())
    assert (again is not None and again.count, (await shop.world()).edition.state) == (0, EditionState.APPROVED)
    found = await pull(shop, "reader-8")
    assert (found.renewed, gone in [one.id for one in found.items]) == ("", False)
    assert (await shop.world()).edition.reason == ""
