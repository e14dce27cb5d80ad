"""How one provider speaks: what its replies, streams and errors look like, as its API reference shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

TOKENS_IN, TOKENS_CACHED, TOKENS_OUT = 1_200, 900, 34
"""What every reply says it took; cached ones are part of those that were read."""

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Sent:
    """What a request asks, told in the same words for all providers.

    Attributes:
        system: the rules.
        user: the data.
        schema: the shape that the provider itself holds the reply to; None where it does not.
        tool: name of the tool that must be called; empty where none must.
        most_tokens: length of the reply.
        temperature: freedom of choice.
        marked: texts behind which the provider is told to keep the prompt's beginning.
    """

    system: str
    user: str
    schema: Body | None
    tool: str
    most_tokens: int
    temperature: float
    marked: Sequence[str] = ()


@dataclass(frozen=True)
class Wire:
    """One provider.

    Attributes:
        model: as FRANKLY_MODEL names it.
        url: where calls go; a stream may go to another place.
        stream_url: the other place.
        key: header that carries the key, and what stands before the key in it.
        sent: reads a request.
        whole: a reply with a text and why it stopped, in the provider's own word.
        tool: a reply that calls the tool.
        refused: a reply in which the model, or a filter, declines.
        stream: a reply with a text, in pieces.
        tool_stream: one that calls the tool, in pieces.
        error: an error's body, from its status.
        stopped, cut: the provider's words for a whole and for a cut reply.
        caches: whether it tells of cached tokens.
    """

    model: str
    url: str
    stream_url: str
    key: tuple[str, str]
    sent: Callable[[Body], Sent]
    whole: Callable[[str, str], Body]
    tool: Callable[[Body], Body]
    refused: Body
    stream: Callable[[Sequence[str]], bytes]
    tool_stream: Callable[[Sequence[str]], bytes]
    error: Callable[[int], Body]
    stopped: str
    cut: str
    caches: bool = True


def events(*objects: Body, names: bool = False) -> bytes:
    """Server-sent events, with the type of each as its name where the provider does so."""
    lines = []
    for one in objects:
        lines += [f"event: {one['type']}\n".encode()] if names else []
        lines += [b"data: " + orjson.dumps(one) + b"\n\n"]
    return b"".join(lines)


def rows(*objects: Body) -> bytes:
    """One JSON object a line."""
    return b"".join(orjson.dumps(one) + b"\n" for one in objects)
