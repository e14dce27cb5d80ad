"""The steps of a campaign: begin an edition, plan it, write it; paused, resumed and cancelled at any moment."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import SHARD, Edition, EditionState, Phase
from frankly.domain.campaign.recipient import LEFT, Considered, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.canonical import canonical
from frankly.domain.time import EpochMs, to_iso
from frankly.errors import BudgetSpent, Conflict, Misconfigured, NotFound
from frankly.pipelines.campaigning.own_lines import unsayable
from frankly.pipelines.campaigning.planning.audience import audience_hash, list_audience
from frankly.pipelines.campaigning.planning.deciding import Deciding
from frankly.pipelines.campaigning.planning.fates import Planning
from frankly.pipelines.campaigning.planning.foreseeing import Foreseeing
from frankly.pipelines.campaigning.planning.triggering import triggering_of
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.working import Progress, Worker
from frankly.pipelines.campaigning.world import CampaignWorld, world_of
from frankly.pipelines.campaigning.writing.cells import widening
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.campaigning.writing.shards import Check, Writing
from frankly.pipelines.campaigning.writing.since import house_of
from frankly.pipelines.parts import Assistant, Parts
from frankly.ports.mailing.campaigns import CampaignLedger

S: Final = EditionState

UNDER_WAY: Final = (S.PLANNING, S.PLANNED, S.WRITING, S.WRITTEN, S.APPROVED, S.HANDING_OVER)
"""States that can be paused and cancelled."""

_MOVABLE: Final = {
    S.PAUSED: "under way can be paused",
    S.CANCELLED: "not over yet can be cancelled",
}
"""State → what can be brought into it."""

_SETTLED: Final = (S.WRITTEN, S.APPROVED)
"""States in which all is written and nothing leaves yet."""


async def begin(
    parts: Parts, ledger: CampaignLedger, campaign: Campaign, now: EpochMs, rows: Iterable[Considered] | None = None
) -> CampaignWorld:
    """Begin an edition, or go on with the one of the same file and audience that is under way; its audience is listed.

    Args:
        parts: the world.
        ledger: rows of campaigns.
        campaign: as its file says.
        now: moment that its decisions are made for.
        rows: the audience, where it is a file; gone through more than once.

    Raises:
        Misconfigured: when a line that people wrote does not pass the gate.
        Conflict: when an older edition is being handed over, this one is paused, or the audience changed while it was
            listed.
    """
    edition = await opened(parts, ledger, campaign, now)
    # Of a campaign with a trigger only those are listed who are due, so its file says more.
    is_whole = rows is not None and campaign.trigger is None
    if edition.audience and rows is not None and is_whole and audience_hash(rows) != edition.audience:
        await _give_up(ledger, edition)
        edition = await opened(parts, ledger, campaign, now)
    if not edition.audience:
        await _listed(world_of(parts, ledger, edition), rows)
    return world_of(parts, ledger, await _edition(ledger, campaign.name, edition.no))


async def opened(parts: Parts, ledger: CampaignLedger, campaign: Campaign, now: EpochMs) -> Edition:
    """Begin an edition, or go on with the one that is under way, without its audience; see `begin`."""
    if faults := [f"{'.'.join(place)}: {what}" for place, what in unsayable(parts, campaign)]:
        raise Misconfigured("\n".join(faults))
    json = canonical(campaign.model_dump(mode="json")).decode()
    edition = await ledger.begin(campaign.name, campaign.version, json, now)
    if edition.state is S.PAUSED:
        raise Conflict(f"The campaign '{campaign.name}' is paused; 'frankly campaign resume {campaign.name}' goes on.")
    return edition


def imagined(parts: Parts, ledger: CampaignLedger, campaign: Campaign, now: EpochMs) -> CampaignWorld:
    """The world of an edition as one would be begun now; nothing of it is stored."""
    json = canonical(campaign.model_dump(mode="json")).decode()
    return world_of(parts, ledger, Edition(0, campaign.name, campaign.version, "", json, now, S.PLANNING))


async def _listed(world: CampaignWorld, rows: Iterable[Considered] | None) -> None:
    try:
        triggering = await triggering_of(world)
        await list_audience(world, rows, None if triggering is None else triggering.is_due)
    except Conflict as error:
        name = world.campaign.name
        await world.ledger.move(world.edition.no, S.CANCELLED, of=(S.PLANNING,), reason=error.message)
        raise Conflict(f"{error.message} 'frankly campaign plan {name}' begins anew.") from error


async def _give_up(ledger: CampaignLedger, edition: Edition) -> None:
    """Cancel an edition whose audience is not that of its file any more, unless anybody was written to."""
    has_left = any(one.state in {state.value for state in LEFT} for one in await ledger.tally(edition.no))
    of = (S.PLANNING, S.PLANNED, S.WRITING, S.WRITTEN, S.APPROVED)
    if (
        has_left
        or await ledger.move(edition.no, S.CANCELLED, of=of, reason="The file of its audience was changed.") is None
    ):
        raise Conflict(
            f"Messages of the campaign '{edition.campaign}' are being handed over, and the file of its audience was "
            f"changed since. Let it end, or 'frankly campaign cancel {edition.campaign}', then "
            f"'frankly campaign plan {edition.campaign}'."
        )


async def plan(
    world: CampaignWorld,
    worker: str,
    check: Check,
    suppressing: Suppressing,
    standings: Mapping[str, VariantStanding],
    progress: Progress | None = None,
) -> CampaignWorld:
    """Decide every recipient's fate; returns the edition as it is now.

    Args:
        world: an edition whose audience is listed.
        worker: name of this process among those at work.
        check: looks each message over as wordings tell it.
        suppressing: knows who must not be written to.
        standings: how variants did so far; those with which planning began hold to its end.
        progress: told after each shard.
    """
    if world.edition.state is S.PLANNING:
        bare = world.without_model()
        known = await world.ledger.keep_standings(world.edition.no, standings)
        foreseeing = Foreseeing(bare, check)
        planning = Planning(bare, Deciding(bare), foreseeing, suppressing, known, await triggering_of(bare))
        await Worker(world, worker).run(Phase.PLAN, planning.shard, progress)
        if not await world.ledger.open_shards(world.edition.no, Phase.PLAN):
            await _share_small_cells(world.ledger, world.edition.no)
            await world.ledger.move(world.edition.no, S.PLANNED, of=(S.PLANNING,))
    return await again(world)


async def write(
    world: CampaignWorld, worker: str, check: Check, assistant: Assistant | None, progress: Progress | None = None
) -> CampaignWorld:
    """Write every message; returns the edition as it is now.

    Args:
        world: an edition that is planned.
        worker: name of this process among those at work.
        check: looks each message over.
        assistant: the language model; None where wordings tell everything.
        progress: told after each shard.

    Raises:
        Conflict: when it is not planned yet, or written to its end.
        BudgetSpent: when no budget is left; what is written stays, and a later run goes on.
    """
    require_writable(world)
    if await world.ledger.move(world.edition.no, S.WRITING, of=(S.PLANNED,)) is not None:
        await world.ledger.keep_house(world.edition.no, house_of(world.parts, world.campaign.surface))
    mode = world.campaign.mode
    messages = messages_of(world.without_model(), assistant if mode == "cell" else None, worker)
    deciding = Deciding(world) if mode == "per_recipient" and world.parts.assistant is not None else None
    try:
        await Worker(world, worker).run(Phase.WRITE, Writing(messages, check, deciding).shard, progress)
    except BudgetSpent as error:
        raise BudgetSpent(f"{error.message} {_without_budget(world.campaign.name)}", details=error.details) from error
    if not await world.ledger.open_shards(world.edition.no, Phase.WRITE):
        await world.ledger.move(world.edition.no, S.WRITTEN, of=(S.WRITING,))
    return await again(world)


async def settled(ledger: CampaignLedger, edition: Edition) -> Edition:
    """The edition, over where it is written and no message of it waits: nobody could approve it, and none would follow.

    It is done and not cancelled, so who was held out of an occasion stays held out of it.
    """
    if edition.state not in _SETTLED or any(
        one.state == RecipientState.WRITTEN for one in await ledger.tally(edition.no)
    ):
        return edition
    return await ledger.move(edition.no, S.DONE, of=_SETTLED, reason="Nobody gets a message of it.") or edition


def _without_budget(name: str) -> str:
    """How to go on where a budget is spent."""
    return (
        f"What is written stays. Raise it, and 'frankly campaign run {name}' goes on there; a changed file is planned "
        f"anew first, and what the cache holds is not paid again. To end with wordings, write the rest without a "
        f"model: FRANKLY_MODEL= frankly campaign run {name}."
    )


def require_writable(world: CampaignWorld) -> None:
    """Refuse to write what is not planned, or written to its end.

    Raises:
        Conflict: naming the state that it is in.
    """
    if world.edition.state not in (S.PLANNED, S.WRITING):
        raise Conflict(
            f"The campaign '{world.campaign.name}' is {world.edition.state.value.replace('_', ' ')}; "
            f"only one that is planned, and not written to its end, can be written.{_after(world.edition)}"
        )


def _after(edition: Edition) -> str:
    """What comes next for an edition that is not to be written."""
    name = edition.campaign
    steps = {
        S.PLANNING: f"'frankly campaign plan {name}' goes on with the plan",
        S.WRITTEN: f"Next: 'frankly campaign review {name}' shows a sample to somebody who may approve it",
        S.APPROVED: f"Next: 'frankly campaign hand-over {name}' hands the messages to whoever sends them",
        S.HANDING_OVER: f"'frankly campaign hand-over {name}' goes on",
        S.PAUSED: f"'frankly campaign resume {name}' lets it go on",
    }
    return f" {steps[edition.state]}." if edition.state in steps else f" 'frankly campaign plan {name}' begins anew."


def require_time_left(campaign: Campaign, now: EpochMs) -> None:
    """Refuse to plan what nobody could get any more.

    Raises:
        Conflict: when the last moment at which anything may be handed over is past.
    """
    last = campaign.do_not_send_after
    if last is not None and now > last:
        raise Conflict(
            f"Nobody would get a message of the campaign '{campaign.name}': its 'do_not_send_after' is {to_iso(last)}, "
            f"and that is over. Name a later moment, or leave it out."
        )


def require_unchanged(edition: Edition, campaign: Campaign) -> None:
    """Refuse to write or hand over what the file does not say any more: whoever changed it expects what stands there.

    Raises:
        Conflict: when the file was changed since.
    """
    if campaign.version != edition.version:
        raise Conflict(
            f"The file of the campaign '{campaign.name}' was changed since it was planned. "
            f"'frankly campaign plan {campaign.name}' begins it anew; or take the change back.",
            details={"needs": "plan"},
        )


def worker() -> str:
    """A name for a worker that no other has."""
    return secrets.token_hex(8)


async def pause(ledger: CampaignLedger, campaign: str, reason: str) -> Edition:
    """Have all workers stop after the shard that they have in hand.

    Raises:
        NotFound: when it was never planned.
        Conflict: when it is at an end, or paused already.
    """
    return await _moved(ledger, campaign, S.PAUSED, UNDER_WAY, reason)


async def cancel(ledger: CampaignLedger, campaign: str, reason: str) -> Edition:
    """End an edition; who was not written to is not written to. See `pause`."""
    return await _moved(ledger, campaign, S.CANCELLED, (*UNDER_WAY, S.PAUSED, S.STOPPED), reason)


async def resume(ledger: CampaignLedger, campaign: str) -> Edition:
    """Go on where a pause stopped; see `pause`."""
    edition = await _edition(ledger, campaign)
    state = await _state_of_work(ledger, edition)
    if state is S.PLANNED:
        # Whoever planned the last of it may have been killed before they did this.
        await _share_small_cells(ledger, edition.no)
    return await _moved(ledger, campaign, state, (S.PAUSED,), "")


async def again(world: CampaignWorld) -> CampaignWorld:
    """The world with the edition as it is now."""
    return world_of(world.parts, world.ledger, await _edition(world.ledger, world.campaign.name, world.edition.no))


async def _share_small_cells(ledger: CampaignLedger, edition: int) -> None:
    """Have cells that too few share a text in share one with others; done twice it changes nothing more."""
    await ledger.join_cells(edition, widening(await ledger.cells(edition)))


async def is_approved(ledger: CampaignLedger, edition: int) -> bool:
    """Whether the last word on an edition is an approval, and of what its messages say now."""
    approvals = await ledger.approvals(edition)
    return (
        bool(approvals) and approvals[-1].said == "approved" and approvals[-1].content == await ledger.content(edition)
    )


async def _state_of_work(ledger: CampaignLedger, edition: Edition) -> EditionState:
    """How far an edition is, by its shards."""
    if not edition.audience or await ledger.open_shards(edition.no, Phase.PLAN):
        return S.PLANNING
    if open_ := await ledger.open_shards(edition.no, Phase.WRITE):
        return S.PLANNED if open_ * SHARD >= edition.recipients else S.WRITING
    return S.APPROVED if await is_approved(ledger, edition.no) else S.WRITTEN


async def _moved(
    ledger: CampaignLedger, campaign: str, to: EditionState, of: tuple[EditionState, ...], reason: str
) -> Edition:
    edition = await _edition(ledger, campaign)
    moved = await ledger.move(edition.no, to, of=of, reason=reason)
    if moved is None:
        raise Conflict(
            f"The campaign '{campaign}' is {edition.state.value.replace('_', ' ')}, so it stays so: only one that is "
            f"{_MOVABLE.get(to, 'paused can be resumed')}."
        )
    return moved


async def _edition(ledger: CampaignLedger, campaign: str, no: int | None = None) -> Edition:
    found = await ledger.edition(campaign, no)
    if found is None:
        raise NotFound(f"The campaign '{campaign}' was not planned yet; 'frankly campaign plan {campaign}' does that.")
    return found
