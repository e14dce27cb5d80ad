"""What the steps of a campaign do once their options are read."""

from functools import partial

from frankly.adapters.system_clock import SystemClock
from frankly.bootstrap.mailing import suppressing_of
from frankly.bootstrap.stores import open_stores
from frankly.cli.asking import moment
from frankly.cli.campaigns.files import files_of
from frankly.cli.campaigns.model_view import cells_asked_plain, faults_view
from frankly.cli.campaigns.opening import audience_rows, newest, opened, require_sayable
from frankly.cli.campaigns.view import (
    Planned,
    came_back_plain,
    came_back_view,
    changed_view,
    moved_plain,
    planned_plain,
    planned_view,
    status_plain,
    status_view,
    waiting_plain,
    waiting_view,
    written_view,
)
from frankly.cli.progress import phases
from frankly.cli.screen import err, out, put_json
from frankly.domain.campaign.edition import OVER, Edition, EditionState
from frankly.domain.campaign.recipient import LEFT
from frankly.errors import Misconfigured, NotFound
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check, foreseen_check
from frankly.pipelines.campaigning.handing.waiting import waits_of
from frankly.pipelines.campaigning.outcome.standing import standings_of
from frankly.pipelines.campaigning.planning.before_writing import left_of
from frankly.pipelines.campaigning.planning.forecasting import forecast
from frankly.pipelines.campaigning.planning.time_zones import zones_assumed
from frankly.pipelines.campaigning.views import CellsAsked, samples, unfit_items
from frankly.pipelines.campaigning.world import ledger_of
from frankly.pipelines.campaigning.writing.cell_texts import CellTexts
from frankly.settings import Settings


async def run_plan(settings: Settings, name: str, *, at: str | None, sample: int, messages: int, as_json: bool) -> None:
    """Plan, forecast, show.

    Raises:
        NotFound: for a campaign that is not there.
        Misconfigured: when its file, or a line in it, is wrong.
        Conflict: when it is under way, or paused.
    """
    campaign = files_of(settings).load(name)
    async with opened(settings) as parts:
        now = parts.clock.now() if at is None else moment(at)
        running.require_time_left(campaign, now)
        require_sayable(parts, settings, campaign)
        before = await ledger_of(parts).edition(name)
        rows = audience_rows(settings, campaign)
        world = await running.begin(parts, ledger_of(parts), campaign, now, rows)
        stands = before is not None and before.no == world.edition.no and before.state is not EditionState.PLANNING
        standings = await standings_of(parts, campaign, world.edition)
        with phases() as advance:
            done = _Counted(partial(advance, "Deciding"), world.edition.recipients)
            suppressing = suppressing_of(settings, ledger_of(parts))
            check = foreseen_check(parts, campaign)
            world = await running.plan(world, running.worker(), check, suppressing, standings, done)
        with err().status("Forecasting"):
            told = await forecast(world.without_model(), CellTexts(world, parts.assistant, keeps_faults=False), sample)
            shown = [one async for one in samples(world, messages)]
        tally = await world.ledger.tally(world.edition.no)
        unfit = await unfit_items(world)
        uncompared = await suppressing.uncompared(world.edition.no, tally)
        left, zones = await left_of(world), await zones_assumed(world)
    planned = Planned(world.campaign, world.edition, tally, told, shown, uncompared, left, stands, zones, unfit)
    if as_json:
        put_json(planned_plain(planned))
    else:
        out().print(planned_view(planned))


async def run_write(settings: Settings, name: str, *, as_json: bool) -> None:
    """Write what is planned, and show what became of it.

    Raises:
        NotFound: for a campaign that was not planned.
        Conflict: when it is not at a point where it can be written.
        BudgetSpent: when no budget is left; a later run goes on.
    """
    async with opened(settings) as parts:
        world = await newest(parts, settings, name)
        if name in files_of(settings).names():
            running.require_unchanged(world.edition, files_of(settings).load(name))
        with phases() as advance:
            done = _Counted(partial(advance, "Writing"), world.edition.recipients)
            check = error_check(parts, world.campaign)
            world = await running.write(world, running.worker(), check, parts.assistant, done)
    with open_stores(settings) as stores:
        tally = await stores.campaigns.tally(world.edition.no)
        asked = CellsAsked.of(await stores.campaigns.cell_outcomes(world.edition.no))
    if as_json:
        put_json({**status_plain(world.edition, tally), **cells_asked_plain(asked)})
        return
    out().print(written_view(world.edition, tally))
    if asked.failed:
        out().print(faults_view(world.edition, asked))


async def run_status(settings: Settings, name: str, *, as_json: bool) -> None:
    """Show how far a campaign is.

    Raises:
        NotFound: for a campaign that was not planned.
    """
    with open_stores(settings) as stores:
        edition = await stores.campaigns.edition(name)
        if edition is None:
            files_of(settings).path(name)
            raise NotFound(f"The campaign '{name}' was not planned yet; 'frankly campaign plan {name}' does that.")
        tally = await stores.campaigns.tally(edition.no)
        counts, value = await stores.results.counts(edition.no), await stores.results.value(edition.no)
        waiting = await waits_of(stores.campaigns, edition, SystemClock().now())
        asked = CellsAsked.of(await stores.campaigns.cell_outcomes(edition.no))
    is_changed = _is_changed(settings, edition)
    if as_json:
        told = {"is_changed": is_changed, **waiting_plain(waiting), **came_back_plain(counts, value)}
        told |= cells_asked_plain(asked)
        put_json({**status_plain(edition, tally), **told})
        return
    out().print(status_view(edition, tally))
    if asked.failed:
        out().print(faults_view(edition, asked))
    if waiting is not None:
        out().print(waiting_view(edition, waiting))
    if any(one.state in LEFT for one in tally):
        out().print(came_back_view(name, counts, value))
    if is_changed and edition.state not in OVER:
        out().print(changed_view(name))


def _is_changed(settings: Settings, edition: Edition) -> bool:
    """Whether the file says something else than what was planned; one that cannot be read does."""
    if edition.campaign not in files_of(settings).names():
        return False
    try:
        return files_of(settings).load(edition.campaign).version != edition.version
    except Misconfigured:
        return True


async def run_move(settings: Settings, step: str, name: str, because: str, *, as_json: bool) -> None:
    """Pause, resume or cancel; see `running`."""
    with open_stores(settings) as stores:
        if step == "resume":
            edition = await running.resume(stores.campaigns, name)
        else:
            edition = await {"pause": running.pause, "cancel": running.cancel}[step](stores.campaigns, name, because)
    if as_json:
        put_json(moved_plain(edition))
    else:
        out().print(f"{name} is {edition.state.value.replace('_', ' ')} now.")


class _Counted:
    """Adds up what shards report, for a bar."""

    def __init__(self, advance: "partial[None]", total: int) -> None:
        self._advance, self._total, self._done = advance, max(1, total), 0

    def __call__(self, number: int) -> None:
        self._done += number
        self._advance(self._done, max(self._total, self._done))
