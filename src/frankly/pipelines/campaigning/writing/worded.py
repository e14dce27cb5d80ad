"""What came of asking a model to word one message by itself: counted beside the texts of cells, as one of its own."""

from typing import Any, Final

from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.campaign.edition import CellText
from frankly.domain.campaign.recipient import Fate, Recipient
from frankly.domain.model.prompt import PromptTask
from frankly.pipelines.campaigning.writing.composing import Composed
from frankly.pipelines.replaying.record import Recorded

_WORDING: Final = (f"{PromptTask.MESSAGE}/", f"{PromptTask.WRITE}/")
"""How the prompts begin that ask for sentences; others ask for an order."""

_MISSED: Final = frozenset(
    {
        DegradationCode.MODEL_FAILED,
        DegradationCode.MODEL_LATE,
        DegradationCode.MODEL_WARMING,
        DegradationCode.REPLY_UNUSABLE,
    }
)
"""Why an answer has nothing of a model."""

_PARTS: Final = frozenset({"texts", "model"})
"""Parts of an answer whose degradation says that sentences are missing."""


def outcome_of(row: Recipient, told: Recorded, message: Composed) -> CellText | None:
    """What came of asking a model for somebody's message.

    Args:
        row: the recipient.
        told: the record of their decision.
        message: composed of it.

    Returns:
        With an empty fault where the message holds a model's words, else with the code of why it holds none:
        `reply_unusable` where something was replied, and nothing of it stands. None where no model was asked for
        sentences, as without an agreement to one.
    """
    if row.fate is not Fate.WILL_GET:
        return None
    calls: dict[str, Any] = told.heard.get("model", {}).get("calls", {})
    asked = [one for one in calls.values() if str(one["prompt"]).startswith(_WORDING)]
    missed = [one.code for one in message.answer.degradations if one.part in _PARTS and one.code in _MISSED]
    if not asked and not missed:
        return None
    key = f"recipient {row.no}"
    if message.is_model_written:
        return CellText(key, 1)
    failed = [str(one["failure"][0]) for one in asked if "failure" in one]
    return CellText(key, 1, fault=next(iter([*failed, *missed]), DegradationCode.REPLY_UNUSABLE))
