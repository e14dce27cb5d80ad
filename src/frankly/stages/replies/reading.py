"""The one JSON object in a reply, whatever stands around it; each way in which the reply is not that is a fault.

What is mended is the notation alone. What the object says is checked by whoever asked, and a reply that was cut off is
used only up to its last whole value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import json_repair
import orjson

from frankly.domain.model.fault import ReplyFault
from frankly.stages.replies.counted import CountedText
from frankly.stages.replies.scanning import Found, find_object

LONGEST: Final = 100_000
"""Characters that are looked at; no prompt asks for a tenth of it."""

DEEPEST: Final = 40
"""Brackets within brackets; more is no answer to any prompt, and would exhaust whoever walks through it."""

LONGEST_MENDED: Final = 10_000
"""Characters whose notation is mended: nothing else runs meanwhile."""

MOST_LOOKS: Final = 100_000
"""Looks at characters until mending gives up: some 50 ms. Replies that models write take three for each character;
of hostile ones some take two thousand, which would hold everything up for seconds."""

_THINKING: Final = re.compile(r"<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_END_OF_THINKING: Final = re.compile(r"\A.*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_FENCE: Final = re.compile(r"```[A-Za-z0-9_-]*[ \t]*\r?\n?|~~~[A-Za-z0-9_-]*[ \t]*\r?\n?")
_TRAILING_COMMA: Final = re.compile(r",\s*[}\]]")
_SINGLE_QUOTES: Final = re.compile(r"[{\[,:]\s*'")


@dataclass(frozen=True, slots=True)
class ReadObject:
    """What was found in a reply.

    Attributes:
        value: the object; None where there is none.
        faults: what was wrong, each once, in order of discovery.
    """

    value: Mapping[str, Any] | None
    faults: tuple[ReplyFault, ...] = ()


def read_object(text: str) -> ReadObject:
    """Find and read the object in a reply.

    Args:
        text: what a model wrote.

    Returns:
        The object where there is one, and every fault that stood in its way.
    """
    exact = _exact(text)
    if exact is not None:
        return ReadObject(exact)
    faults: list[ReplyFault] = []
    rest = _without_thinking(text[:LONGEST], faults)
    rest = _without_fences(rest, faults)
    found = find_object(rest)
    if found is None:
        return ReadObject(None, (*faults, ReplyFault.NO_JSON))
    if rest[: found.start].strip() or rest[found.end :].strip():
        faults.append(ReplyFault.PROSE_AROUND)
    return _read(rest[found.start : found.end], found, faults)


def _exact(text: str) -> Mapping[str, Any] | None:
    if len(text) > LONGEST or (text.count("{") + text.count("[") > DEEPEST and _depth(text) > DEEPEST):
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in text:
        depth += (mark in "{[") - (mark in "}]")
        deepest = max(deepest, depth)
    return deepest


def _without_thinking(text: str, faults: list[ReplyFault]) -> str:
    """Without what the model thought aloud; some servers keep the opening mark for themselves."""
    rest = _END_OF_THINKING.sub("", _THINKING.sub("", text))
    if rest != text:
        faults.append(ReplyFault.THINKING)
    return rest


def _without_fences(text: str, faults: list[ReplyFault]) -> str:
    rest = _FENCE.sub("", text)
    if rest == text:
        return text
    faults.append(ReplyFault.FENCED)
    return rest


def _read(text: str, found: Found, faults: list[ReplyFault]) -> ReadObject:
    exact = _exact(text)
    if exact is not None:
        return ReadObject(exact, tuple(faults))
    if found.depth > DEEPEST or len(text) > LONGEST_MENDED:
        return ReadObject(None, (*faults, ReplyFault.NO_JSON))
    faults += _told(text, found)
    value = _mended(text)
    if not isinstance(value, dict) or not value:
        return ReadObject(None, (*faults, ReplyFault.NO_JSON))
    return ReadObject(value, tuple(faults))


def _mended(text: str) -> Any:
    """What the text says when its notation is mended; None where that cannot be done."""
    try:
        return _encodable(json_repair.loads(CountedText.of(text, MOST_LOOKS)))
    except (ValueError, RecursionError):
        # Too much work; or what it takes for brackets is more than what is counted here: round ones too.
        return None


def _encodable(value: Any) -> Any:
    """The same without halves of surrogate pairs: nothing that holds one can be written down."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_encodable(name): _encodable(told) for name, told in value.items()}
    return [_encodable(told) for told in value] if isinstance(value, list) else value


def _told(text: str, found: Found) -> list[ReplyFault]:
    """By which names the notation is wrong."""
    named = [
        (ReplyFault.TRUNCATED, not found.is_closed),
        (ReplyFault.TRAILING_COMMA, bool(_TRAILING_COMMA.search(text))),
        (ReplyFault.SINGLE_QUOTES, bool(_SINGLE_QUOTES.search(text))),
    ]
    return [fault for fault, is_there in named if is_there] or [ReplyFault.REPAIRED]
