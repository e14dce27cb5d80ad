"""The stream as the service describes itself: its events, and one stream whole, as an example."""

from typing import Any, Final

import orjson

from frankly.api.describing.openapi import events
from frankly.api.examples import bodies as examples
from frankly.api.problems import Problem
from frankly.api.streaming.frames import HEARTBEAT, frame
from frankly.domain.answering.progress import AnswerDone, OrderArrived, SentencesArrived, SlateArrived

_ITEM: Final = examples.ANSWER["items"][0]
_SENTENCE: Final = {
    **_ITEM["sentences"][0],
    "text": "One of the reasons is that you looked at Middlemarch.",
    "origin": "model",
    "pattern": "write/v2",
}
_TOLD: Final = {**examples.ANSWER, "items": [{**_ITEM, "sentences": [_SENTENCE]}]}

EVENTS: Final[tuple[dict[str, Any], ...]] = (
    {"event": "slate", "answer": examples.ANSWER},
    {
        "event": "sentence",
        "place": "item",
        "item": _ITEM["id"],
        "sentences": [_SENTENCE],
        "evidence": _ITEM["evidence"],
    },
    {"event": "order", "order": [_ITEM["id"]]},
    {"event": "done", "answer": _TOLD},
)
"""The data of the events of the example."""


def _example() -> str:
    frames = [
        frame(data["event"], f"{examples.DECISION}/{number}", orjson.dumps(data))
        for number, data in enumerate(EVENTS, start=1)
    ]
    return (frames[0] + HEARTBEAT + b"".join(frames[1:])).decode()


STREAMED: Final = events(
    "Server-sent events, where `Accept` names `text/event-stream`. The data of each event is JSON; its id names the "
    "decision and counts the events. Comment lines keep the connection.",
    _example(),
    slate=SlateArrived,
    sentence=SentencesArrived,
    order=OrderArrived,
    done=AnswerDone,
    error=Problem,
)
