from dataclasses import replace

import pytest

from frankly.domain.campaign.edition import (
    SHARD,
    Approval,
    CellText,
    Edition,
    EditionState,
    Phase,
    Shard,
    Tally,
    Waiting,
)
from frankly.domain.campaign.recipient import ENDS, Contact, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict
from frankly.ports.mailing.campaigns import CampaignLedger
from tests.contract.stores import NOW, Stores, decision, gather

AT = EpochMs(NOW)
LEASE_MS = 60_000
CELL = "en/warm/viewed/item/i1"
ALIVE = (EditionState.PLANNING, EditionState.PLANNED, EditionState.WRITING, EditionState.HANDING_OVER)


@pytest.fixture
def ledger(stores: Stores) -> CampaignLedger:
    return stores.campaigns


async def edition_of(ledger: CampaignLedger, people: int = 0, campaign: str = "spring", version: str = "v1") -> Edition:
    """An edition with so many listed recipients."""
    edition = await ledger.begin(campaign, version, "{}", AT)
    await ledger.add(edition.no, [Recipient(no, f"p{no}", Contact(f"p{no}@x.org")) for no in range(1, people + 1)])
    return await ledger.listed(edition.no, "audience") if people else edition


async def claim(
    ledger: CampaignLedger, edition: Edition, worker: str = "a", now: int = 0, phase: Phase = Phase.PLAN
) -> Shard:
    shard = await ledger.claim(edition.no, phase, worker, EpochMs(NOW + now), LEASE_MS)
    assert shard is not None
    return shard


def planned(row: Recipient, **more: object) -> Recipient:
    told = {"state": RecipientState.PLANNED, "fate": Fate.WILL_GET, "locale": "en", "cell": CELL} | more
    return replace(row, **told)  # type: ignore[arg-type]


async def test_an_edition_is_begun_once_for_each_version(ledger: CampaignLedger) -> None:
    first = await ledger.begin("spring", "v1", '{"name":"spring"}', AT)
    assert first == Edition(first.no, "spring", "v1", "", '{"name":"spring"}', AT, EditionState.PLANNING)
    assert await ledger.begin("spring", "v1", "{}", EpochMs(AT + 1)) == first
    second = await ledger.begin("spring", "v2", "{}", AT)
    assert (await ledger.edition("spring", first.no)).state is EditionState.CANCELLED  # type: ignore[union-attr]
    assert await ledger.edition("spring") == second
    assert await ledger.edition("autumn", second.no) is None
    assert await ledger.edition("autumn") is None


async def test_an_edition_of_any_campaign_is_found_by_its_number(ledger: CampaignLedger) -> None:
    spring, autumn = await edition_of(ledger), await edition_of(ledger, campaign="autumn")
    assert [await ledger.numbered(one.no) for one in (spring, autumn)] == [spring, autumn]
    assert await ledger.numbered(99) is None


async def test_editions_are_counted_within_their_campaign(ledger: CampaignLedger) -> None:
    await edition_of(ledger, campaign="autumn")
    first = await edition_of(ledger)
    second = await edition_of(ledger, version="v2")
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert second.no == 3
    found = await ledger.numbered(second.no)
    assert found is not None
    assert found.ordinal == 2
    assert [one.ordinal for one in await ledger.editions()] == [1, 2]


async def test_who_waits_is_counted_by_time_zone_and_first_moment(ledger: CampaignLedger) -> None:
    edition = await ledger.begin("spring", "v1", "{}", AT)
    zones = ["", "Europe/Berlin", "Europe/Berlin", "Asia/Tokyo", ""]
    rows = [Recipient(no, f"p{no}", Contact(time_zone=zone)) for no, zone in enumerate(zones, start=1)]
    await ledger.add(edition.no, rows)
    await ledger.listed(edition.no, "audience")
    moments = [None, AT, AT, AT, EpochMs(AT + 1)]
    written = [
        replace(row, state=RecipientState.WRITTEN, fate=Fate.WILL_GET, not_before=first)
        for row, first in zip(rows, moments, strict=True)
    ]
    await ledger.put(edition.no, written[:4], of=RecipientState.LISTED)
    assert await ledger.waiting(edition.no) == [
        Waiting("", None, 1),
        Waiting("Asia/Tokyo", AT, 1),
        Waiting("Europe/Berlin", AT, 2),
    ]


async def test_after_its_end_the_same_version_is_begun_anew(ledger: CampaignLedger) -> None:
    first = await edition_of(ledger)
    await ledger.move(first.no, EditionState.DONE, of=ALIVE)
    second = await edition_of(ledger)
    assert second.no > first.no
    assert (await ledger.edition("spring", first.no)).state is EditionState.DONE  # type: ignore[union-attr]


async def test_a_changed_file_waits_while_messages_of_the_old_one_leave(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=1)
    await ledger.put(edition.no, [Recipient(1, "p1", state=RecipientState.SENDING)], of=RecipientState.LISTED)
    with pytest.raises(Conflict, match="spring"):
        await ledger.begin("spring", "v2", "{}", AT)
    other = await edition_of(ledger, campaign="autumn")
    await ledger.move(other.no, EditionState.HANDING_OVER, of=ALIVE)
    with pytest.raises(Conflict, match="autumn"):
        await ledger.begin("autumn", "v2", "{}", AT)
    await ledger.move(other.no, EditionState.CANCELLED, of=ALIVE, reason="by hand")
    assert (await ledger.begin("autumn", "v2", "{}", AT)).no > other.no


async def test_a_state_is_only_left_from_those_named(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    assert await ledger.move(edition.no, EditionState.DONE, of=[EditionState.WRITTEN]) is None
    moved = await ledger.move(edition.no, EditionState.PAUSED, of=[EditionState.PLANNING], reason="lunch")
    assert moved == replace(edition, state=EditionState.PAUSED, reason="lunch")
    assert await ledger.edition("spring") == moved
    assert await ledger.move(999, EditionState.DONE, of=ALIVE) is None


async def test_the_newest_edition_of_each_campaign_comes_by_name(ledger: CampaignLedger) -> None:
    for name, version in (("spring", "v1"), ("autumn", "v1"), ("spring", "v2")):
        await ledger.begin(name, version, "{}", AT)
    assert [(one.campaign, one.version) for one in await ledger.editions()] == [("autumn", "v1"), ("spring", "v2")]


async def test_recipients_are_listed_once_with_how_they_are_reached(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    ada = Recipient(1, "ada", Contact("Ada@example.org", "Ada", "de-AT", "Europe/Vienna"))
    await ledger.add(edition.no, [ada, Recipient(2, "ben")])
    await ledger.add(edition.no, [Recipient(1, "zoe"), Recipient(2, "ben"), Recipient(3, "cay")])
    listed = await ledger.listed(edition.no, "hash")
    assert (listed.audience, listed.recipients, await ledger.edition("spring")) == ("hash", 3, listed)
    assert await ledger.recipients(edition.no, 1, 9) == [ada, Recipient(2, "ben"), Recipient(3, "cay")]
    assert await ledger.recipient(edition.no, 1) == ada
    assert await ledger.recipient(edition.no, 4) is None


async def test_who_stands_there_twice_is_skipped_under_the_larger_number(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    rows = [
        Recipient(1, "ada", Contact("ada@example.org")),
        Recipient(2, "ben"),
        Recipient(3, "ada", Contact("other@example.org")),
        Recipient(4, "cay", Contact(" ADA@Example.ORG")),
    ]
    later = [Recipient(5, "ben"), Recipient(6, "dan", Contact("ada@example.org")), Recipient(7, "eve")]
    for _ in range(2):
        await ledger.add(edition.no, rows)
        await ledger.add(edition.no, later)
    found = await ledger.recipients(edition.no, 1, 9)
    assert [row.no for row in found if row.fate is Fate.DUPLICATE] == [3, 4, 5, 6]
    assert {row.state for row in found if row.fate is None} == {RecipientState.LISTED}
    other = await edition_of(ledger, campaign="autumn")
    await ledger.add(other.no, [replace(rows[0], no=2)])
    assert (await ledger.recipient(other.no, 2)).fate is None  # type: ignore[union-attr]


async def test_every_recipient_is_in_exactly_one_shard_of_each_phase(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=2 * SHARD + 1)
    for phase in Phase:
        assert await ledger.open_shards(edition.no, phase) == 3
        shards = [await claim(ledger, edition, phase=phase) for _ in range(3)]
        covered = [row.no for one in shards for row in await ledger.recipients(edition.no, one.first, one.last)]
        assert covered == list(range(1, 2 * SHARD + 2))
        assert await ledger.claim(edition.no, phase, "b", AT, LEASE_MS) is None
    assert (await ledger.listed(edition.no, "audience")).recipients == 2 * SHARD + 1
    assert await ledger.open_shards(edition.no, Phase.PLAN) == 3


async def test_a_shard_belongs_to_its_worker_until_the_lease_runs_out(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=1)
    mine = await claim(ledger, edition, "a")
    assert await ledger.claim(edition.no, Phase.PLAN, "b", EpochMs(AT + LEASE_MS - 1), LEASE_MS) is None
    assert await ledger.renew(mine, "a", EpochMs(AT + 2 * LEASE_MS))
    assert not await ledger.renew(mine, "b", EpochMs(AT + 3 * LEASE_MS))
    assert await ledger.claim(edition.no, Phase.PLAN, "b", EpochMs(AT + 2 * LEASE_MS - 1), LEASE_MS) is None
    theirs = await claim(ledger, edition, "b", now=2 * LEASE_MS)
    assert (mine.attempt, theirs.attempt, theirs.first) == (1, 2, mine.first)
    assert not await ledger.renew(mine, "a", EpochMs(AT + 9 * LEASE_MS))


async def test_what_became_of_a_shard_is_written_by_who_has_it(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=2)
    rows = await ledger.recipients(edition.no, 1, 2)
    late = await claim(ledger, edition, "a")
    again = await claim(ledger, edition, "a", now=LEASE_MS)
    assert not await ledger.done(late, "a", [planned(rows[0], detail="late")])
    assert await ledger.recipients(edition.no, 1, 2) == rows
    after = [planned(rows[0], variant="b", propensity_ppm=500_000), planned(rows[1], state=RecipientState.HELD)]
    assert await ledger.done(again, "a", after)
    assert not await ledger.done(again, "a", [planned(rows[0], detail="twice")])
    assert await ledger.recipients(edition.no, 1, 2) == after
    assert await ledger.open_shards(edition.no, Phase.PLAN) == 0


async def test_a_lease_that_ran_out_unnoticed_still_counts(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=1)
    shard = await claim(ledger, edition)
    assert await ledger.done(shard, "a", [planned(Recipient(1, "p1"))])


@pytest.mark.parametrize("state", [EditionState.PAUSED, EditionState.CANCELLED, EditionState.STOPPED])
async def test_no_shard_is_given_out_while_an_edition_rests(ledger: CampaignLedger, state: EditionState) -> None:
    edition = await edition_of(ledger, people=SHARD + 1)
    shard = await claim(ledger, edition)
    await ledger.move(edition.no, state, of=ALIVE)
    assert await ledger.claim(edition.no, Phase.PLAN, "b", AT, LEASE_MS) is None
    assert await ledger.done(shard, "a", [])
    assert await ledger.claim(999, Phase.PLAN, "b", AT, LEASE_MS) is None


async def test_every_field_of_a_recipient_is_kept(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=3)
    hashes = {"decision": "d" + "0f" * 16, "content": "a0" * 16}
    more = {"occasion": "lapsed:17", "risks": "model renewed", "renewed": "b1" * 16}
    odd = {"decision": "made-by-hand", "content": "ABC", "detail": "zoë – 詩", "cell": "x/y'z"}
    rows = [
        planned(
            Recipient(1, "p1", Contact("p1@x.org")), not_before=EpochMs(NOW + 5), handed=EpochMs(0), **hashes, **more
        ),
        planned(Recipient(2, "p2", Contact("p2@x.org")), **odd),
        replace(Recipient(3, "p3", Contact("p3@x.org")), state=RecipientState.SKIPPED, fate=Fate.CAPPED),
    ]
    assert await ledger.done(await claim(ledger, edition), "a", rows)
    assert await ledger.recipients(edition.no, 1, 3) == rows


@pytest.mark.parametrize("end", sorted(ENDS))
async def test_what_is_over_for_somebody_is_never_taken_back(ledger: CampaignLedger, end: RecipientState) -> None:
    edition = await edition_of(ledger, people=1)
    over = replace(Recipient(1, "p1", Contact("p1@x.org")), state=end, fate=Fate.HOLDOUT)
    await ledger.put(edition.no, [over], of=RecipientState.LISTED)
    states = [RecipientState.PLANNED, RecipientState.HANDED, RecipientState.SKIPPED]
    for phase, state in zip(Phase, states, strict=True):
        shard = await claim(ledger, edition, phase=phase)
        assert await ledger.done(shard, "a", [replace(over, state=state, detail="again")])
    assert await ledger.recipient(edition.no, 1) == over


async def test_a_step_back_is_not_taken(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=1)
    written = planned(Recipient(1, "p1", Contact("p1@x.org")), state=RecipientState.WRITTEN, content="ab")
    await ledger.put(edition.no, [written], of=RecipientState.LISTED)
    assert await ledger.done(await claim(ledger, edition), "a", [replace(written, state=RecipientState.PLANNED)])
    assert await ledger.recipient(edition.no, 1) == written
    sending = replace(written, state=RecipientState.SENDING)
    assert await ledger.done(await claim(ledger, edition, phase=Phase.WRITE), "a", [sending])
    assert await ledger.recipient(edition.no, 1) == sending


async def test_put_writes_only_rows_in_the_state_named(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=3)
    first, second, third = await ledger.recipients(edition.no, 1, 3)
    assert await ledger.put(edition.no, [planned(first), planned(second)], of=RecipientState.LISTED) == 2
    assert await ledger.put(edition.no, [planned(first, detail="x"), planned(third)], of=RecipientState.LISTED) == 1
    assert await ledger.put(edition.no, [planned(Recipient(9, "p9"))], of=RecipientState.LISTED) == 0
    assert await ledger.put(edition.no, [], of=RecipientState.LISTED) == 0
    assert await ledger.recipients(edition.no, 1, 3) == [planned(first), planned(second), planned(third)]


async def test_recipients_are_streamed_in_order_and_by_state(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=7)
    rows = await ledger.recipients(edition.no, 1, 7)
    await ledger.put(edition.no, [planned(row) for row in rows if row.no % 3 == 0], of=RecipientState.LISTED)
    assert [row.no for row in await gather(ledger.stream(edition.no, batch=3))] == [1, 2, 3, 4, 5, 6, 7]
    some = ledger.stream(edition.no, states=[RecipientState.PLANNED, RecipientState.HELD], batch=1)
    assert [row.no for row in await gather(some)] == [3, 6]
    none = ledger.stream(edition.no, states=[RecipientState.HANDED])
    assert await gather(none) == []


async def test_recipients_are_streamed_by_fate_and_from_a_number_on(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=7)
    rows = await ledger.recipients(edition.no, 1, 7)
    skipped = [replace(row, state=RecipientState.SKIPPED, fate=Fate.CAPPED) for row in rows if row.no in {2, 5}]
    await ledger.put(edition.no, [planned(rows[0]), *skipped, planned(rows[5])], of=RecipientState.LISTED)
    capped = ledger.stream(edition.no, fates=[Fate.CAPPED], batch=1)
    assert [row.no for row in await gather(capped)] == [2, 5]
    some = ledger.stream(edition.no, fates=[Fate.CAPPED, Fate.WILL_GET], after=2, batch=1)
    assert [row.no for row in await gather(some)] == [5, 6]
    both = ledger.stream(edition.no, states=[RecipientState.PLANNED], fates=[Fate.CAPPED, Fate.WILL_GET], after=1)
    assert [row.no for row in await gather(both)] == [6]
    assert [row.no for row in await gather(ledger.stream(edition.no, after=5))] == [6, 7]


async def test_recipients_are_counted_by_state_and_fate(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=5)
    rows = await ledger.recipients(edition.no, 1, 3)
    skipped = replace(rows[2], state=RecipientState.SKIPPED, fate=Fate.CAPPED)
    await ledger.put(edition.no, [planned(rows[0]), planned(rows[1]), skipped], of=RecipientState.LISTED)
    assert sorted(await ledger.tally(edition.no), key=lambda one: one.state) == [
        Tally("listed", "", 2),
        Tally("planned", "will_get", 2),
        Tally("skipped", "capped", 1),
    ]
    assert list(await ledger.tally(999)) == []


async def test_how_long_calls_of_a_forecast_took_is_kept_for_each_edition(ledger: CampaignLedger) -> None:
    first, second = [await edition_of(ledger, people=1, campaign=name) for name in ("spring", "autumn")]
    await ledger.keep_took(first.no, [])
    assert list(await ledger.took(first.no)) == []
    await ledger.keep_took(first.no, [1_200, 900])
    await ledger.keep_took(first.no, [1_500])
    assert (list(await ledger.took(first.no)), list(await ledger.took(second.no))) == ([1_200, 900, 1_500], [])


async def test_time_zones_are_counted_of_those_who_get_a_message(ledger: CampaignLedger) -> None:
    edition = await ledger.begin("weekly", "v1", "{}", NOW)
    zones = ("Europe/Berlin", "", "Atlantis", "Europe/Berlin", "UTC")
    await ledger.add(edition.no, [Recipient(no, f"p{no}", Contact(time_zone=zone)) for no, zone in enumerate(zones, 1)])
    await ledger.listed(edition.no, "a")
    assert dict(await ledger.time_zones(edition.no)) == {}
    *getting, last = await ledger.recipients(edition.no, 1, 5)
    skipped = replace(last, state=RecipientState.SKIPPED, fate=Fate.CAPPED)
    await ledger.put(edition.no, [*map(planned, getting), skipped], of=RecipientState.LISTED)
    assert dict(await ledger.time_zones(edition.no)) == {"": 1, "Atlantis": 1, "Europe/Berlin": 2}


async def test_messages_of_all_campaigns_count_for_caps(ledger: CampaignLedger) -> None:
    for number, campaign in enumerate(("spring", "autumn")):
        edition = await edition_of(ledger, people=2, campaign=campaign)
        rows = await ledger.recipients(edition.no, 1, 2)
        handed = [replace(row, state=RecipientState.HANDED, handed=EpochMs(NOW + 10 * number + row.no)) for row in rows]
        await ledger.put(edition.no, handed, of=RecipientState.LISTED)
    assert await ledger.handed_since(["p1", "p9"], AT) == {"p1": [NOW + 11, NOW + 1]}
    assert await ledger.handed_since(["p1", "p2"], EpochMs(NOW + 2)) == {"p1": [NOW + 11], "p2": [NOW + 12, NOW + 2]}
    assert await ledger.handed_since([], AT) == {}


async def test_an_occasion_counts_once_somebody_was_written_to_for_it(ledger: CampaignLedger) -> None:
    rows = [Recipient(no, f"p{no}", occasion=f"lapsed:{no}") for no in range(1, 6)]
    edition = await edition_of(ledger)
    await ledger.add(edition.no, [*rows, Recipient(6, "p6")])
    assert await ledger.recipient(edition.no, 1) == rows[0]
    for row, state in zip(rows[1:], ("skipped", "held", "planned", "handed"), strict=True):
        await ledger.put(edition.no, [replace(row, state=RecipientState(state))], of=RecipientState.LISTED)
    await ledger.put(edition.no, [planned(Recipient(6, "p6"))], of=RecipientState.LISTED)
    everybody = [f"p{no}" for no in range(1, 7)]
    found = {"p3": ["lapsed:3"], "p4": ["lapsed:4"], "p5": ["lapsed:5"]}
    assert await ledger.occasions("spring", everybody) == found
    assert await ledger.occasions("spring", ["p4", "p9"]) == {"p4": ["lapsed:4"]}
    assert await ledger.occasions("autumn", everybody) == {}
    await ledger.move(edition.no, EditionState.CANCELLED, of=ALIVE)
    assert await ledger.occasions("spring", everybody) == {"p5": ["lapsed:5"]}
    later = await edition_of(ledger)
    await ledger.add(later.no, [Recipient(1, "p5", occasion="lapsed:9")])
    await ledger.put(later.no, [planned(Recipient(1, "p5"), occasion="lapsed:9")], of=RecipientState.LISTED)
    assert await ledger.occasions("spring", ["p5"]) == {"p5": ["lapsed:5", "lapsed:9"]}


async def test_cells_are_counted_by_those_who_get_a_message(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=5)
    rows = await ledger.recipients(edition.no, 1, 5)
    after = [
        planned(rows[0]),
        planned(rows[1], state=RecipientState.WRITTEN),
        planned(rows[2], cell="de/plain"),
        planned(rows[3], cell=""),
        planned(rows[4], state=RecipientState.SKIPPED, fate=Fate.NO_ITEM),
    ]
    await ledger.put(edition.no, after, of=RecipientState.LISTED)
    assert await ledger.cells(edition.no) == {"de/plain": 1, CELL: 2}
    assert await ledger.cell_text(edition.no, CELL) is None


async def test_planned_recipients_of_some_cells_share_the_text_of_another(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=5)
    rows = await ledger.recipients(edition.no, 1, 5)
    after = [
        planned(rows[0], cell="a/1"),
        planned(rows[1], cell="a/2", fate=Fate.GENERAL_VERSION),
        planned(rows[2], cell="b/1"),
        planned(rows[3], cell=""),
        planned(rows[4], cell="a/1", state=RecipientState.WRITTEN),
    ]
    await ledger.put(edition.no, after, of=RecipientState.LISTED)
    assert await ledger.join_cells(edition.no, {}) == 0
    assert await ledger.join_cells(edition.no, {"a/1": "a/", "a/2": "a/", "c/1": "c/"}) == 2
    assert [row.cell for row in await ledger.recipients(edition.no, 1, 5)] == ["a/", "a/", "b/1", "", "a/1"]
    assert await ledger.cells(edition.no) == {"a/": 2, "a/1": 1, "b/1": 1}
    assert await ledger.join_cells(edition.no, {"a/1": "a/", "a/2": "a/"}) == 0


async def test_one_worker_at_a_time_asks_for_the_text_of_a_cell(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=1)

    async def takes(worker: str, now: int = 0, key: str = CELL) -> bool:
        return await ledger.claim_cell(edition.no, key, worker, EpochMs(NOW + now), LEASE_MS)

    assert await takes("a")
    assert not await takes("b", LEASE_MS - 1)
    assert await takes("b", key="de/plain")
    # Whoever begins anew under its name need not wait.
    assert await takes("a", 5)
    assert await takes("b", LEASE_MS + 5)
    await ledger.free_cell(edition.no, CELL, "a")
    assert not await takes("a", LEASE_MS + 6)
    await ledger.free_cell(edition.no, CELL, "b")
    assert await takes("a", LEASE_MS + 6)
    assert await ledger.cell_text(edition.no, CELL) is None
    assert await ledger.cells(edition.no) == {}


@pytest.mark.parametrize("reply", ["{}", ""])
async def test_nobody_asks_for_a_cell_of_which_something_was_kept(ledger: CampaignLedger, reply: str) -> None:
    edition = await edition_of(ledger, people=1)
    assert await ledger.claim_cell(edition.no, CELL, "a", AT, LEASE_MS)
    await ledger.keep_cell_text(edition.no, CellText(CELL, 2, reply, "m", fault="" if reply else "model_timeout"))
    assert not await ledger.claim_cell(edition.no, CELL, "a", AT, LEASE_MS)
    assert not await ledger.claim_cell(edition.no, CELL, "b", EpochMs(NOW + LEASE_MS), LEASE_MS)
    other = await edition_of(ledger, campaign="autumn")
    assert await ledger.claim_cell(other.no, CELL, "b", AT, LEASE_MS)


async def test_it_is_counted_why_nothing_came_of_cells(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger)
    no = edition.no
    for key in ("a", "b", "c", "d", "e"):
        assert await ledger.claim_cell(no, key, "one", AT, LEASE_MS)
    await ledger.keep_cell_text(no, CellText("a", 1, "{}", "m"))
    await ledger.keep_cell_text(no, CellText("b", 1, fault="model_timeout"))
    # In vain for now, and then once more: the later try counts.
    await ledger.free_cell(no, "c", "one", "model_timeout")
    await ledger.free_cell(no, "d", "one", "model_unavailable")
    await ledger.free_cell(no, "e", "another", "model_unavailable")
    assert await ledger.cell_outcomes(no) == {"": 1, "model_timeout": 2, "model_unavailable": 1}
    assert await ledger.cell_text(no, "c") is None
    await ledger.keep_cell_text(no, CellText("c", 1, "{}", "m"))
    assert await ledger.claim_cell(no, "d", "two", AT, LEASE_MS)
    await ledger.free_cell(no, "d", "two")
    assert await ledger.cell_outcomes(no) == {"": 2, "model_timeout": 1, "model_unavailable": 1}
    assert await ledger.cell_outcomes(no + 1) == {}


async def test_what_came_first_of_a_cell_stays(ledger: CampaignLedger) -> None:
    edition, other = await edition_of(ledger, people=1), await edition_of(ledger, campaign="autumn")
    failed = CellText(CELL, 2, model="m", fault="model_timeout")
    replied = CellText(CELL, 2, '{"text": “Zoë”', "m", "", 120, 30)
    assert await ledger.keep_cell_text(edition.no, replied) == replied
    assert await ledger.keep_cell_text(edition.no, replace(replied, reply="other")) == replied
    assert await ledger.keep_cell_text(edition.no, failed) == replied
    assert await ledger.cell_text(edition.no, CELL) == replied
    assert await ledger.cell_text(other.no, CELL) is None
    # Messages were written without a text: a late reply must not change them.
    assert await ledger.keep_cell_text(other.no, failed) == failed
    assert await ledger.keep_cell_text(other.no, replied) == failed
    assert await ledger.cell_text(other.no, CELL) == failed


async def test_words_on_an_edition_are_kept_in_their_order(ledger: CampaignLedger) -> None:
    edition, other = await edition_of(ledger), await edition_of(ledger, campaign="autumn")
    said = [Approval("c1", "Mara", AT, "refused", "a typo"), Approval("c2", "Ben", EpochMs(1), "approved", "299")]
    for one in said:
        await ledger.approve(edition.no, one)
    assert await ledger.approvals(edition.no) == said
    assert await ledger.approvals(other.no) == []


async def test_the_content_changes_with_any_message_and_not_with_what_becomes_of_it(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=3)
    assert await ledger.content(edition.no) == ""
    rows = await ledger.recipients(edition.no, 1, 3)
    written = [planned(row, state=RecipientState.WRITTEN, content=f"{row.no:02x}" * 16) for row in rows[:2]]
    await ledger.put(edition.no, written, of=RecipientState.LISTED)
    first = await ledger.content(edition.no)
    assert len(first) == 32
    left = [replace(written[0], state=RecipientState.HANDED), replace(written[1], state=RecipientState.SKIPPED)]
    await ledger.put(edition.no, left, of=RecipientState.WRITTEN)
    assert await ledger.content(edition.no) == first
    await ledger.put(edition.no, [replace(left[1], content="ff" * 16)], of=RecipientState.SKIPPED)
    assert await ledger.content(edition.no) not in {first, ""}


async def test_both_stores_hash_content_alike(ledger: CampaignLedger) -> None:
    edition = await edition_of(ledger, people=1)
    row = planned(Recipient(1, "p1"), state=RecipientState.WRITTEN, content="0" * 32)
    await ledger.put(edition.no, [row], of=RecipientState.LISTED)
    assert await ledger.content(edition.no) == "5313f7cec2dcf0f11b9e1c8a20a27be8"


async def test_the_list_knows_how_many_of_its_hashes_are_of_addresses(ledger: CampaignLedger) -> None:
    await ledger.suppress({"h1": "imported", "h2": "imported", "h3": "imported"}, AT, addresses=["h1", "h2"])
    await ledger.suppress({"h3": "imported"}, AT, addresses=["h3"])
    assert await ledger.suppressed_addresses() == 2
    await ledger.unsuppress(["h1"])
    assert await ledger.suppressed_addresses() == 1


async def test_addresses_of_a_person_are_those_of_all_editions(ledger: CampaignLedger) -> None:
    spring = await edition_of(ledger, people=2)
    autumn = await ledger.begin("autumn", "v1", "{}", AT)
    await ledger.add(autumn.no, [Recipient(1, "p1", Contact("p1@y.org")), Recipient(2, "p3"), Recipient(3, "p2")])
    await ledger.listed(autumn.no, "audience")
    found = await ledger.addresses_of(["p1", "p2", "p3", "p9"])
    assert {person: sorted(told) for person, told in found.items()} == {
        "p1": ["p1@x.org", "p1@y.org"],
        "p2": ["p2@x.org"],
    }
    assert [await ledger.without_address(one.no) for one in (spring, autumn)] == [0, 0]
    rows = [planned(row) for row in await ledger.recipients(autumn.no, 1, 3)]
    await ledger.put(autumn.no, rows, of=RecipientState.LISTED)
    assert await ledger.without_address(autumn.no) == 1


async def test_who_is_suppressed_stays_so_until_allowed_again(ledger: CampaignLedger) -> None:
    assert await ledger.suppress({"h1": "unsubscribed", "h2": "bounced"}, AT) == 2
    assert await ledger.suppress({"h1": "complained", "h3": "imported"}, AT) == 1
    assert await ledger.suppress({}, AT) == 0
    assert await ledger.suppressed(["h1", "h3", "h9"]) == {"h1": "unsubscribed", "h3": "imported"}
    assert await ledger.unsuppress(["h1", "h9"]) == 1
    assert await ledger.suppressed(["h1", "h2"]) == {"h2": "bounced"}


async def test_people_can_see_every_row_about_them(ledger: CampaignLedger) -> None:
    first, second = await edition_of(ledger, people=2), await edition_of(ledger, people=1, campaign="autumn")
    found = await ledger.of_person("p1")
    assert [(edition.no, row.no, row.person) for edition, row in found] == [(first.no, 1, "p1"), (second.no, 1, "p1")]
    assert await ledger.of_person("nobody") == []
    assert await ledger.of_person("") == []


async def test_of_an_erased_person_stubs_stay_that_name_nobody(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await edition_of(ledger)
    contact = Contact("ada@example.org", "Ada", "de", "Europe/Vienna")
    await ledger.add(edition.no, [Recipient(1, "ada", contact), Recipient(2, "ben", Contact("ben@example.org"))])
    other = await edition_of(ledger, campaign="autumn")
    await ledger.add(other.no, [Recipient(1, "ada", contact)])
    handed = planned(
        Recipient(1, "ada"),
        state=RecipientState.HANDED,
        handed=AT,
        detail="renewed",
        decision="d" + "0f" * 16,
        content="ab",
    )
    await ledger.put(edition.no, [handed], of=RecipientState.LISTED)
    content = await ledger.content(edition.no)
    # Nothing but the rows is stored of ada.
    assert (await stores.people.delete("ada", AT)).rows["recipients"] == 2
    assert await ledger.recipient(edition.no, 1) == replace(handed, person="", detail="", decision="")
    stub = Recipient(1, "", state=RecipientState.SKIPPED, fate=Fate.ERASED)
    assert await ledger.recipient(other.no, 1) == stub
    assert (await ledger.recipient(edition.no, 2)).person == "ben"  # type: ignore[union-attr]
    assert await ledger.of_person("ada") == []
    assert await ledger.handed_since(["ada", ""], EpochMs(0)) == {}
    assert await ledger.content(edition.no) == content
    assert (await stores.people.delete("ada", AT)).rows["recipients"] == 0
    await ledger.add(other.no, [Recipient(2, "eve", contact), Recipient(3, "ada")])
    assert {row.fate for row in await ledger.recipients(other.no, 2, 3)} == {None}


async def test_who_is_erased_while_a_shard_is_worked_on_stays_erased(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await edition_of(ledger, people=2)
    shard = await claim(ledger, edition)
    rows = await ledger.recipients(edition.no, 1, 2)
    await stores.people.delete("p1", AT)
    assert await ledger.done(shard, "a", [planned(row) for row in rows])
    stub, other = await ledger.recipients(edition.no, 1, 2)
    assert stub == Recipient(1, "", state=RecipientState.SKIPPED, fate=Fate.ERASED)
    assert other == planned(rows[1])


async def test_who_is_erased_while_a_message_leaves_stays_without_a_name(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await edition_of(ledger, people=1)
    sending = planned(Recipient(1, "p1", Contact("p1@x.org")), state=RecipientState.SENDING)
    await ledger.put(edition.no, [sending], of=RecipientState.LISTED)
    await stores.people.delete("p1", AT)
    handed = replace(sending, state=RecipientState.HANDED, handed=AT)
    assert await ledger.put(edition.no, [handed], of=RecipientState.SENDING) == 1
    assert await ledger.recipient(edition.no, 1) == replace(handed, person="", contact=Contact())


async def test_decisions_are_stored_no_later_than_the_rows_that_name_them(stores: Stores) -> None:
    ledger = stores.campaigns
    edition = await edition_of(ledger, people=1)
    shard = await claim(ledger, edition)
    made, served = decision("p1")
    stores.decisions.record(made, served)
    await ledger.done(shard, "a", [planned(Recipient(1, "p1"), decision=str(made.id))])
    assert await stores.decisions.get(made.id) is not None
