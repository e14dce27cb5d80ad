"""What a campaign did: by variant, and against those who were held out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.domain.person.consent import Purpose
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import HOUR_MS
from frankly.measure.campaigns.effect import Difference, Value, difference, value_of
from frankly.measure.comparing.proportion import Proportion, proportion
from frankly.pipelines.campaigning.outcome.standing import REWARD, came_back
from frankly.pipelines.campaigning.world import ledger_of
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.surfacing import surface_named
from frankly.stages.consent.scope import decide as scope_of

_BATCH = 5_000
_OF_MAIL = "campaign:"
"""Ids of acts that results of messages made: those who were held out could not have made them."""


@dataclass(frozen=True, slots=True)
class VariantEffect:
    """What came of one variant.

    Attributes:
        variant: its name; empty where the campaign has none.
        handed: messages that were handed over.
        rewarded: successes among those of which it can be said, with interval.
        value: what everybody's getting it would have come to; None where nobody got it.
        unsubscribed: unsubscribes among the same.
        complained: complaints among the same.
    """

    variant: str
    handed: int
    rewarded: Proportion
    value: Value | None
    unsubscribed: Proportion
    complained: Proportion


@dataclass(frozen=True, slots=True)
class HoldoutEffect:
    """Those who were written to against those who were held out.

    Attributes:
        act: what counts as success.
        written_to: successes among those written to who agreed to being measured.
        held_out: the same of those held out.
        difference: of the two.
    """

    act: EventKind
    written_to: Proportion
    held_out: Proportion
    difference: Difference


@dataclass(frozen=True, slots=True)
class CampaignEffect:
    """What a campaign did.

    Attributes:
        campaign: its name.
        reward: what counts as success of a variant.
        editions: editions that anything was handed over of.
        waiting: messages of which it is too early to say anything.
        variants: in order of name.
        against: variant → its rate less that of the first one.
        holdout: None where nobody was held out, or it is too early.
    """

    campaign: str
    reward: str
    editions: int
    waiting: int
    variants: tuple[VariantEffect, ...]
    against: Mapping[str, Difference]
    holdout: HoldoutEffect | None


@dataclass(slots=True, eq=False)
class _Counted:
    """Messages by variant, chance and what came of them."""

    handed: Counter[str] = field(default_factory=Counter)
    mature: Counter[tuple[str, int, bool]] = field(default_factory=Counter)
    harms: Counter[tuple[str, ResultKind]] = field(default_factory=Counter)
    editions: int = 0

    def number(self, variant: str) -> int:
        return sum(count for (name, _, _), count in self.mature.items() if name == variant)

    def hits(self, variant: str) -> int:
        return sum(count for (name, _, is_hit), count in self.mature.items() if name == variant and is_hit)

    def outcomes(self, variant: str) -> Iterator[tuple[bool, bool, int]]:
        for (name, propensity, is_hit), count in self.mature.items():
            for _ in range(count):
                yield name == variant, is_hit, propensity


async def effect_of(parts: Parts, campaign: Campaign, now: int) -> CampaignEffect:
    """What came of all editions of a campaign by a moment.

    Args:
        parts: the world.
        campaign: says what counts as a success, and how long it may take.
        now: the moment.
    """
    editions = await _editions(parts, campaign.name)
    counted = _Counted()
    for edition in editions:
        await _count(parts, campaign, edition, now, counted)
    names = sorted(counted.handed)
    variants = tuple(_variant(name, counted) for name in names)
    first = (counted.hits(names[0]), counted.number(names[0])) if names else (0, 0)
    against = {name: difference((counted.hits(name), counted.number(name)), first) for name in names[1:]}
    return CampaignEffect(
        campaign=campaign.name,
        reward=campaign.split.reward,
        editions=counted.editions,
        waiting=sum(counted.handed.values()) - sum(counted.mature.values()),
        variants=variants,
        against=against,
        holdout=await _holdout(parts, campaign, editions, now),
    )


async def _editions(parts: Parts, campaign: str) -> list[Edition]:
    ledger = ledger_of(parts)
    newest = await ledger.edition(campaign)
    found = [await ledger.edition(campaign, no) for no in range(1, newest.no + 1)] if newest is not None else []
    return [edition for edition in found if edition is not None]


async def _count(parts: Parts, campaign: Campaign, edition: Edition, now: int, counted: _Counted) -> None:
    reward, is_any = REWARD[campaign.split.reward], False
    async for came in came_back(parts, campaign, edition, now):
        is_any = True
        row = came.row
        counted.handed[row.variant] += 1
        # Early successes of messages that are still waited for would make every rate look better than it is.
        if came.is_mature:
            counted.mature[row.variant, row.propensity_ppm or 1_000_000, reward in came.kinds] += 1
            for kind in came.kinds & {ResultKind.UNSUBSCRIBED, ResultKind.COMPLAINED}:
                counted.harms[row.variant, kind] += 1
    counted.editions += is_any


def _variant(name: str, counted: _Counted) -> VariantEffect:
    number = counted.number(name)
    return VariantEffect(
        variant=name,
        handed=counted.handed[name],
        rewarded=proportion(counted.hits(name), number),
        value=value_of(counted.outcomes(name)),
        unsubscribed=proportion(counted.harms[name, ResultKind.UNSUBSCRIBED], number),
        complained=proportion(counted.harms[name, ResultKind.COMPLAINED], number),
    )


async def _holdout(parts: Parts, campaign: Campaign, editions: list[Edition], now: int) -> HoldoutEffect | None:
    """Both groups over the same hours: from the first hand-over of an edition on. Somebody counts once."""
    act = surface_named(parts, campaign.surface).success
    groups: dict[bool, dict[str, bool]] = {True: {}, False: {}}
    for edition in editions:
        rows, start = await _groups(parts, edition)
        if start is None or start + campaign.split.delay_hours * HOUR_MS > now:
            continue
        for row in rows:
            is_held = row.state is RecipientState.HELD
            found = await _succeeded(parts, campaign, row.person, act, start)
            if found is not None:
                groups[is_held][row.person] = groups[is_held].get(row.person, False) or found
    if not groups[True]:
        return None
    written_to, held_out = ((sum(groups[held].values()), len(groups[held])) for held in (False, True))
    return HoldoutEffect(act, proportion(*written_to), proportion(*held_out), difference(written_to, held_out))


async def _groups(parts: Parts, edition: Edition) -> tuple[list[Recipient], int | None]:
    """Who was written to or held out, and when the first message was handed over; nobody where none was held out."""
    rows: list[Recipient] = []
    states = (RecipientState.HANDED, RecipientState.HELD)
    async for page in ledger_of(parts).stream(edition.no, states=states, batch=_BATCH):
        rows += [row for row in page if row.person]
    if not any(row.state is RecipientState.HELD for row in rows):
        return [], None
    return rows, min((row.handed for row in rows if row.handed is not None), default=None)


async def _succeeded(parts: Parts, campaign: Campaign, person: str, act: EventKind, start: int) -> bool | None:
    """Whether somebody did what counts, other than in a message; None where they did not agree to be measured."""
    record = await parts.people.read(person, history_limit=parts.history_limit, seen_since=None)
    surface = surface_named(parts, campaign.surface)
    if Purpose.MEASURE not in scope_of(surface, record.consent, has_identity=True, is_holdout=False).purposes:
        return None
    history, end = record.history, start + campaign.split.delay_hours * HOUR_MS
    places = np.flatnonzero((history.kinds == EVENT_CODES[act]) & (history.at_ms >= start) & (history.at_ms <= end))
    return any(not history.event_ids[place].startswith(_OF_MAIL) for place in places.tolist())
