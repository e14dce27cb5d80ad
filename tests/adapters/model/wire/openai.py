"""OpenAI's chat completions."""

from collections.abc import Sequence
from typing import Any

import orjson

from tests.adapters.model.wire.wire import TOKENS_CACHED, TOKENS_IN, TOKENS_OUT, Body, Sent, Wire, events

USAGE = {
    "prompt_tokens": TOKENS_IN,
    "completion_tokens": TOKENS_OUT,
    "total_tokens": TOKENS_IN + TOKENS_OUT,
    "prompt_tokens_details": {"cached_tokens": TOKENS_CACHED, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}


def sent(body: Body) -> Sent:
    told = {role: [one["content"] for one in body["messages"] if one["role"] == role] for role in ("system", "user")}
    shape = body.get("response_format", {}).get("json_schema", {})
    assert shape.get("strict", True)
    return Sent(
        system="\n".join(told["system"]),
        user="\n".join(told["user"]),
        schema=shape.get("schema"),
        tool=body.get("tool_choice", {}).get("function", {}).get("name", ""),
        most_tokens=body["max_tokens"],
        temperature=body["temperature"],
    )


def reply(message: Body, finish: str) -> Body:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "logprobs": None, "finish_reason": finish}
    return {
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        "object": "chat.completion",
        "created": 1_741_569_952,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [choice],
        "usage": USAGE,
        "service_tier": "default",
        "system_fingerprint": "fp_44709d6fcb",
    }


def call(arguments: str, **more: Any) -> Body:
    return {"type": "function", "function": {"name": "rank", "arguments": arguments}, "id": "call_abc123", **more}


def chunk(delta: Body, finish: str | None = None, **more: Any) -> Body:
    return {
        "id": "chatcmpl-123",
        "object": "chat.completion.chunk",
        "created": 1_694_268_190,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}],
        "usage": None,
        **more,
    }


def stream(pieces: Sequence[str]) -> bytes:
    told = [chunk({"role": "assistant", "content": ""}), *(chunk({"content": piece}) for piece in pieces)]
    return ended(*told, chunk({}, "stop"))


def tool_stream(pieces: Sequence[str]) -> bytes:
    first = chunk({"role": "assistant", "content": None, "tool_calls": [call("", index=0)]})
    rest = [chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}) for piece in pieces]
    return ended(first, *rest, chunk({}, "tool_calls"))


def ended(*told: Body) -> bytes:
    return events(*told, chunk({}, choices=[], usage=USAGE)) + b"data: [DONE]\n\n"


def error(status: int) -> Body:
    kind = {401: "invalid_request_error", 429: "rate_limit_exceeded"}.get(status, "server_error")
    return {"error": {"message": "Something is wrong.", "type": kind, "param": None, "code": None}}


WIRE = Wire(
    model="openai/gpt-4o-mini",
    url="https://api.openai.com/v1/chat/completions",
    stream_url="https://api.openai.com/v1/chat/completions",
    key=("authorization", "Bearer "),
    sent=sent,
    whole=lambda text, finish: reply({"content": text, "refusal": None}, finish),
    tool=lambda value: reply({"content": None, "tool_calls": [call(orjson.dumps(value).decode())]}, "stop"),
    refused=reply({"content": None, "refusal": "I'm sorry, I cannot assist with that request."}, "stop"),
    stream=stream,
    tool_stream=tool_stream,
    error=error,
    stopped="stop",
    cut="length",
)
