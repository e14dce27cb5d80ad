"""Shows who is due, and writes to them."""

from collections.abc import Sequence

from rich.table import Table

from frankly.bootstrap.mailing import suppressing_of
from frankly.cli.asking import moment
from frankly.cli.campaigns.files import files_of
from frankly.cli.campaigns.opening import audience_rows, opened, require_sayable
from frankly.cli.campaigns.view import status_plain, status_view
from frankly.cli.screen import clean, out, put_json
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import OVER, EditionState
from frankly.domain.campaign.occasion import DueOccasion
from frankly.domain.time import EpochMs, to_iso
from frankly.errors import Invalid
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.outcome.standing import standings_of
from frankly.pipelines.campaigning.planning.triggering import due_people
from frankly.pipelines.campaigning.world import CampaignWorld, ledger_of
from frankly.pipelines.parts import Parts
from frankly.settings import Settings

_UNWRITTEN = frozenset({EditionState.PLANNING, EditionState.PLANNED, EditionState.WRITING})


async def run_due(settings: Settings, name: str, at: str | None, *, as_json: bool) -> None:
    """Print who is due.

    Raises:
        NotFound: for a campaign that is not there.
        Invalid: for one without a trigger.
    """
    campaign = _triggered(settings, name)
    async with opened(settings) as parts:
        world = running.imagined(parts, ledger_of(parts), campaign, _now(parts, at))
        found = [(one.person, occasion) async for one, occasion in due_people(world, audience_rows(settings, campaign))]
    if as_json:
        put_json({"campaign": name, "at": to_iso(world.edition.at), "due": [_plain(*one) for one in found]})
        return
    if not found:
        out().print(f"Nobody is due for {name} now.")
        return
    out().print(_table(found))


async def run_tick(settings: Settings, name: str, at: str | None, *, as_json: bool) -> None:
    """Plan and write what is due; go on with an edition that a kill left half done.

    Raises:
        NotFound: for a campaign that is not there.
        Invalid: for one without a trigger.
        Conflict: when its edition is paused.
        BudgetSpent: when no budget is left; a later tick goes on.
    """
    campaign = _triggered(settings, name)
    async with opened(settings) as parts:
        world = await _ticked(parts, settings, campaign, _now(parts, at))
        tally = [] if world is None else await world.ledger.tally(world.edition.no)
    if world is None:
        if as_json:
            put_json({"campaign": name, "state": "nobody_due"})
        else:
            out().print(f"Nobody is due for {name} now.")
    elif as_json:
        put_json(status_plain(world.edition, tally))
    else:
        out().print(status_view(world.edition, tally))


async def _ticked(parts: Parts, settings: Settings, campaign: Campaign, now: EpochMs) -> CampaignWorld | None:
    """The edition that waits, or a new one of those who are due; None where nobody is.

    One of which no message waits keeps nobody waiting: nobody looks after what a line in a crontab does.
    """
    ledger, rows = ledger_of(parts), audience_rows(settings, campaign)
    newest = await ledger.edition(campaign.name)
    is_waiting = newest is not None and (await running.settled(ledger, newest)).state not in OVER
    if not is_waiting and not await _anybody(running.imagined(parts, ledger, campaign, now), settings):
        return None
    require_sayable(parts, settings, campaign)
    world = await running.begin(parts, ledger, campaign, now, rows)
    if world.edition.state not in _UNWRITTEN:
        return world
    standings = await standings_of(parts, campaign, world.edition)
    world = await running.plan(world, running.worker(), suppressing_of(settings, ledger), standings)
    world = await running.write(world, running.worker(), error_check(parts, campaign), parts.assistant)
    await running.settled(ledger, world.edition)
    return await running.again(world)


async def _anybody(world: CampaignWorld, settings: Settings) -> bool:
    async for _ in due_people(world, audience_rows(settings, world.campaign)):
        return True
    return False


def _triggered(settings: Settings, name: str) -> Campaign:
    campaign = files_of(settings).load(name)
    if campaign.trigger is None:
        raise Invalid(
            f"The campaign '{name}' has no 'trigger', so nobody is ever due for it; 'frankly campaign plan {name}' "
            "plans it by hand."
        )
    return campaign


def _now(parts: Parts, at: str | None) -> EpochMs:
    return parts.clock.now() if at is None else moment(at)


def _plain(person: str, occasion: DueOccasion) -> dict[str, object]:
    return {
        "person": person,
        "occasion": occasion.key,
        "since": to_iso(occasion.since),
        "until": None if occasion.until is None else to_iso(occasion.until),
        "items": list(occasion.items),
    }


def _table(found: Sequence[tuple[str, DueOccasion]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("person", "since", "until", "about"):
        table.add_column(heading, header_style="dim")
    for person, occasion in found:
        since = to_iso(occasion.since)[:16] if occasion.since else "always"
        until = "" if occasion.until is None else to_iso(occasion.until)[:16]
        table.add_row(clean(person), since, until, clean(", ".join(occasion.items)))
    return table
