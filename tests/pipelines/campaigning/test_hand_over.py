"""Approved messages leave, each once, and what changed since is seen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import orjson
import pytest

from frankly.domain.campaign.edition import EditionState
from frankly.domain.campaign.recipient import Fate, RecipientState
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import DAY_MS, EpochMs, to_iso
from frankly.errors import Conflict, MailServerUnavailable
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.handing.renewing import RENEWED
from frankly.pipelines.campaigning.handing.routes import Route
from frankly.pipelines.campaigning.handing.waiting import waits_of
from frankly.pipelines.campaigning.review.approving import refuse
from frankly.ports.mailing.handing_over import SendOutcome
from frankly.stages.handing_over.forms import FormName
from tests.pipelines.campaigning.approved_shop import READERS, Shop, open_shop

ALL = [f"reader-{no}" for no in range(READERS)]
HOUR_MS = 3_600_000
MINUTE_MS = 60_000


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = await open_shop()
    yield shop
    await shop.parts.live.close()  # type: ignore[attr-defined]


class Killed(Exception):
    """The process ends here."""


async def test_every_approved_message_leaves_once_and_the_edition_is_done(shop: Shop) -> None:
    await shop.approved()
    report = await shop.hand_over()
    assert (report.handed, report.renewed, report.state) == (READERS, 0, EditionState.DONE)
    assert shop.persons() == ALL
    rows = await shop.rows()
    assert {row.state for row in rows} == {RecipientState.HANDED}
    assert {row.detail for row in rows} == {""}
    with pytest.raises(Conflict, match="is done: nothing more leaves"):
        await shop.hand_over()


async def test_only_what_was_approved_leaves(shop: Shop) -> None:
    world = await shop.written()
    with pytest.raises(Conflict, match="is written: somebody else than its author approves it"):
        await shop.hand_over()
    await shop.approve(world)
    row = (await shop.rows())[0]
    await shop.ledger.put(world.edition.no, [replace(row, content="0" * 32)], of=RecipientState.WRITTEN)
    with pytest.raises(Conflict, match="say something else than what Bo approved"):
        await shop.hand_over()
    assert shop.store.files == {}


async def test_a_message_that_would_say_something_else_by_now_stops_the_hand_over(shop: Shop) -> None:
    await shop.approved()
    shop.parts = replace(shop.parts, brand=replace(shop.parts.brand, name="Another House"))
    with pytest.raises(Conflict, match="would not say what was approved") as told:
        await shop.hand_over()
    assert "(old → new): name: “Lantern Books” → “Another House”." in told.value.message
    steps = ("cancel", "plan", "run")
    assert ", ".join(f"'frankly campaign {step} weekly'" for step in steps) in told.value.message
    assert shop.store.files == {}


async def test_a_part_that_was_written_before_a_kill_is_written_again_byte_for_byte(shop: Shop) -> None:
    await shop.approved()

    def kill(part: str) -> None:
        raise Killed(part)

    shop.store.kill = kill
    with pytest.raises(Killed):
        await shop.hand_over()
    before = dict(shop.store.files)
    assert {row.state for row in await shop.rows()} == {RecipientState.SENDING}
    shop.store.kill = lambda _: None
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    report = await shop.hand_over(worker="another")
    assert shop.store.files == before
    assert (report.handed, report.state) == (READERS, EditionState.DONE)


async def test_two_campaigns_lie_side_by_side_in_a_folder(shop: Shop) -> None:
    await shop.approved()
    await shop.hand_over()
    first = dict(shop.store.files)
    assert set(first) == {"weekly-1-00000-000.jsonl"}
    shop.campaign = "weekly-1"
    await shop.approved()
    await shop.hand_over()
    assert set(shop.store.files) == {*first, "weekly-1-1-00000-000.jsonl"}
    assert first.items() <= shop.store.files.items()
    assert sorted(shop.persons()) == sorted(ALL * 2)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", "/00000001.eml"])
async def test_a_part_that_is_not_its_own_is_never_replaced(shop: Shop, suffix: str) -> None:
    await shop.approved()
    other = {f"weekly-1-00000-000{suffix}": b"of another data folder, or another form"}
    shop.store.files = dict(other)
    assert (await shop.hand_over()).handed == READERS
    assert other.items() <= shop.store.files.items()
    assert set(shop.store.files) == {*other, "weekly-1-00000-001.jsonl"}


async def killed(shop: Shop, route: Route) -> None:
    """Hand over, and be killed when a part was written."""

    def kill(part: str) -> None:
        raise Killed(part)

    shop.store.kill = kill
    with pytest.raises(Killed):
        await shop.hand_over(route)
    shop.store.kill = lambda _: None
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)


async def test_a_part_of_an_earlier_version_is_not_written_twice(shop: Shop) -> None:
    world = await shop.approved()
    await killed(shop, shop.files())
    rows = [replace(row, detail="jsonl:000|") for row in await shop.rows()]
    await shop.ledger.put(world.edition.no, rows, of=RecipientState.SENDING)
    [part] = shop.store.files.values()
    shop.store.files = {"part-00000-000.jsonl": part}
    with pytest.raises(Conflict, match="If its messages are of 'weekly', delete it"):
        await shop.hand_over(worker="another")
    assert shop.store.files == {"part-00000-000.jsonl": part}
    shop.store.files.clear()
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    assert (await shop.hand_over(worker="a third")).handed == READERS
    assert shop.store.files == {"weekly-1-00000-000.jsonl": part}
    assert {row.detail for row in await shop.rows()} == {""}


@pytest.mark.parametrize("form", ["eml", "mbox", "klaviyo", "iterable"])
async def test_a_file_bears_the_moment_of_its_hand_over_and_after_a_kill_the_same(shop: Shop, form: FormName) -> None:
    await shop.approved()
    shop.clock.at = EpochMs(shop.clock.at + DAY_MS)
    at = shop.clock.at
    await killed(shop, shop.files(form))
    before = dict(shop.store.files)
    assert (await shop.hand_over(shop.files(form), worker="another")).handed == READERS
    assert shop.store.files == before
    assert {row.handed for row in await shop.rows()} == {at}
    moment = datetime.fromtimestamp(at // 1000, UTC)
    told = {
        "eml": f"Date: {format_datetime(moment)}",
        "mbox": f"Date: {format_datetime(moment)}",
        "klaviyo": f'"time":"{to_iso(at)}"',
        "iterable": f'"createdAt":{at // 1000}',
    }[form]
    assert all(told in data.decode() for data in before.values())


async def test_what_mail_left_unsure_is_sent_again_as_a_file_where_somebody_says_so(shop: Shop) -> None:
    await shop.approved()
    shop.server.says = {"reader-4@mail.example": SendOutcome.UNSURE}
    await shop.hand_over(shop.mail())
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    report = await shop.hand_over(unsure="resend")
    assert (shop.persons(), report.state) == (["reader-4"], EditionState.DONE)


async def test_who_withdrew_between_a_kill_and_the_next_attempt_is_in_no_file(shop: Shop) -> None:
    await shop.approved()

    def kill(part: str) -> None:
        raise Killed(part)

    shop.store.kill = kill
    with pytest.raises(Killed):
        await shop.hand_over()
    shop.store.kill = lambda _: None
    await shop.parts.people.put_consent("reader-3", Consent(purposes={Purpose.EMAIL: False}, at=shop.clock.now()))
    await shop.parts.people.delete("reader-4", shop.clock.now())
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    report = await shop.hand_over(worker="another")
    assert shop.persons() == [one for one in ALL if one not in {"reader-3", "reader-4"}]
    assert report.skipped == {Fate.NO_EMAIL_CONSENT.value: 1}
    fates = {row.person: row.fate for row in await shop.rows()}
    assert fates["reader-3"] is Fate.NO_EMAIL_CONSENT


async def test_consent_suppression_caps_and_erasure_are_read_again(shop: Shop) -> None:
    world = await shop.approved(caps=[{"messages": 1, "days": 7}])
    other = await shop.ledger.begin("other", "v", "{}", shop.clock.now())
    await shop.ledger.add(other.no, [replace((await shop.rows())[0], no=1)])
    capped = replace((await shop.rows())[0], no=1, state=RecipientState.HANDED, handed=shop.clock.now())
    await shop.ledger.put(other.no, [capped], of=RecipientState.LISTED)
    await shop.parts.people.put_consent("reader-1", Consent(purposes={Purpose.EMAIL: False}, at=shop.clock.now()))
    hashes = shop.suppressing.hashes("", "READER-2@mail.example")
    await shop.ledger.suppress(dict.fromkeys(hashes, "complained"), shop.clock.now())
    await shop.parts.people.delete("reader-3", shop.clock.now())
    report = await shop.hand_over()
    assert shop.persons() == ALL[4:]
    fates = [(row.fate, row.state) for row in (await shop.rows())[:4]]
    assert [fate for fate, _ in fates] == [Fate.CAPPED, Fate.NO_EMAIL_CONSENT, Fate.SUPPRESSED, Fate.ERASED]
    assert report.handed == READERS - 4
    assert world.edition.no != other.no


async def test_nobody_is_written_to_before_their_moment_and_the_rest_follows_in_another_part(shop: Shop) -> None:
    world = await shop.approved()
    later = EpochMs(shop.clock.at + 3 * HOUR_MS)
    rows = [replace(row, not_before=later) for row in (await shop.rows())[:2]]
    await shop.ledger.put(world.edition.no, rows, of=RecipientState.WRITTEN)
    first = await shop.hand_over()
    assert (first.handed, first.waiting, first.wait_until) == (READERS - 2, 2, later)
    assert first.state is EditionState.HANDING_OVER
    shop.clock.at = later
    second = await shop.hand_over()
    assert (second.handed, second.state) == (2, EditionState.DONE)
    assert sorted(shop.persons()) == ALL
    assert len(shop.store.files) == 2


async def test_a_fault_found_while_some_still_wait_can_stop_them_as_the_refusal_says(shop: Shop) -> None:
    world = await shop.approved()
    later = EpochMs(shop.clock.at + 3 * HOUR_MS)
    rows = [replace(row, not_before=later) for row in (await shop.rows())[:2]]
    await shop.ledger.put(world.edition.no, rows, of=RecipientState.WRITTEN)
    await shop.hand_over()
    world = await running.again(world)
    with pytest.raises(Conflict, match=r"'frankly campaign cancel weekly' ends it.*'frankly campaign pause weekly'"):
        await refuse(world, "Bea", "names the wrong book", shop.clock.at)
    await running.pause(shop.ledger, "weekly", "a fault")
    await running.resume(shop.ledger, "weekly")
    await refuse(await running.again(world), "Bea", "names the wrong book", shop.clock.at)
    assert (await running.again(world)).edition.state is EditionState.WRITTEN
    shop.clock.at = later
    with pytest.raises(Conflict, match="is written: somebody else than its author approves it"):
        await shop.hand_over()
    assert len(shop.persons()) == READERS - 2


async def test_quiet_hours_hold_at_the_hour_at_which_messages_leave(shop: Shop) -> None:
    # Written at noon or so; handed over half a day later, when it is night there.
    await shop.approved(quiet_hours={"begin": "21:00", "end": "08:00"}, time_zone="UTC")
    midnight = (shop.clock.at // DAY_MS + 1) * DAY_MS
    shop.clock.at = EpochMs(midnight)
    report = await shop.hand_over()
    assert (report.handed, report.waiting, report.wait_until) == (0, READERS, midnight + 8 * HOUR_MS)
    assert shop.store.files == {}


async def test_who_waits_for_their_hours_is_counted_with_the_first_and_the_last_of_them(shop: Shop) -> None:
    shop.clock.at = EpochMs(shop.clock.at - shop.clock.at % DAY_MS + 23 * HOUR_MS)
    world = await shop.approved(quiet_hours={"begin": "21:00", "end": "08:00"}, time_zone="UTC")
    await shop.ledger.move(world.edition.no, EditionState.HANDING_OVER, of=(EditionState.APPROVED,))
    waits = await waits_of(shop.ledger, world.edition, shop.clock.at)
    assert waits is not None
    morning = shop.clock.at + 9 * HOUR_MS
    assert (waits.count, waits.first, waits.last) == (READERS, morning, morning)
    assert await waits_of(shop.ledger, world.edition, EpochMs(morning)) is None
    paused = replace(world.edition, state=EditionState.PAUSED)
    assert await waits_of(shop.ledger, paused, shop.clock.at) is None


async def test_after_its_time_a_campaign_writes_to_nobody(shop: Shop) -> None:
    await shop.approved(do_not_send_after=shop.clock.at + HOUR_MS)
    shop.clock.at = EpochMs(shop.clock.at + 2 * HOUR_MS)
    report = await shop.hand_over()
    assert (report.handed, report.skipped) == (0, {Fate.TOO_LATE.value: READERS})
    assert report.state is EditionState.DONE


@pytest.mark.parametrize("form", ["eml", "mbox", "sendgrid", "smtp"])
async def test_a_way_that_reaches_nobody_is_refused_and_leaves_the_campaign_as_it_was(shop: Shop, form: str) -> None:
    await shop.approved(reached=0)
    before = await shop.rows()
    route = shop.mail() if form == "smtp" else shop.files(form)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match=f"None of the {READERS} who wait has an address here") as refused:
        await shop.hand_over(route)
    assert "Choose a form that needs none (jsonl, csv, braze" in refused.value.message
    assert await shop.rows() == before
    assert (await shop.world()).edition.state is EditionState.APPROVED
    assert (await shop.hand_over()).handed == READERS


async def test_where_some_have_an_address_the_others_are_left_out_of_a_form_that_needs_one(shop: Shop) -> None:
    await shop.approved(reached=2)
    report = await shop.hand_over(shop.files("eml"))
    assert (report.handed, report.skipped) == (2, {Fate.NO_ADDRESS.value: READERS - 2})
    assert {row.detail for row in (await shop.rows())[2:]} == {"--format eml needs one"}


async def items_of(shop: Shop) -> dict[str, list[str]]:
    """Person → items of their message, as it would leave now."""
    lines = [line for name in sorted(shop.store.files) for line in shop.store.files[name].splitlines()]
    found = [orjson.loads(line) for line in lines]
    return {one["person"]: [item["id"] for item in one["items"]] for one in found}


async def message_items(shop: Shop) -> dict[str, list[str]]:
    from frankly.pipelines.campaigning.writing.messages import messages_of

    messages = messages_of((await shop.world()).without_model())
    return {
        row.person: [str(item.id) for item in (await messages.of(row)).composed.answer.items]
        for row in await shop.rows()
    }


async def test_more_changed_messages_than_people_can_answer_for_go_back_to_review(shop: Shop) -> None:
    await shop.approved()
    before = await message_items(shop)
    gone = before["reader-8"][0]
    touched = [person for person, items in before.items() if gone in items]
    await shop.withdraw(gone)
    report = await shop.hand_over()
    assert (report.handed, report.state) == (0, EditionState.WRITTEN)
    assert f"{len(touched)} messages had to be written anew" in report.reason
    assert "had left before" not in report.reason
    assert report.is_stopped
    assert shop.store.files == {}
    after = await message_items(shop)
    assert all(gone not in items for items in after.values())
    assert {person for person in ALL if before[person] != after[person]} == set(touched)
    with pytest.raises(Conflict, match="somebody else than its author approves it"):
        await shop.hand_over()
    await shop.approve(await shop.world())
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    again = await shop.hand_over()
    assert (again.handed, again.renewed, again.state) == (READERS, 0, EditionState.DONE)
    assert await items_of(shop) == after


async def test_a_stop_says_how_many_renewed_messages_had_left_before(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 200_000)
    world = await shop.approved()
    before = await message_items(shop)
    gone = before["reader-8"][0]
    touched = [person for person, items in before.items() if gone in items]
    later = EpochMs(shop.clock.at + 3 * HOUR_MS)
    # One of nine is renewed and leaves; the others who are touched wait, and would make it too many.
    waiting = [replace(row, not_before=later) for row in await shop.rows() if row.person in touched[1:]]
    await shop.ledger.put(world.edition.no, waiting, of=RecipientState.WRITTEN)
    await shop.withdraw(gone)
    first = await shop.hand_over()
    assert (first.renewed, first.is_stopped) == (1, False)
    shop.clock.at = later
    second = await shop.hand_over()
    assert (second.handed, second.state, second.is_stopped) == (0, EditionState.WRITTEN, True)
    told = f"{len(touched) - 1} messages had to be written anew, because items or agreements changed, and 1 such had"
    assert told in second.reason


async def test_renewed_messages_of_another_process_are_counted_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    world = await shop.approved()
    before = await message_items(shop)
    gone = before["reader-8"][0]
    rows = await shop.rows()
    unchanged = [row.no for row in rows if gone not in before[row.person]]
    await shop.withdraw(gone)
    assert 0 < len(unchanged) < READERS
    # Another process has let one leave that this one does not renew: with those of this shard there are too many.
    most = 1_000_000 * (READERS - len(unchanged)) // READERS
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", most + 1)
    assert await shop.ledger.let_renew(world.edition.no, unchanged[:1], READERS)
    report = await shop.hand_over()
    assert (report.handed, report.state) == (0, EditionState.WRITTEN)


async def test_of_two_who_find_too_many_changed_one_writes_them_anew(shop: Shop) -> None:
    await shop.approved()
    await shop.withdraw((await message_items(shop))["reader-8"][0])
    one, other = await asyncio.gather(shop.hand_over(worker="one"), shop.hand_over(worker="other"))
    assert {one.handed, other.handed} == {0}
    edition = (await shop.world()).edition
    assert edition.state is EditionState.WRITTEN
    assert "had to be written anew" in edition.reason


async def test_a_few_changed_messages_leave_with_another_item_and_their_rows_say_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    await shop.approved()
    approved = {row.person: row for row in await shop.rows()}
    before = await message_items(shop)
    gone = before["reader-8"][0]
    await shop.withdraw(gone)
    report = await shop.hand_over()
    touched = [person for person, items in before.items() if gone in items]
    assert (report.handed, report.renewed) == (READERS, len(touched))
    left = await items_of(shop)
    for row in await shop.rows():
        is_touched = row.person in touched
        assert gone not in left[row.person]
        assert row.detail == (f"{RENEWED}item {gone} is gone" if is_touched else "")
        assert row.content == approved[row.person].content
        assert (row.decision != approved[row.person].decision) is is_touched
    assert await message_items(shop) == left


async def test_a_changed_price_is_seen_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    await shop.approved()
    name = (await message_items(shop))["reader-8"][0]
    before = (await shop.parts.catalogue.get_many([name]))[name]  # type: ignore[list-item]
    dearer = before.model_validate({**before.model_dump(), "price": {"amount_minor": 123456, "currency": "EUR"}})
    await shop.parts.catalogue.upsert([dearer], shop.clock.now())
    await shop.hand_over()
    row = next(row for row in await shop.rows() if row.person == "reader-8")
    assert row.detail == f"{RENEWED}item {name} has another price"
    lines = [orjson.loads(line) for data in shop.store.files.values() for line in data.splitlines()]
    told = {one["person"]: one for one in lines}["reader-8"]
    assert name not in [item["id"] for item in told["items"]] or "1,234.56" in told["text"]


async def used(shop: Shop, decision: str) -> list[str]:
    record = await shop.parts.decisions.get(decision)  # type: ignore[arg-type]
    assert record is not None
    return list(record["body"]["scope"]["purposes"])


async def test_a_withdrawn_profile_leaves_nothing_personal_in_the_message(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    await shop.approved()
    purposes = {Purpose.EMAIL: True, Purpose.PROFILE: False, Purpose.EXPLAIN: True}
    # Some are in the surface's holdout, of whom nothing was used in the first place.
    [person, *_] = [row.person for row in await shop.rows() if "profile" in await used(shop, row.decision)]
    await shop.parts.people.put_consent(person, Consent(purposes=purposes, at=shop.clock.now()))
    report = await shop.hand_over()
    assert report.renewed == 1
    row = next(row for row in await shop.rows() if row.person == person)
    assert "agreement to profile" in row.detail
    assert "profile" not in await used(shop, row.decision)


async def test_who_refused_explanations_is_told_none_in_a_renewed_version_for_everybody(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    said = {Purpose.EMAIL: True, Purpose.PROFILE: False, Purpose.EXPLAIN: False}
    await shop.parts.people.put_consent("reader-5", Consent(purposes=said, at=EpochMs(shop.clock.at - 1)))
    await shop.approved()
    await shop.withdraw((await message_items(shop))["reader-5"][0])
    await shop.hand_over()
    row = next(row for row in await shop.rows() if row.person == "reader-5")
    assert row.fate is Fate.GENERAL_VERSION
    assert row.detail.startswith(RENEWED)
    assert "explain" not in await used(shop, row.decision)


async def test_mail_is_sent_once_and_its_row_says_what_the_server_said(shop: Shop) -> None:
    await shop.approved()
    shop.server.says = {
        "reader-1@mail.example": SendOutcome.BOUNCED,
        "reader-2@mail.example": SendOutcome.REFUSED,
        "reader-3@mail.example": SendOutcome.LATER,
        "reader-4@mail.example": SendOutcome.UNSURE,
    }
    report = await shop.hand_over(shop.mail())
    assert (report.handed, report.waiting, report.unsure) == (READERS - 4, 1, 1)
    assert (report.put_off, report.put_off_because) == (1, "450 4.2.0")
    told = (await shop.world()).edition.reason
    # No word of the server's: an address may be in it, and this outlives the person's data.
    assert told == "The mail server put 1 message off (450 4.2.0); the next hand-over tries again."
    assert report.skipped == {Fate.ADDRESS_UNUSABLE.value: 2}
    assert shop.bounced == ["reader-1"]
    rows = await shop.rows()
    assert [row.state for row in rows[1:5]] == [
        RecipientState.SKIPPED,
        RecipientState.SKIPPED,
        RecipientState.WRITTEN,
        RecipientState.SENDING,
    ]
    assert rows[1].detail == "bounced: 550 no such mailbox"
    assert report.state is EditionState.HANDING_OVER


@pytest.mark.parametrize(("unsure", "copies"), [("show", 1), ("leave", 1), ("resend", 2)])
async def test_what_may_have_arrived_is_not_sent_again_by_itself(shop: Shop, unsure: str, copies: int) -> None:
    await shop.approved()
    shop.server.says = {"reader-4@mail.example": SendOutcome.UNSURE}
    await shop.hand_over(shop.mail())
    shop.server.says = {}
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    report = await shop.hand_over(shop.mail(), unsure)  # type: ignore[arg-type]
    assert sum(mail.person == "reader-4" for mail in shop.server.taken) == copies
    assert len({mail.key for mail in shop.server.taken}) == READERS
    assert report.state is (EditionState.HANDING_OVER if unsure == "show" else EditionState.DONE)
    assert report.unsure == (1 if unsure == "show" else 0)


async def test_a_mail_server_that_takes_nothing_is_left_alone_and_nothing_is_lost(shop: Shop) -> None:
    await shop.approved()
    shop.server.says = {f"{person}@mail.example": SendOutcome.LATER for person in ALL}
    with pytest.raises(MailServerUnavailable, match="none of 5 messages"):
        await shop.hand_over(shop.mail())
    assert {row.state for row in await shop.rows()} == {RecipientState.WRITTEN}
    shop.server.says = {}
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    assert (await shop.hand_over(shop.mail(), worker="another")).handed == READERS


async def test_a_second_hand_over_says_where_the_messages_are(shop: Shop) -> None:
    await shop.approved()
    await shop.hand_over(way="as jsonl in /srv/out")
    with pytest.raises(Conflict, match=r"nothing more leaves\. The last messages left as jsonl in /srv/out\."):
        await shop.hand_over()


async def test_a_renewed_message_that_was_put_off_leaves_by_the_next_hand_over(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    await shop.approved()
    gone = (await message_items(shop))["reader-8"][0]
    await shop.withdraw(gone)
    shop.server.says = {"reader-8@mail.example": SendOutcome.LATER}
    first = await shop.hand_over(shop.mail())
    assert (first.handed, first.put_off) == (READERS - 1, 1)
    shop.server.says = {}
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    second = await shop.hand_over(shop.mail(), worker="another")
    assert (second.handed, second.renewed, second.state) == (1, 1, EditionState.DONE)
    assert (await shop.world()).edition.reason == ""
    row = next(row for row in await shop.rows() if row.person == "reader-8")
    assert row.detail == f"{RENEWED}item {gone} is gone"


async def test_a_renewed_message_of_a_part_that_a_kill_cut_off_is_written_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.pipelines.campaigning.handing.hand_over.MOST_RENEWED_PPM", 1_000_000)
    await shop.approved()
    await shop.withdraw((await message_items(shop))["reader-8"][0])

    def kill(part: str) -> None:
        raise Killed(part)

    shop.store.kill = kill
    with pytest.raises(Killed):
        await shop.hand_over()
    before = dict(shop.store.files)
    shop.store.kill = lambda _: None
    shop.clock.at = EpochMs(shop.clock.at + 2 * MINUTE_MS)
    report = await shop.hand_over(worker="another")
    assert shop.store.files == before
    assert (report.handed, report.state) == (READERS, EditionState.DONE)
    assert report.renewed > 0
