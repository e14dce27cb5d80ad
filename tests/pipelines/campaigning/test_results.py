from dataclasses import dataclass, replace
from typing import Any

import pytest

from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Contact, Fate, Recipient, RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import HOUR_MS, MINUTE_MS, EpochMs
from frankly.errors import NotFound, TooLarge
from frankly.pipelines.campaigning.outcome.receipts import ResultsReport, Unusable
from frankly.pipelines.campaigning.outcome.results import MOST_RESULTS, Results
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Rights
from frankly.stages.handing_over.keys import idempotency_key
from tests.api.world import NOW, make_parts

CAMPAIGN = Campaign(name="weekly", title="Weekly", author="Ida", audience=Audience(everyone=True))
CONTENT = "c0ffee" * 5


@dataclass
class World:
    parts: Parts
    results: Results
    edition: Edition

    def key(self, no: int = 1) -> str:
        return idempotency_key("weekly", self.edition.no, no, CONTENT)

    async def take(self, *said: dict[str, Any], campaign: str = "weekly") -> ResultsReport:
        return await self.results.take(campaign, said, NOW)

    async def allows(self, person: str, purpose: Purpose) -> bool | None:
        consent = (await self.parts.people.consents([person])).get(person)
        return None if consent is None else consent.purposes.get(purpose)

    async def suppressed(self, person: str) -> dict[str, str]:
        assert self.parts.campaigns is not None
        return dict(await self.parts.campaigns.suppressed(self.results.suppressing.hashes(person, "")))


@pytest.fixture
async def world() -> World:
    parts = make_parts()
    ledger, kept = parts.campaigns, parts.results
    assert ledger is not None
    assert kept is not None
    edition = await ledger.begin("weekly", CAMPAIGN.version, CAMPAIGN.model_dump_json(), NOW)
    rows = [Recipient(no, f"p{no}", Contact(f"p{no}@mail.example")) for no in (1, 2, 3)]
    await ledger.add(edition.no, rows)
    edition = await ledger.listed(edition.no, "audience")
    handed = [
        replace(row, state=RecipientState.HANDED, fate=Fate.WILL_GET, content=CONTENT, handed=NOW) for row in rows
    ]
    await ledger.put(edition.no, handed[:2], of=RecipientState.LISTED)
    for no in (1, 2):
        consent = Consent(purposes={Purpose.EMAIL: True, Purpose.MEASURE: no == 1}, at=EpochMs(NOW - 1))
        await parts.people.put_consent(f"p{no}", consent)
    suppressing = Suppressing(ledger, b"secret")
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions)
    return World(parts, Results(parts, ledger, kept, suppressing, Rights(parts.people), ingest), edition)


async def test_a_result_is_stored_once_by_its_event(world: World) -> None:
    said = {"id": "e1", "kind": "delivered", "key": world.key()}
    assert [one.outcome for one in (await world.take(said)).results] == ["stored"]
    report = await world.take(said, {"id": "e2", "kind": "delivered", "person": "p2"})
    assert (report.stored, report.duplicate, report.rejected) == (1, 1, 0)
    assert world.results.kept is not None
    assert await world.results.kept.counts(world.edition.no) == {ResultKind.DELIVERED: 2}


@pytest.mark.parametrize("kind", ["unsubscribed", "complained", "bounced"])
async def test_who_wants_no_more_or_cannot_be_reached_gets_none_at_once(world: World, kind: str) -> None:
    report = await world.take({"id": "e1", "kind": kind, "key": world.key()})
    assert report.suppressed == 1
    assert list((await world.suppressed("p1")).values()) == [kind]
    assert await world.allows("p1", Purpose.EMAIL) is False
    assert await world.suppressed("p2") == {}


async def test_a_bounce_that_passes_stops_nothing(world: World) -> None:
    await world.take({"id": "e1", "kind": "bounced", "key": world.key(), "lasting": False})
    assert await world.suppressed("p1") == {}
    assert await world.allows("p1", Purpose.EMAIL) is True


async def test_an_old_report_that_comes_twice_does_not_undo_a_new_agreement(world: World) -> None:
    said = {"id": "e1", "kind": "unsubscribed", "key": world.key()}
    await world.take(said)
    assert world.parts.campaigns is not None
    await world.parts.campaigns.unsuppress(world.results.suppressing.hashes("p1", "p1@mail.example"))
    await world.parts.people.put_consent("p1", Consent(purposes={Purpose.EMAIL: True}, at=NOW))
    assert (await world.take(said)).duplicate == 1
    assert await world.suppressed("p1") == {}
    assert await world.allows("p1", Purpose.EMAIL) is True


async def test_a_click_is_an_act_of_who_agreed_to_being_measured(world: World) -> None:
    said = [{"id": f"e{no}", "kind": "clicked", "key": world.key(no), "item": "book-1"} for no in (1, 2)]
    await world.take(*said)
    await world.take(*said)
    record = await world.parts.people.read("p1", history_limit=9, seen_since=None)
    assert record.history.item_ids == ["book-1"]
    assert len((await world.parts.people.read("p2", history_limit=9, seen_since=None)).history) == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "clicked", "key": "1-1-" + "0" * 20}, "unknown_message"),
        ({"kind": "clicked", "key": "no key"}, "unknown_message"),
        ({"kind": "clicked", "person": "p3"}, "unknown_message"),
        ({"kind": "opened", "person": "p1"}, "invalid_result"),
        ({"kind": "clicked"}, "invalid_result"),
        ({"kind": "clicked", "person": "p1", "at": "2100-01-01T00:00:00Z"}, "in_future"),
        ({"kind": "clicked", "person": "p1", "at": EpochMs(NOW - 10 * MINUTE_MS)}, "before_message"),
    ],
)
async def test_what_cannot_be_used_is_refused_and_hinders_no_other(
    world: World, said: dict[str, Any], code: str
) -> None:
    report = await world.take({"id": "bad"} | said, {"id": "good", "kind": "clicked", "person": "p1"})
    assert [(one.id, one.outcome, one.code) for one in report.results] == [
        ("bad", "rejected", code),
        ("good", "stored", None),
    ]


async def test_a_clock_that_runs_a_little_behind_is_forgiven(world: World) -> None:
    said = {"id": "e1", "kind": "clicked", "person": "p1", "at": NOW - 4 * MINUTE_MS}
    assert (await world.take(said)).stored == 1
    assert world.results.kept is not None
    assert [one.at async for page in world.results.kept.of(world.edition.no) for one in page] == [NOW]


@pytest.mark.parametrize("at", [NOW - HOUR_MS, NOW + HOUR_MS])
@pytest.mark.parametrize("kind", ["unsubscribed", "complained", "bounced"])
async def test_what_stops_mail_is_taken_whenever_it_is_dated(world: World, kind: str, at: int) -> None:
    report = await world.take({"id": "e1", "kind": kind, "key": world.key(), "at": at})
    assert (report.stored, report.suppressed) == (1, 1)


async def test_a_result_of_an_item_that_the_catalogue_lacks_is_taken_and_told(world: World) -> None:
    await world.parts.catalogue.upsert([Item(id=ItemId("book-1"), title="Book")], NOW)
    said = [
        {"id": str(no), "kind": "clicked", "person": "p1", "item": item} for no, item in enumerate(["nosuch", "book-1"])
    ]
    report = await world.take(*said)
    assert [(one.outcome, one.code) for one in report.results] == [("stored", "item_unknown"), ("stored", None)]
    assert report.results[0].message is not None
    assert "No item 'nosuch' is in the catalogue" in report.results[0].message


async def test_an_id_counts_once_for_each_campaign(world: World) -> None:
    assert world.parts.campaigns is not None
    other = await world.parts.campaigns.begin("autumn", "v", "{}", NOW)
    row = Recipient(1, "p1")
    await world.parts.campaigns.add(other.no, [row])
    left = replace(row, state=RecipientState.HANDED, fate=Fate.WILL_GET, content=CONTENT, handed=NOW)
    await world.parts.campaigns.put(other.no, [left], of=RecipientState.LISTED)
    said = {"id": "77", "kind": "delivered", "person": "p1"}
    for campaign in ("weekly", "autumn"):
        assert (await world.take(said, campaign=campaign)).stored == 1
        assert (await world.take(said, campaign=campaign)).duplicate == 1


async def test_a_row_that_a_door_could_not_read_is_refused_by_itself(world: World) -> None:
    report = await world.results.take(
        "weekly", [Unusable("e1", "why"), {"id": "e2", "kind": "delivered", "person": "p1"}], NOW
    )
    assert [(one.id, one.outcome, one.code, one.message) for one in report.results] == [
        ("e1", "rejected", "invalid_result", "why"),
        ("e2", "stored", None, None),
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"kind": "opened"}, "kind: opens are not counted, by design"),
        ({"kind": "click"}, "Did you mean 'clicked'?"),
        ({"kind": "converted", "value": 12.99}, "1299 for 12.99; found '12.99'"),
        ({"kind": "converted", "value": "12,99"}, "1299 for 12.99; found '12,99'"),
    ],
)
async def test_a_refusal_says_what_would_be_right(world: World, said: dict[str, Any], told: str) -> None:
    (refused,) = (await world.take({"id": "e1", "person": "p1"} | said)).results
    assert refused.message is not None
    assert told in refused.message


async def test_a_kind_that_is_like_none_gets_no_guess(world: World) -> None:
    (refused,) = (await world.take({"id": "e1", "person": "p1", "kind": "processed"})).results
    assert refused.message is not None
    assert refused.message.startswith("kind: 'processed' is none of delivered, bounced")
    assert "Did you mean" not in refused.message


async def test_a_key_of_another_campaign_is_refused_here_and_taken_where_none_is_named(world: World) -> None:
    assert world.parts.campaigns is not None
    await world.parts.campaigns.begin("autumn", "v", "{}", NOW)
    said = {"id": "e1", "kind": "delivered", "key": world.key()}
    assert (await world.take(said, campaign="autumn")).rejected == 1
    assert (await world.take(said, campaign="")).stored == 1


async def test_a_person_without_a_campaign_is_told_that_the_campaign_is_missing(world: World) -> None:
    (refused,) = (await world.take({"id": "e1", "kind": "clicked", "person": "p1"}, campaign="")).results
    assert refused.code == "invalid_result"
    assert refused.message is not None
    assert "no campaign is named: add '--campaign NAME'" in refused.message


async def test_a_link_followed_twice_unsubscribes_each_time_and_counts_once(world: World) -> None:
    ledger, row = world.parts.campaigns, None
    assert ledger is not None
    for _ in range(2):
        await world.parts.people.put_consent("p1", Consent(purposes={Purpose.EMAIL: True}, at=NOW))
        row = await ledger.recipient(world.edition.no, 1)
        assert row is not None
        await world.results.unsubscribe(world.edition, row, NOW)
        assert await world.allows("p1", Purpose.EMAIL) is False
    assert await world.results.kept.counts(world.edition.no) == {ResultKind.UNSUBSCRIBED: 1}


async def test_results_of_somebody_erased_are_counted_and_nothing_more(world: World) -> None:
    await world.parts.people.delete("p1", NOW)
    report = await world.take({"id": "e1", "kind": "unsubscribed", "key": world.key()})
    assert (report.stored, report.suppressed) == (1, 0)
    assert await world.allows("p1", Purpose.EMAIL) is None


async def test_an_unknown_campaign_and_too_many_results_are_refused_whole(world: World) -> None:
    with pytest.raises(NotFound, match="'nothing' was not planned"):
        await world.take(campaign="nothing")
    with pytest.raises(TooLarge, match="10001 results"):
        await world.results.take("weekly", [{}] * (MOST_RESULTS + 1), NOW)
