"""The OpenAI chat format as bytes: whole replies, streams, errors, and the HTTP around them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from frankly.testing.model.asked import Asked

_REASONS: Final = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
_CREATED: Final = 1_700_000_000


def usage(asked: Asked, text: str) -> dict[str, int]:
    """Tokens, at four letters each."""
    read, written = len(asked.prompt) // 4 + 1, len(text) // 4 + 1
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def whole(asked: Asked, text: str, finish: str = "stop") -> bytes:
    """A whole reply."""
    choice = {"index": 0, "message": {"role": "assistant", **_said(asked, text)}, "finish_reason": finish}
    return orjson.dumps(_document(asked, "chat.completion") | {"choices": [choice], "usage": usage(asked, text)})


def chunk(asked: Asked, text: str, finish: str | None = None) -> bytes:
    """A piece of a stream."""
    delta = {"role": "assistant", **_said(asked, text)} if text else {}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event(_document(asked, "chat.completion.chunk") | {"choices": [choice]})


def last_chunk(asked: Asked, text: str) -> bytes:
    """The end of a stream, with its usage."""
    document = _document(asked, "chat.completion.chunk") | {"choices": [], "usage": usage(asked, text)}
    return event(document) + b"data: [DONE]\n\n"


def event(document: Mapping[str, Any]) -> bytes:
    """A server-sent event."""
    return b"data: " + orjson.dumps(document) + b"\n\n"


def error(message: str, kind: str = "server_error") -> bytes:
    """An error as providers word it."""
    return orjson.dumps({"error": {"message": message, "type": kind, "param": None, "code": None}})


def head(status: int, length: int | None, kind: str = "application/json", **more: str) -> bytes:
    """Status line and headers; without a length the body comes in chunks."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}", f"content-type: {kind}"]
    lines.append("transfer-encoding: chunked" if length is None else f"content-length: {length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def framed(data: bytes) -> bytes:
    """A chunk of a body whose length is not known."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _document(asked: Asked, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{asked.content[:12]}", "object": kind, "created": _CREATED, "model": asked.model}


def _said(asked: Asked, text: str) -> dict[str, Any]:
    if not asked.tool:
        return {"content": text}
    function = {"name": asked.tool, "arguments": text}
    return {"content": None, "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]}
