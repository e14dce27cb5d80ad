"""What came of a campaign's model where it did not write: nobody takes wordings for a model's words unawares."""

from collections.abc import Mapping

from rich.text import Text

from frankly.cli.hints import carried
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.pipelines.campaigning.planning.forecasting import CampaignForecast
from frankly.pipelines.campaigning.views import CellsAsked

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


def faults_view(edition: Edition, asked: CellsAsked) -> Text:
    """Of how many cells nothing came, why, and how to have them written."""
    head = f"No text came for {asked.failed:,} of {asked.failed + asked.texts:,} cells that a model was asked for"
    told = f"{head} ({_codes(asked.faults)}): wordings tell those. 'frankly doctor' looks at the model"
    name = edition.campaign
    again = f"then 'frankly campaign cancel {name}', and plan and run it anew, to have them written."
    return Text(carried(f"{told}." if edition.state in _OPEN else f"{told}; {again}"), style="yellow")


def _codes(faults: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {many:,}" for code, many in sorted(faults.items(), key=lambda one: -one[1]))
