"""Shows who is due, and writes to them."""

from collections.abc import Mapping, Sequence

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
from frankly.domain.campaign.recipient import TOLD, Fate
from frankly.domain.time import EpochMs, to_iso
from frankly.errors import Invalid
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check, foreseen_check
from frankly.pipelines.campaigning.outcome.standing import standings_of
from frankly.pipelines.campaigning.planning.prospect import Prospect, prospect
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
        done = await _ticked(parts, settings, campaign, _now(parts, at))
        tally = [] if isinstance(done, Prospect) else await done.ledger.tally(done.edition.no)
    if isinstance(done, Prospect):
        _show_nobody(name, done.fates, as_json=as_json)
    elif as_json:
        put_json(status_plain(done.edition, tally))
    else:
        out().print(status_view(done.edition, tally))


def _show_nobody(name: str, fates: Mapping[Fate, int], *, as_json: bool) -> None:
    """Say why no edition was made; those who are due are looked at again by the next tick."""
    if as_json:
        state = "nobody_reached" if fates else "nobody_due"
        told = {"due": sum(fates.values()), "skipped": {fate.value: many for fate, many in fates.items()}}
        put_json({"campaign": name, "state": state, **(told if fates else {})})
        return
    if not fates:
        out().print(f"Nobody is due for {name} now.")
        return
    out().print(f"{sum(fates.values())} are due for {name}, and none of them would get a message now:")
    for fate, many in sorted(fates.items(), key=lambda entry: -entry[1]):
        out().print(f"  {many}  {TOLD[fate]}")
    out().print("No edition was made; the next tick looks at them again.")


async def _ticked(parts: Parts, settings: Settings, campaign: Campaign, now: EpochMs) -> CampaignWorld | Prospect:
    """The edition that waits, or a new one of those who are due; why there is none where nobody would get a message.

    One of which no message waits keeps nobody waiting: nobody looks after what a line in a crontab does.
    """
    ledger, rows, check = ledger_of(parts), audience_rows(settings, campaign), foreseen_check(parts, campaign)
    newest = await ledger.edition(campaign.name)
    is_waiting = newest is not None and (await running.settled(ledger, newest)).state not in OVER
    if not is_waiting:
        imagined = running.imagined(parts, ledger, campaign, now)
        standings = await standings_of(parts, campaign, imagined.edition)
        found = await prospect(imagined, check, suppressing_of(settings, ledger), standings, rows)
        if not found.is_any:
            return found
    require_sayable(parts, settings, campaign)
    world = await running.begin(parts, ledger, campaign, now, rows)
    if world.edition.state not in _UNWRITTEN:
        return world
    standings = await standings_of(parts, campaign, world.edition)
    world = await running.plan(world, running.worker(), check, suppressing_of(settings, ledger), standings)
    world = await running.write(world, running.worker(), error_check(parts, campaign), parts.assistant)
    await running.settled(ledger, world.edition)
    return await running.again(world)


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
