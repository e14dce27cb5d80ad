"""Whether what somebody says of a sentence can be about it: the answer is theirs, and has such a sentence.

An answer may be recorded a moment after it was given, by another process too, so an unknown one is told and no more.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from frankly.domain.person.event import Event, Feedback
from frankly.pipelines.people.owning import owner_of
from frankly.ports.decisions import WHY_GONE, DecisionStore


class FeedbackFault(StrEnum):
    """The closed list of what may be wrong with what is said of a sentence."""

    DECISION_UNKNOWN = "decision_unknown"
    OTHERS_DECISION = "decision_of_another"
    ITEM_NOT_THERE = "item_not_in_answer"
    SENTENCE_NOT_THERE = "sentence_unknown"


class Doubt(NamedTuple):
    """What is wrong with one event.

    Attributes:
        fault: what.
        message: what is wrong and what to do.
        is_refused: whether the event is not stored.
    """

    fault: FeedbackFault
    message: str
    is_refused: bool


async def doubts_of(decisions: DecisionStore, events: Sequence[object]) -> Mapping[int, Doubt]:
    """Look at what is said of sentences; other events cost nothing.

    Args:
        decisions: the records; each one that is named is read once.
        events: as they were checked; what is no event that judges a sentence is passed over.

    Returns:
        Place of an event → what is wrong with it.
    """
    records: dict[str, Mapping[str, Any] | None] = {}
    found: dict[int, Doubt] = {}
    for place, event in enumerate(events):
        said = event.feedback if isinstance(event, Event) else None
        if not isinstance(event, Event) or said is None:
            continue
        if said.decision not in records:
            records[said.decision] = await decisions.get(said.decision)
        doubt = await _doubt(decisions, records[said.decision], event, said)
        if doubt is not None:
            found[place] = doubt
    return found


async def _doubt(
    decisions: DecisionStore, record: Mapping[str, Any] | None, event: Event, said: Feedback
) -> Doubt | None:
    if record is None:
        message = f"No decision '{said.decision}' is recorded (yet), so nobody can read which sentence is meant. "
        return Doubt(FeedbackFault.DECISION_UNKNOWN, message + WHY_GONE, is_refused=False)
    # A session's decision may have become a person's: both may speak of it.
    person = record["inputs"]["person"]
    if person is not None and event.actor != person and event.actor != await owner_of(decisions, record):
        message = f"The decision '{said.decision}' was made for somebody else; who was shown a sentence judges it."
        return Doubt(FeedbackFault.OTHERS_DECISION, message, is_refused=True)
    slate = {str(entry["item"]): entry["drafts"] for entry in record["body"]["slate"]}
    drafts = slate.get(str(event.item))
    if drafts is None:
        message = f"'{event.item}' was not in this answer. In it were: {', '.join(slate) or 'none'}."
        return Doubt(FeedbackFault.ITEM_NOT_THERE, message, is_refused=True)
    # A campaign may have said it in other words than the decision behind its message, and in more or fewer sentences.
    count = sum(draft.get("place") == "sentence" for draft in drafts)
    if said.sentence < count or _is_of_message(record):
        return None
    message = f"'{event.item}' had {count} sentences in this answer; count them from 0 in its 'sentences'."
    return Doubt(FeedbackFault.SENTENCE_NOT_THERE, message, is_refused=True)


def _is_of_message(record: Mapping[str, Any]) -> bool:
    return any(str(draft.get("place", "")).startswith("message/") for draft in record["body"]["headline"]["drafts"])
