"""What came of a campaign's model where it did not write: nobody takes wordings for a model's words unawares."""

from collections.abc import Mapping, Sequence
from math import inf

from rich.text import Text

from frankly.cli.hints import carried
from frankly.cli.phrasebook.allowance_view import setting_of
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.model.budget import BudgetKind, read_limit
from frankly.measure.campaigns.prediction import Predicted
from frankly.pipelines.campaigning.planning.forecasting import CampaignForecast
from frankly.pipelines.campaigning.views import CellsAsked
from frankly.pipelines.examining.model_health import written
from frankly.pipelines.phrasebook.forecast import Allowance

_OPEN = frozenset({EditionState.PLANNED, EditionState.WRITING})
"""States in which texts are still asked for."""


def cells_asked_plain(asked: CellsAsked) -> dict[str, object]:
    """What came of cells, for programs."""
    return {"cells_asked": asked.model_dump()}


def forecast_notes(campaign: Campaign, told: CampaignForecast) -> list[Text]:
    """What went wrong with the sample of a forecast."""
    if not told.faults:
        return []
    what = "cells" if campaign.mode == "cell" else "messages"
    asked = told.written + sum(told.faults.values()) if campaign.mode == "cell" else told.written
    head = f"No text came for {sum(told.faults.values()):,} of {asked:,} {what} that a model was asked for"
    rest = "'frankly doctor' looks at it. 'run' asks again, and wordings tell those of which nothing comes."
    return [Text(carried(f"{head} ({_codes(told.faults)}). {rest}"), style="yellow")]


def budgets_plain(campaign: Campaign, told: CampaignForecast, left: Sequence[Allowance]) -> list[dict[str, object]]:
    """What budgets leave to a campaign, for programs."""
    return [
        {
            "setting": _setting(campaign, one),
            "tokens_left": one.tokens,
            "cost_nano_left": one.cost_nano,
            "is_short": _is_short(one, told),
        }
        for one in left
    ]


def budget_notes(campaign: Campaign, told: CampaignForecast, left: Sequence[Allowance]) -> list[Text]:
    """What happens where a budget may not do, and what to do about it."""
    unsaid = " No sample was written for want of it." if told.is_unpaid and not told.written else ""
    notes = [_note(campaign, one) + unsaid for one in left if _is_short(one, told)]
    if told.is_unpaid and not notes:
        notes = [f"A budget does not allow the calls of a sample; 'frankly usage' shows what was spent.{unsaid}"]
    if notes:
        notes.append(f"To end with wordings: FRANKLY_MODEL= frankly campaign run {campaign.name}.")
    return [Text(note, style="yellow") for note in notes]


def _is_short(one: Allowance, told: CampaignForecast) -> bool:
    """Whether the calls to come may take more than is left."""
    cost = told.cost_nano
    return one.lacks(_most(told.tokens), None if cost is None else _most(cost))


def _most(told: Predicted) -> float:
    return told.middle if told.high == inf else told.high


def _setting(campaign: Campaign, one: Allowance) -> str:
    """What limits it: the campaign's own file, where that is the lower."""
    own = read_limit(BudgetKind.CAMPAIGN, campaign.budget) if one.kind == BudgetKind.CAMPAIGN else None
    is_own = own is not None and (own.tokens, own.cost_nano) == (one.most.tokens, one.most.cost_nano)
    return "budget" if is_own else setting_of(one)


def _note(campaign: Campaign, one: Allowance) -> str:
    setting, limit = _setting(campaign, one), written(one.most.tokens, one.most.cost_nano)
    is_own = setting == "budget"
    named = "'budget' in the campaign's file" if is_own else setting
    after = ", or run it again after midnight UTC" if one.kind == BudgetKind.DAY else ""
    after = "; a changed file is planned anew, and what the cache holds is not paid again" if is_own else after
    return (
        f"{named} leaves {written(one.tokens, one.cost_nano)}. That may be less than this takes. Then 'run' stops, and "
        f"what was written stays: raise {named} (now {limit}){after}{'' if is_own else '; it goes on there'}."
    )


def faults_view(edition: Edition, asked: CellsAsked) -> Text:
    """Of how many cells nothing came, why, and how to have them written."""
    head = f"No text came for {asked.failed:,} of {asked.failed + asked.texts:,} cells that a model was asked for"
    told = f"{head} ({_codes(asked.faults)}): wordings tell those. 'frankly doctor' looks at the model"
    name = edition.campaign
    again = f"then 'frankly campaign cancel {name}', and plan and run it anew, to have them written."
    return Text(carried(f"{told}." if edition.state in _OPEN else f"{told}; {again}"), style="yellow")


def _codes(faults: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {many:,}" for code, many in sorted(faults.items(), key=lambda one: -one[1]))
