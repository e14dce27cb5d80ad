"""What came of a campaign, and when it stops itself."""

from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.campaign.result import CampaignResult, ResultKind
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.canonical import content_hash
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.pipelines.campaigning.outcome.effect import effect_of
from frankly.pipelines.campaigning.outcome.guarding import guard
from frankly.pipelines.campaigning.outcome.standing import standings_of
from frankly.ports.mailing.results import CampaignResults
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign

LATER = NOW + 72 * HOUR_MS
VARIANTS: dict[str, Any] = {"variants": {"a": {}, "b": {}}, "split": {"way": "thompson", "delay_hours": 48}}


@pytest.fixture
def shop() -> Shop:
    return Shop()


def results_of(shop: Shop) -> CampaignResults:
    assert shop.parts.results is not None
    return shop.parts.results


async def handed(shop: Shop, told: Campaign, number: int, *, held: int = 0, at: int = NOW) -> Edition:
    """An edition that was handed over: every second recipient got `a`."""
    edition = await shop.ledger.begin(told.name, told.version, told.model_dump_json(), EpochMs(at))
    rows = [Recipient(no, f"p{no}") for no in range(1, number + held + 1)]
    await shop.ledger.add(edition.no, rows)
    done = [
        replace(
            row,
            state=RecipientState.HANDED if row.no <= number else RecipientState.HELD,
            fate=Fate.WILL_GET if row.no <= number else Fate.HOLDOUT,
            variant="ab"[row.no % 2] if told.variants and row.no <= number else "",
            propensity_ppm=500_000 if told.variants else 1_000_000,
            handed=EpochMs(at) if row.no <= number else None,
        )
        for row in rows
    ]
    await shop.ledger.put(edition.no, done, of=RecipientState.LISTED)
    moved = await shop.ledger.move(edition.no, EditionState.HANDING_OVER, of=tuple(EditionState))
    assert moved is not None
    return moved


async def came(shop: Shop, edition: Edition, kind: str, numbers: range, hours: float = 1) -> None:
    at = EpochMs(edition.at + round(hours * HOUR_MS))
    await results_of(shop).add(
        [CampaignResult(content_hash([edition.no, no, kind]), edition.no, no, ResultKind(kind), at) for no in numbers]
    )


async def test_what_came_back_in_time_is_what_the_next_edition_is_dealt_by(shop: Shop) -> None:
    told = campaign(**VARIANTS)
    first = await handed(shop, told, 100)
    await came(shop, first, "clicked", range(1, 21, 2))
    await came(shop, first, "clicked", range(22, 32, 2), hours=60)
    await shop.ledger.move(first.no, EditionState.DONE, of=tuple(EditionState))
    second = await shop.ledger.begin(told.name, told.version, told.model_dump_json(), EpochMs(LATER))
    assert await standings_of(shop.parts, told, second) == {"a": VariantStanding(50, 0), "b": VariantStanding(50, 10)}


async def test_a_message_that_is_still_waited_for_counts_only_when_it_was_rewarded(shop: Shop) -> None:
    told = campaign(**VARIANTS)
    first = await handed(shop, told, 100)
    await came(shop, first, "clicked", range(1, 7, 2))
    await shop.ledger.move(first.no, EditionState.DONE, of=tuple(EditionState))
    second = await shop.ledger.begin(told.name, told.version, told.model_dump_json(), EpochMs(NOW + 5 * HOUR_MS))
    assert await standings_of(shop.parts, told, second) == {"b": VariantStanding(3, 3)}


async def test_fixed_shares_are_dealt_by_nothing(shop: Shop) -> None:
    told = campaign(variants={"a": {}, "b": {}})
    first = await handed(shop, told, 10)
    assert await standings_of(shop.parts, told, replace(first, no=2)) == {}


async def test_variants_are_told_with_their_rates_and_what_cannot_be_told(shop: Shop) -> None:
    told = campaign(**VARIANTS)
    edition = await handed(shop, told, 400)
    await came(shop, edition, "clicked", range(1, 121, 2))
    await came(shop, edition, "clicked", range(2, 31, 2))
    await came(shop, edition, "unsubscribed", range(2, 5, 2))
    found = await effect_of(shop.parts, told, LATER)
    a, b = found.variants
    assert (a.variant, a.handed, a.rewarded.hits, a.rewarded.of, a.unsubscribed.hits) == ("a", 200, 15, 200, 2)
    assert (b.rewarded.share, b.value and round(b.value.mean, 9)) == (0.3, 0.3)
    assert found.against["b"].verdict == "more"
    assert found.holdout is None


async def test_before_the_delay_is_over_nothing_is_said(shop: Shop) -> None:
    told = campaign(**VARIANTS)
    edition = await handed(shop, told, 10)
    await came(shop, edition, "clicked", range(1, 6))
    found = await effect_of(shop.parts, told, NOW + HOUR_MS)
    assert (found.waiting, found.variants[0].rewarded.of, found.variants[0].value) == (10, 0, None)
    assert found.against["b"].verdict == "cannot tell"


async def test_who_was_written_to_is_held_against_who_was_held_out(shop: Shop) -> None:
    told = campaign(holdout="0.5", split={"delay_hours": 48})
    await handed(shop, told, 60, held=60)
    for no in range(1, 121):
        said = {Purpose.EMAIL: True, Purpose.MEASURE: no % 10 != 0}
        await shop.parts.people.put_consent(f"p{no}", Consent(purposes=said, at=EpochMs(NOW - 1)))
    clicks = [(no, "c", 3) for no in range(1, 31)] + [(no, "c", 3) for no in range(61, 64)]
    clicks += [(64, "c", 50), (65, "campaign:x", 3)]
    events = [
        Event.model_validate(
            {"id": f"{sign}{no}", "person": f"p{no}", "kind": "click", "item": "book-1", "at": NOW + hours * HOUR_MS}
        )
        for no, sign, hours in clicks
    ]
    await shop.parts.events.append(events, NOW)
    found = (await effect_of(shop.parts, told, LATER)).holdout
    assert found is not None
    assert (found.written_to.hits, found.written_to.of) == (27, 54)
    assert (found.held_out.hits, found.held_out.of) == (3, 54)
    assert found.difference.verdict == "more"


async def test_too_many_unsubscribes_stop_the_campaign_with_the_reason(shop: Shop) -> None:
    edition = await handed(shop, campaign(), 400)
    await came(shop, edition, "unsubscribed", range(1, 9))
    assert await guard(shop.ledger, results_of(shop), edition) == ""
    await came(shop, edition, "unsubscribed", range(9, 31))
    reason = await guard(shop.ledger, results_of(shop), edition)
    assert reason.startswith("30 of 400 recipients unsubscribed (7.50%)")
    stopped = await shop.ledger.edition("weekly")
    assert stopped is not None
    assert (stopped.state, stopped.reason) == (EditionState.STOPPED, reason)
    assert await guard(shop.ledger, results_of(shop), edition) == ""


async def test_nothing_is_concluded_from_few_messages(shop: Shop) -> None:
    edition = await handed(shop, campaign(), 199)
    await came(shop, edition, "complained", range(1, 100))
    assert await guard(shop.ledger, results_of(shop), edition) == ""


async def test_small_editions_are_watched_together_until_the_campaign_stopped_once(shop: Shop) -> None:
    told = campaign()
    first = await handed(shop, told, 150)
    await came(shop, first, "complained", range(1, 6))
    assert await guard(shop.ledger, results_of(shop), first) == ""
    await shop.ledger.move(first.no, EditionState.DONE, of=tuple(EditionState))
    second = await handed(shop, told, 150, at=NOW + 1)
    await came(shop, second, "complained", range(1, 6))
    assert (await guard(shop.ledger, results_of(shop), second)).startswith("10 of 300 recipients complained")
    third = await handed(shop, told, 150, at=NOW + 2)
    await came(shop, third, "complained", range(1, 6))
    assert await guard(shop.ledger, results_of(shop), third) == ""
