"""Anthropic's messages."""

from collections.abc import Sequence
from typing import Any

from tests.adapters.model.wire.wire import TOKENS_CACHED, TOKENS_IN, TOKENS_OUT, Body, Sent, Wire, events

USAGE = {
    "input_tokens": TOKENS_IN - TOKENS_CACHED,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": TOKENS_CACHED,
    "output_tokens": TOKENS_OUT,
}


def sent(body: Body) -> Sent:
    (user,) = body["messages"]
    assert user["role"] == "user"
    told = body["system"]
    shape = body.get("output_format") or body.get("output_config", {}).get("format") or {}
    assert {part["type"] for part in [*told, *user["content"]]} == {"text"}
    return Sent(
        system="\n".join(part["text"] for part in told),
        user="\n".join(part["text"] for part in user["content"]),
        schema=shape.get("schema"),
        tool=body.get("tool_choice", {}).get("name", ""),
        most_tokens=body["max_tokens"],
        temperature=body["temperature"],
        marked=[part["text"] for part in [*told, *user["content"]] if part.get("cache_control")],
    )


def reply(content: Sequence[Body], finish: str) -> Body:
    return {
        "id": "msg_013Zva2CMHLNnXjNJJKqJ2EF",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-4-5-20251001",
        "content": list(content),
        "stop_reason": finish,
        "stop_sequence": None,
        "usage": USAGE,
    }


def stream(pieces: Sequence[str]) -> bytes:
    return told({"type": "text", "text": ""}, [{"type": "text_delta", "text": piece} for piece in pieces], "end_turn")


def tool_stream(pieces: Sequence[str]) -> bytes:
    begun = {"type": "tool_use", "id": "toolu_01T1x1fJ34qAmk2tNTrN7Up6", "name": "rank", "input": {}}
    return told(begun, [{"type": "input_json_delta", "partial_json": piece} for piece in ("", *pieces)], "tool_use")


def told(block: Body, deltas: Sequence[Body], finish: str) -> bytes:
    message: dict[str, Any] = dict(reply((), "")) | {"stop_reason": None, "usage": USAGE | {"output_tokens": 1}}
    return events(
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "ping"},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": finish, "stop_sequence": None},
            "usage": {"output_tokens": TOKENS_OUT},
        },
        {"type": "message_stop"},
        names=True,
    )


def error(status: int) -> Body:
    kind = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error"}.get(status, "api_error")
    return {"type": "error", "error": {"type": kind, "message": "Something is wrong."}, "request_id": "req_011CSHoE"}


WIRE = Wire(
    model="anthropic/claude-haiku-4-5",
    url="https://api.anthropic.com/v1/messages",
    stream_url="https://api.anthropic.com/v1/messages",
    key=("x-api-key", ""),
    sent=sent,
    whole=lambda text, finish: reply([{"type": "text", "text": text}], finish),
    tool=lambda value: reply([{"type": "tool_use", "id": "toolu_01", "name": "rank", "input": value}], "tool_use"),
    refused=reply([], "refusal"),
    stream=stream,
    tool_stream=tool_stream,
    error=error,
    stopped="end_turn",
    cut="max_tokens",
)
