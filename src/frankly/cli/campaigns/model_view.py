"""What came of a campaign's model where it did not write: nobody takes wordings for a model's words unawares."""

from rich.text import Text

from frankly.cli.hints import carried
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.pipelines.campaigning.planning.before_writing import codes_told
from frankly.pipelines.campaigning.views import CellsAsked

_OPEN = frozenset({EditionState.PLANNED, EditionState.WRITING})
"""States in which texts are still asked for."""


def cells_asked_plain(asked: CellsAsked) -> dict[str, object]:
    """What came of cells, for programs."""
    return {"cells_asked": asked.model_dump()}


def faults_view(edition: Edition, asked: CellsAsked) -> Text:
    """Of how many cells nothing came, why, and how to have them written."""
    head = f"No text came for {asked.failed:,} of {asked.failed + asked.texts:,} cells that a model was asked for"
    told = f"{head} ({codes_told(asked.faults)}): wordings tell those. 'frankly doctor' looks at the model"
    name = edition.campaign
    again = f"then 'frankly campaign cancel {name}', and plan and run it anew, to have them written."
    return Text(carried(f"{told}." if edition.state in _OPEN else f"{told}; {again}"), style="yellow")
