"""What came of a campaign's model where it did not write: nobody takes wordings for a model's words unawares."""

from rich.text import Text

from frankly.cli.hints import carried
from frankly.domain.campaign.edition import Edition
from frankly.pipelines.campaigning.notes import cells_note
from frankly.pipelines.campaigning.views import CellsAsked


def cells_asked_plain(asked: CellsAsked) -> dict[str, object]:
    """What came of cells, for programs."""
    return {"cells_asked": asked.model_dump()}


def faults_view(edition: Edition, asked: CellsAsked) -> Text:
    """Of how many cells nothing came, why, and how to have them written."""
    return Text(carried(cells_note(edition, asked)), style="yellow")
