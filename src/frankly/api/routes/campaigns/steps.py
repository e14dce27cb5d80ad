"""Campaigns as data, and their steps: plan, run, pause, resume, cancel."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from frankly.adapters.files.campaigns.loading import CampaignFiles, campaigns_folder, unknown_names
from frankly.api.auth import Owner
from frankly.api.bodies import Shape, read_any, reply
from frankly.api.campaigns.bodies import (
    Because,
    CampaignAsked,
    CampaignEntry,
    CampaignList,
    CampaignStatus,
    EditionView,
    PlanAsked,
    PlanView,
    Started,
)
from frankly.api.campaigns.named_routes import with_routes
from frankly.api.campaigns.shared import ledger_of, suppressing_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import campaigns as shown
from frankly.api.problems import Faulty
from frankly.api.state import Service, service_of
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.campaign.recipient import Considered
from frankly.domain.faults import Fault
from frankly.domain.ids import NameText
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid, Misconfigured, NotFound
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.checking import error_check, foreseen_check
from frankly.pipelines.campaigning.handing.waiting import waits_of
from frankly.pipelines.campaigning.notes import stands_note, status_notes
from frankly.pipelines.campaigning.outcome.standing import standings_of
from frankly.pipelines.campaigning.own_lines import unsayable
from frankly.pipelines.campaigning.planning.before_writing import budgets_left, left_of, model_notes
from frankly.pipelines.campaigning.planning.forecasting import SAMPLED, forecast
from frankly.pipelines.campaigning.planning.time_zones import zones_assumed
from frankly.pipelines.campaigning.views import CameBack, CellsAsked, forecast_view, samples, unfit_items
from frankly.pipelines.campaigning.world import CampaignWorld, world_of
from frankly.pipelines.campaigning.writing.cell_texts import CellTexts

router = APIRouter(tags=["campaigns"])
CAMPAIGN = Shape(Campaign)
LIST = Shape(CampaignList)
VIEW = Shape(CampaignStatus)
PLAN = Shape(PlanView)
ASKED = Shape(PlanAsked)
STARTED = Shape(Started)
BECAUSE = Shape(Because)
EDITION = Shape(EditionView)

Name = Annotated[NameText, Path(description="Name of the campaign.", examples=["weekly"])]
STEPPING = (*READING, *CALLING, NotFound, Conflict)


@router.get(
    "/v1/campaigns",
    operation_id="list_campaigns",
    summary="List campaigns",
    responses={**answers(CampaignList, shown.CAMPAIGNS, "All campaigns, by name."), **problems(*CALLING, Conflict)},
)
async def list_(request: Request, _owner: Owner) -> Response:
    """Show all campaigns with how far each is; those of the folder and those of the ledger."""
    service = service_of(request)
    editions = {one.campaign: one for one in await ledger_of(service).editions()}
    names = sorted({*files_of(service).names(), *editions})
    entries = [CampaignEntry.of(name, editions.get(name)) for name in names]
    return reply(LIST.write(CampaignList(campaigns=tuple(entries))))


@router.put(
    "/v1/campaigns/{name}",
    operation_id="put_campaign",
    summary="Write a campaign",
    responses={
        **answers(Campaign, shown.CAMPAIGN_KEPT, "The campaign, with what it leaves to defaults."),
        **problems(*READING, *CALLING),
    },
    openapi_extra=body(CampaignAsked, weekly=shown.CAMPAIGN),
)
async def put(request: Request, name: Name, _owner: Owner) -> Response:
    """Write a campaign into `campaigns/{name}.yaml`, where people edit it too; comments that stood there are lost.

    Surface, segment, tones and languages must exist, and lines of your own pass the gate of every sentence. An edition
    that is under way goes on as it was planned, until the campaign is planned again.
    """
    said = await read_any(request)
    campaign = CAMPAIGN.check_value({"name": name, **said} if isinstance(said, dict) else said, "#")
    service = service_of(request)
    require_sound(service, campaign, name)
    files_of(service).keep(campaign)
    return reply(CAMPAIGN.write(campaign))


@router.get(
    "/v1/campaigns/{name}",
    operation_id="get_campaign",
    summary="Look at a campaign",
    responses={
        **answers(CampaignStatus, shown.CAMPAIGN_VIEW, "The campaign."),
        **problems(*CALLING, Invalid, NotFound, Conflict),
    },
)
async def get(request: Request, name: Name, _owner: Owner) -> Response:
    """What its file says, how far it is, what became of everybody, and what this service is doing with it."""
    service = service_of(request)
    ledger = ledger_of(service)
    edition = await ledger.edition(name)
    if edition is None:
        view = CampaignStatus(
            campaign=loaded(service, name),
            is_changed=False,
            notes=(),
            doing=service.campaign_work.step(name),
            fault=with_routes(service.campaign_work.fault(name)),
        )
        return reply(VIEW.write(view))
    campaign, file_fault = _now_said(service, name)
    is_changed = bool(file_fault) or (campaign is not None and campaign.version != edition.version)
    asked = CellsAsked.of(await ledger.cell_outcomes(edition.no))
    kept = service.parts.results
    view = CampaignStatus(
        campaign=campaign,
        file_fault=file_fault,
        is_changed=is_changed,
        edition=EditionView.of(edition, await ledger.tally(edition.no)),
        waiting=await waits_of(ledger, edition, service.parts.clock.now()),
        came_back=None if kept is None else CameBack.of(await kept.counts(edition.no), await kept.value(edition.no)),
        cells_asked=asked,
        notes=tuple(map(with_routes, status_notes(edition, asked, is_changed=is_changed))),
        doing=service.campaign_work.step(name),
        fault=with_routes(service.campaign_work.fault(name)),
    )
    return reply(VIEW.write(view))


@router.get(
    "/v1/campaigns/{name}/plan",
    operation_id="get_campaign_plan",
    summary="Look at a plan",
    responses={
        **answers(PlanView, shown.PLAN_VIEW, "Everybody's fate, what writing takes, and sample messages."),
        **problems(*CALLING, Invalid, NotFound, Conflict),
    },
)
async def get_plan(
    request: Request,
    name: Name,
    _owner: Owner,
    messages: Annotated[int, Query(ge=0, le=50, description="Messages to show as samples.")] = 10,
) -> Response:
    """Who would get what, who would not and why, and what it costs; no model is asked, and nothing is written."""
    service = service_of(request)
    ledger = ledger_of(service)
    world = await world_named(service, name)
    texts = CellTexts(world, service.parts.assistant)
    told = await forecast(world.without_model(), texts, SAMPLED, is_asking=False)
    tally, left = await ledger.tally(world.edition.no), await left_of(world)
    view = PlanView(
        edition=EditionView.of(world.edition, tally),
        mode=world.campaign.mode,
        forecast=forecast_view(told),
        budgets=budgets_left(world.campaign, told, left),
        notes=model_notes(world.campaign, told, left),
        samples=tuple([one async for one in samples(world, messages)]),
        time_zones=await zones_assumed(world),
        uncompared=await suppressing_of(service).uncompared(world.edition.no, tally),
        unfit_items=await unfit_items(world),
    )
    return reply(PLAN.write(view))


@router.post(
    "/v1/campaigns/{name}/plan",
    status_code=202,
    operation_id="plan_campaign",
    summary="Plan a campaign",
    responses={**answers(Started, shown.STARTED, "It is being planned.", status=202), **problems(*STEPPING)},
    openapi_extra=body(PlanAsked, is_required=False, now=shown.PLAN_ASKED),
)
async def plan(request: Request, name: Name, _owner: Owner) -> Response:
    """Decide everybody's fate, behind the answer; look at it with `GET /v1/campaigns/{name}`.

    A campaign whose file or audience changed is planned anew, as another edition. For the forecast a model writes a few
    texts, which are kept.
    """
    asked = await ASKED.read(request, absent=b"{}")
    service = service_of(request)
    service.campaign_work.require_free(name)
    campaign = loaded(service, name)
    require_sound(service, campaign, name)
    now = service.parts.clock.now() if asked.at is None else asked.at
    running.require_time_left(campaign, now)
    rows = audience_of(service, campaign)
    before = await ledger_of(service).edition(name)
    edition = await running.opened(service.parts, ledger_of(service), campaign, now)
    stands = before is not None and before.no == edition.no and before.state is not EditionState.PLANNING
    service.campaign_work.begin(name, "plan", _planned(service, campaign, now, rows, asked.sample))
    note = stands_note(name) if stands else ""
    if stands and campaign.audience.file is not None:
        # It is compared behind the answer: a long list takes its time.
        note += f" If {campaign.audience.file} was changed since, it is planned anew all the same."
    return started(name, "plan", note)


@router.post(
    "/v1/campaigns/{name}/run",
    status_code=202,
    operation_id="run_campaign",
    summary="Write a campaign's messages",
    responses={
        **answers(Started, shown.STARTED | {"doing": "run"}, "They are being written.", status=202),
        **problems(*STEPPING),
    },
    openapi_extra=body(Because, is_required=False, now={}),
)
async def run(request: Request, name: Name, _owner: Owner) -> Response:
    """Write every planned message, behind the answer. `frankly campaign run` may work on the same one beside it."""
    await BECAUSE.read(request, absent=b"{}")
    service = service_of(request)
    service.campaign_work.require_free(name)
    world = await world_named(service, name)
    if name in files_of(service).names():
        running.require_unchanged(world.edition, loaded(service, name))
    running.require_writable(world)
    service.campaign_work.begin(name, "run", _written(service, world))
    return started(name, "run")


def _moving(step: str, summary: str, description: str) -> None:
    @router.post(
        f"/v1/campaigns/{{name}}/{step}",
        operation_id=f"{step}_campaign",
        summary=summary,
        description=description,
        responses={**answers(EditionView, shown.EDITION, "The edition, as it is now."), **problems(*STEPPING)},
        openapi_extra=body(Because, is_required=False, because=shown.BECAUSE),
    )
    async def move(request: Request, name: Name, _owner: Owner) -> Response:
        said = await BECAUSE.read(request, absent=b"{}")
        ledger = ledger_of(service_of(request))
        if step == "resume":
            edition = await running.resume(ledger, name)
        else:
            edition = await {"pause": running.pause, "cancel": running.cancel}[step](ledger, name, said.because)
        return reply(EDITION.write(EditionView.of(edition, await ledger.tally(edition.no))))


_moving("pause", "Pause a campaign", "Have everybody who works on it stop after what they have in hand.")
_moving("resume", "Resume a campaign", "Let a paused campaign go on; then plan or run it where that was under way.")
_moving("cancel", "Cancel a campaign", "End it; who was not written to will not be.")


def files_of(service: Service) -> CampaignFiles:
    """The folder of campaigns, with what they may name."""
    settings, parts = service.settings, service.parts
    return CampaignFiles(campaigns_folder(settings.config, settings.data), parts.policies, parts.brand)


def loaded(service: Service, name: str) -> Campaign:
    """A campaign's file.

    Raises:
        NotFound: where there is none.
        Conflict: where people left a mistake in it, with its line.
    """
    try:
        return files_of(service).load(name)
    except Misconfigured as error:
        raise Conflict(error.message) from error


def audience_of(service: Service, campaign: Campaign) -> Iterable[Considered] | None:
    """The file of a campaign's audience, not read yet; None where a rule says who it is.

    Raises:
        Conflict: where there is no such file, with the line that names it.
    """
    try:
        return files_of(service).recipients(campaign)
    except Misconfigured as error:
        raise Conflict(error.message) from error


def _now_said(service: Service, name: str) -> tuple[Campaign | None, str]:
    """What the file of a campaign that was planned says now, or what is wrong in it; neither where it is gone."""
    if name not in files_of(service).names():
        return None, ""
    try:
        return loaded(service, name), ""
    except Conflict as error:
        return None, error.message


def require_sound(service: Service, campaign: Campaign, name: str) -> None:
    """Hold a campaign to what there is, and its lines to the gate.

    Raises:
        Invalid: with the place of each fault.
    """
    found: list[tuple[tuple[str, ...], str]] = []
    if campaign.name != name:
        found.append((("name",), f"the name must equal that of the address, '{name}'."))
    found += unknown_names(campaign, service.parts.policies, service.parts.brand)
    found += [] if found else unsayable(service.parts, campaign)
    if found:
        faults = [Fault(pointer="#/" + "/".join(place), detail=what) for place, what in found]
        raise Faulty(f"{faults[0].pointer}: {faults[0].detail}", faults)


async def edition_named(service: Service, name: str) -> Edition:
    """The newest edition of a campaign.

    Raises:
        NotFound: where it was never planned.
    """
    edition = await ledger_of(service).edition(name)
    if edition is None:
        files_of(service).path(name)
        raise NotFound(f"The campaign '{name}' was not planned yet; POST /v1/campaigns/{name}/plan does that.")
    return edition


async def world_named(service: Service, name: str) -> CampaignWorld:
    """The newest edition of a campaign, with what its messages are made of; see `edition_named`."""
    return world_of(service.parts, ledger_of(service), await edition_named(service, name))


async def _planned(
    service: Service, campaign: Campaign, now: EpochMs, rows: Iterable[Considered] | None, sample: int
) -> None:
    ledger = ledger_of(service)
    world = await running.begin(service.parts, ledger, campaign, now, rows)
    standings = await standings_of(service.parts, campaign, world.edition)
    told = service.metrics.campaign("plan")
    check = foreseen_check(service.parts, campaign)
    world = await running.plan(world, running.worker(), check, suppressing_of(service), standings, told)
    if sample and world.parts.assistant is not None:
        await _loaded_model(service)
        texts = CellTexts(world, world.parts.assistant, keeps_faults=False)
        await forecast(world.without_model(), texts, sample)


async def _written(service: Service, world: CampaignWorld) -> None:
    await _loaded_model(service)
    told = service.metrics.campaign("run")
    check = error_check(service.parts, world.campaign)
    await running.write(world, running.worker(), check, service.parts.assistant, told)


async def _loaded_model(service: Service) -> None:
    """Have the model's package loaded: nobody in front of a page waits for a campaign."""
    if service.parts.assistant is not None:
        await asyncio.to_thread(service.parts.assistant.load)


def started(name: str, step: str, note: str = "") -> Response:
    """The answer that says which step goes on behind it."""
    address = f"/v1/campaigns/{name}"
    told = Started(campaign=name, doing=step, look_at=address, note=with_routes(note))
    return reply(STARTED.write(told), 202, {"Location": address})
