"""Campaigns as a person at a terminal reads them, and the same for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil, inf
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from frankly.cli.campaigns.unfit_view import unfit_notes
from frankly.cli.hints import carried
from frankly.cli.screen import clean
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState, Tally
from frankly.domain.campaign.recipient import ENDS, LEFT, WRITTEN_TO, RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.domain.model.budget import nearly, usd
from frankly.domain.time import to_iso
from frankly.measure.campaigns.prediction import Predicted
from frankly.measure.comparing.proportion import proportion
from frankly.pipelines.campaigning.handing.waiting import Waits
from frankly.pipelines.campaigning.notes import changed_note, stands_note
from frankly.pipelines.campaigning.planning.before_writing import budgets_left, model_notes
from frankly.pipelines.campaigning.planning.forecasting import CampaignForecast
from frankly.pipelines.campaigning.planning.time_zones import ZonesAssumed
from frankly.pipelines.campaigning.suppressing import Uncompared
from frankly.pipelines.campaigning.views import CameBack, SampleMessage, UnfitView, fates
from frankly.pipelines.phrasebook.forecast import Allowance

NEXT: Mapping[EditionState, str] = {
    EditionState.PLANNING: "frankly campaign plan {name}    goes on with the plan",
    EditionState.PLANNED: "frankly campaign run {name}    writes the messages",
    EditionState.WRITING: "frankly campaign run {name}    goes on with the messages",
    EditionState.WRITTEN: "frankly campaign review {name}    shows a sample to somebody who may approve it",
    EditionState.APPROVED: "frankly campaign hand-over {name}    hands the messages over, once; --format says how",
    EditionState.PAUSED: "frankly campaign resume {name}    lets it go on",
    EditionState.HANDING_OVER: "frankly campaign hand-over {name}    goes on with those who may be written to by now",
    EditionState.DONE: "frankly campaign results FILE    takes in what your sender reports",
}
"""State → what comes next."""


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A plan as it is shown; `stands`: it was made before, and nothing was decided anew."""

    campaign: Campaign
    edition: Edition
    tally: Sequence[Tally]
    forecast: CampaignForecast
    samples: Sequence[SampleMessage]
    uncompared: Uncompared | None = None
    left: Sequence[Allowance] = ()
    stands: bool = False
    zones: ZonesAssumed | None = None
    unfit: Sequence[UnfitView] = ()


def planned_plain(planned: Planned) -> dict[str, object]:
    """A plan for programs."""
    told = planned.forecast
    return {
        **status_plain(planned.edition, planned.tally),
        "mode": planned.campaign.mode,
        "cells": told.cells,
        "forecast": {
            "written_before": told.written,
            "calls": told.calls,
            "tokens": asdict(told.tokens),
            "cost_nano": None if told.cost_nano is None else asdict(told.cost_nano),
            "sentences_sampled": told.sentences,
            "sentences_refused": told.refused,
            "messages_looked_over": told.looked,
            "messages_failing": told.failing,
            "faults": dict(told.faults),
            "is_unpaid": told.is_unpaid,
            "learned_from": told.learned,
            "unasked": told.unasked,
            "seconds": None if told.seconds is None else asdict(told.seconds),
        },
        "budgets": [one.model_dump() for one in budgets_left(planned.campaign, told, planned.left)],
        "samples": [sample.model_dump() for sample in planned.samples],
        "uncompared": None if planned.uncompared is None else planned.uncompared.model_dump(),
        "stands": planned.stands,
        "time_zones": None if planned.zones is None else planned.zones.model_dump(),
        "unfit_items": [one.model_dump() for one in planned.unfit],
    }


def planned_view(planned: Planned) -> RenderableType:
    """A plan: everybody's fate, what writing takes, sample messages."""
    parts: list[RenderableType] = [
        _head(planned.edition, planned.tally),
        *_stands(planned),
        Text(),
        _fates(planned.edition, planned.tally),
        *unfit_notes(planned.unfit),
        Text(),
    ]
    parts.append(_forecast(planned.campaign, planned.forecast))
    notes = model_notes(planned.campaign, planned.forecast, planned.left)
    parts += [Text(carried(note), style="yellow") for note in notes]
    for sample in planned.samples:
        parts += [Text(), _sample(sample)]
    parts += _errors(planned.samples)
    if planned.zones is not None:
        parts += [Text(), Text(clean(planned.zones.told), style="yellow")]
    if planned.uncompared is not None:
        parts += [Text(), Text(planned.uncompared.told, style="yellow")]
    return Group(*parts, Text(), _next(planned.edition, planned.tally))


def _stands(planned: Planned) -> list[RenderableType]:
    if not planned.stands:
        return []
    return [Text(carried(stands_note(planned.edition.campaign)), style="yellow")]


def _errors(samples: Sequence[SampleMessage]) -> list[RenderableType]:
    """What keeps sampled messages from being sent, each once; here it can still be mended before all are written."""
    counted: dict[str, list[str]] = {}
    for sample in samples:
        for error in sample.errors:
            counted.setdefault(error.code, []).append(error.hint)
    if not counted:
        return []
    failing = sum(bool(sample.errors) for sample in samples)
    head = Text(f"{failing} of {len(samples)} sample messages fail a check, and would not be written:", style="red")
    lines = [
        Text(f"  {code}: {clean(hints[0])}") for code, hints in sorted(counted.items(), key=lambda one: -len(one[1]))
    ]
    return [Text(), head, *lines]


def _head(edition: Edition, tally: Sequence[Tally]) -> Text:
    reason = f" · {clean(edition.reason)}" if edition.reason else ""
    state = edition.state.value.replace("_", " ")
    getting = sum(one.count for one in fates(edition, tally) if one.fate in WRITTEN_TO)
    people = f"{edition.recipients:,} considered"
    if edition.state is not EditionState.PLANNING:
        people += f", {getting:,} {'gets' if getting == 1 else 'get'} a message"
    text = f"{edition.campaign} · {state}{reason} · as of {to_iso(edition.at)[:16]} · {people}"
    return Text(text, style="bold")


def _fates(edition: Edition, tally: Sequence[Tally]) -> RenderableType:
    """How many get what, those who get something first, then the reasons, most frequent first."""
    by_fate: dict[tuple[str, str], int] = {}
    for one in fates(edition, tally):
        by_fate[one.fate, one.told] = by_fate.get((one.fate, one.told), 0) + one.count
    written_to = {fate.value for fate in WRITTEN_TO}
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for (fate, told), count in sorted(by_fate.items(), key=lambda one: (one[0][0] not in written_to, -one[1])):
        table.add_row(f"{count:,}", Text(told, style="" if fate in written_to else "dim"))
    return table


def _forecast(campaign: Campaign, told: CampaignForecast) -> RenderableType:
    if not told.calls and not told.written:
        cells = f"{shared(told.cells)}. " if told.cells else ""
        nothing = "The wordings tell everything: no model is asked, and it costs nothing."
        return Text(f"{cells}{nothing} {lasts(told.seconds)}")
    known = f"{shared(told.cells)}; {told.written:,} written so far."
    times = "once" if told.calls == 1 else f"{told.calls:,} times"
    lines = [
        known if campaign.mode == "cell" else "A model words each message by itself.",
        f"A model is asked {times}: {_tokens(told.tokens)}, {_money(told.cost_nano)}.",
        lasts(told.seconds),
    ]
    if told.sentences:
        lines.append(f"Of {told.sentences:,} sampled sentences the gate refused {told.refused:,}; wordings tell those.")
    if told.looked:
        lines.append(_failing(told))
    return Text("\n".join(lines))


def _failing(told: CampaignForecast) -> str:
    """How many messages with a model's words fail a check, of the sample, and of those that are still to be worded."""
    found = proportion(told.failing, told.looked)
    what = "1 sampled message" if told.looked == 1 else f"{told.looked:,} sampled messages"
    rest = f": of the others it is {100 * found.low:.0f} to {100 * found.high:.0f} in 100 (95 %)" if told.calls else ""
    return f"Of {what} with a model's words {told.failing:,} {'fails' if told.failing == 1 else 'fail'} a check{rest}."


def shared(cells: int) -> str:
    """How many texts recipients share."""
    return "1 cell has a text that its recipients share" if cells == 1 else f"{cells:,} cells share a text each"


def lasts(told: Predicted | None) -> str:
    """How long writing takes, in one unit."""
    if told is None:
        return "How long that takes is not known: no text was asked for to learn it."
    unit, length = next((one for one in (("h", 3_600), ("min", 60)) if told.middle >= 1.5 * one[1]), ("s", 1))
    middle, low = max(1, round(told.middle / length)), round(told.low / length)
    high = "not known" if told.high == inf else f"{max(1, ceil(told.high / length)):,}"
    return f"Writing takes one process about {middle:,} {unit} ({low:,} to {high})."


def _tokens(told: Predicted) -> str:
    if told.high == inf and not told.middle:
        return "how many tokens that takes is not known before a few are asked"
    high = "not known" if told.high == inf else f"{nearly(told.high):,}"
    return f"about {nearly(told.middle):,} tokens (95 %: {nearly(told.low):,} to {high})"


def _money(told: Predicted | None) -> str:
    if told is None:
        return "and its price is not known (set FRANKLY_MODEL_PRICE)"
    if told.high == inf and not told.middle:
        return "nor what it costs"
    high = "not known" if told.high == inf else usd(nearly(told.high))
    return f"{usd(nearly(told.middle))} USD (95 %: {usd(nearly(told.low))} to {high})"


def _sample(sample: SampleMessage) -> RenderableType:
    body = Text()
    for item in sample.items:
        body.append(f"{clean(item.title or item.item)}\n", style="bold")
        for one in item.sentences:
            body.append(f"  {clean(one.text)}\n", style="dim" if one.kind == "fact" else "")
    head = Text(clean(sample.subject), style="bold")
    about = Text(clean(sample.preheader), style="dim")
    title = f"recipient {sample.recipient} · {sample.locale} · decision {sample.decision}"
    body.rstrip()
    return Panel(Group(head, about, Text(), body), title=title, title_align="left", border_style="dim", padding=(0, 1))


def _next(edition: Edition, tally: Sequence[Tally] = ()) -> Text:
    told = NEXT.get(edition.state)
    if edition.state in {EditionState.PLANNED, EditionState.WRITTEN} and not edition.recipients:
        told = (
            "nobody is in the audience: mend it, then frankly campaign cancel {name}, and frankly campaign plan {name}"
        )
    elif (
        edition.state in {EditionState.PLANNED, EditionState.WRITTEN}
        and tally
        and all(RecipientState(one.state) in ENDS for one in tally)
    ):
        told = "mend what kept everybody out; then frankly campaign cancel {name}, and frankly campaign plan {name}"
    if edition.state is EditionState.DONE and not any(one.state in LEFT for one in tally):
        told = None
    return Text("" if told is None else carried(f"Next: {told.format(name=edition.campaign)}"), style="dim")


def status_plain(edition: Edition, tally: Sequence[Tally]) -> dict[str, object]:
    """How far an edition is, for programs."""
    return {
        "campaign": edition.campaign,
        "edition": edition.ordinal,
        "version": edition.version,
        "state": edition.state.value,
        "reason": edition.reason,
        "at": to_iso(edition.at),
        "recipients": edition.recipients,
        "tally": [one.model_dump(exclude={"told"}) for one in fates(edition, tally)],
    }


def status_view(edition: Edition, tally: Sequence[Tally]) -> RenderableType:
    """How far an edition is."""
    states: dict[str, int] = {}
    for one in tally:
        states[one.state] = states.get(one.state, 0) + one.count
    told = " · ".join(f"{count:,} {state}" for state, count in states.items())
    parts = (
        _head(edition, tally),
        Text(told, style="dim"),
        Text(),
        _fates(edition, tally),
        Text(),
        _next(edition, tally),
    )
    return Group(*parts)


def came_back_plain(counts: Mapping[ResultKind, int], value: int) -> dict[str, object]:
    """What came back of an edition, for programs."""
    return {"came_back": CameBack.of(counts, value).model_dump()}


def waiting_plain(waiting: Waits | None) -> dict[str, object]:
    """Who waits for their hours, for programs."""
    return {"waiting": None if waiting is None else waiting.model_dump()}


def waiting_view(edition: Edition, waiting: Waits) -> RenderableType:
    """Who waits for their hours, and until when, by the clock of the campaign."""
    campaign = Campaign.model_validate_json(edition.json)
    first, last = (_on_the_wall(moment, campaign.zone) for moment in (waiting.first, waiting.last))
    until = f"until {first}" if first == last else f"the first until {first}, the last until {last}"
    whom = "1 recipient waits" if waiting.count == 1 else f"{waiting.count:,} recipients wait"
    why = "for the end of their quiet hours" + (", or for 'send_from'" if campaign.send_from else "")
    return Text(f"{whom} {why}: {until} ({campaign.time_zone}).", style="yellow")


def _on_the_wall(moment: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(moment / 1000, zone).strftime("%Y-%m-%d %H:%M")


def came_back_view(name: str, counts: Mapping[ResultKind, int], value: int) -> RenderableType:
    """What came back of an edition: recipients, as they were told of."""
    if not counts:
        return Text(carried("Nothing came back so far; 'frankly campaign results FILE' brings it in."))
    worth = {ResultKind.CONVERTED: f" (worth {value:,} in the smallest unit of your currency)"} if value else {}
    told = [f"{counts.get(kind, 0):,} {kind.value}{worth.get(kind, '')}" for kind in ResultKind]
    return Text(carried(f"Came back so far: {', '.join(told)}. 'frankly campaign effect {name}' says what it shows."))


def changed_view(name: str) -> RenderableType:
    """Says that the file of a campaign is not what was planned any more."""
    return Text(carried(changed_note(name)), style="yellow")


def written_view(edition: Edition, tally: Sequence[Tally]) -> RenderableType:
    """What became of a run."""
    return status_view(edition, tally)


def moved_plain(edition: Edition) -> dict[str, object]:
    """An edition with its new state, for programs."""
    return {
        "campaign": edition.campaign,
        "edition": edition.ordinal,
        "state": edition.state.value,
        "reason": edition.reason,
    }


def listed_plain(names: Sequence[str], editions: Mapping[str, Edition]) -> dict[str, object]:
    """All campaigns, for programs."""
    return {
        "campaigns": [
            {"name": name, **({"state": editions[name].state.value} if name in editions else {"state": "new"})}
            for name in names
        ]
    }


def listed_view(names: Sequence[str], editions: Mapping[str, Edition]) -> RenderableType:
    """All campaigns."""
    if not names:
        return Text(
            carried("There is no campaign yet; 'frankly campaign new NAME --author WHO' writes one to begin with.")
        )
    table = Table(box=None, pad_edge=False)
    for column in ("campaign", "state", "considered", "as of"):
        table.add_column(column, justify="right" if column == "considered" else "left")
    for name in names:
        edition = editions.get(name)
        if edition is None:
            table.add_row(name, "not planned", "", "")
        else:
            state = edition.state.value.replace("_", " ")
            table.add_row(name, state, f"{edition.recipients:,}", to_iso(edition.at)[:16])
    return table
