"""What people said of sentences, for whoever edits wordings: each sentence as it was told, and how it was judged."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, Protocol

from frankly.domain.base import Frozen
from frankly.domain.person.event import Event
from frankly.domain.saying.text import SentenceKind, TextOrigin
from frankly.domain.time import EpochMs
from frankly.ports.decisions import DecisionStore
from frankly.ports.events import EventStore

MOST_JUDGED: Final = 1_000
"""Newest judgements that one list looks at: the record of each decision is read."""

MOST_NAMED: Final = 3
"""Newest decisions that are named of each sentence."""


class Judged(Protocol):
    """Where judgements and what they are about are looked up: the parts of a service, or the stores alone."""

    @property
    def events(self) -> EventStore:
        """What people said."""
        ...

    @property
    def decisions(self) -> DecisionStore:
        """What they were told."""
        ...


class JudgedSentence(Frozen):
    """One sentence and what people said of it."""

    text: str
    """As it was told."""

    kind: SentenceKind
    """Reason, fact or nudge."""

    origin: TextOrigin
    """Who wrote it."""

    pattern: str
    """Name of the wording or phrase that it was made from; empty where it is none."""

    helpful: int
    """How often it was called helpful."""

    wrong: int
    """How often it was called wrong."""

    creepy: int
    """How often it was called creepy."""

    last: EpochMs
    """When it was judged last, in milliseconds."""

    decisions: tuple[str, ...]
    """Decisions that told it, those judged last first."""


class FeedbackView(Frozen):
    """What people said of sentences."""

    sentences: tuple[JudgedSentence, ...]
    """Those most often called wrong or creepy first."""

    read: int
    """Judgements that were looked at: the newest."""

    unreadable: int
    """Those among them whose decision is not recorded (any more), or whose sentence it does not hold."""


async def feedback_of(stores: Judged) -> FeedbackView:
    """Gather what people said of sentences, by sentence."""
    events = await stores.events.feedback(MOST_JUDGED)
    records: dict[str, Mapping[str, Any] | None] = {}
    found: dict[tuple[str, str], list[tuple[Event, Mapping[str, Any]]]] = {}
    for event in events:
        said = event.feedback
        if said is None:
            continue
        if said.decision not in records:
            records[said.decision] = await stores.decisions.get(said.decision)
        draft = _told(records[said.decision], event)
        if draft is not None:
            found.setdefault((str(draft["pattern"]), str(draft["said"])), []).append((event, draft))
    sentences = [_sentence(judged) for judged in found.values()]
    sentences.sort(key=lambda one: (-(one.wrong + one.creepy), -one.last, one.text))
    readable = sum(map(len, found.values()))
    return FeedbackView(sentences=tuple(sentences), read=len(events), unreadable=len(events) - readable)


def _told(record: Mapping[str, Any] | None, event: Event) -> Mapping[str, Any] | None:
    """The sentence that was judged, as its decision keeps it."""
    if record is None or event.feedback is None:
        return None
    slate: Mapping[str, list[Mapping[str, Any]]] = {entry["item"]: entry["drafts"] for entry in record["body"]["slate"]}
    told = [draft for draft in slate.get(str(event.item), ()) if draft.get("place") == "sentence"]
    return told[event.feedback.sentence] if event.feedback.sentence < len(told) else None


def _sentence(judged: list[tuple[Event, Mapping[str, Any]]]) -> JudgedSentence:
    """One sentence from its judgements, newest first."""
    said = [event.feedback for event, _ in judged if event.feedback is not None]
    verdicts = Counter(one.verdict for one in said)
    newest = dict.fromkeys(one.decision for one in said)
    draft = judged[0][1]
    return JudgedSentence(
        text=draft["said"],
        kind=draft["kind"],
        origin=draft["origin"],
        pattern=draft["pattern"],
        helpful=verdicts["helpful"],
        wrong=verdicts["wrong"],
        creepy=verdicts["creepy"],
        last=max(event.at for event, _ in judged),
        decisions=tuple(newest)[:MOST_NAMED],
    )
