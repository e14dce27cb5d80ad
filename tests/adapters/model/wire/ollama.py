"""Ollama's chat, on this machine."""

from collections.abc import Sequence
from typing import Any

import orjson

from tests.adapters.model.wire.wire import TOKENS_IN, TOKENS_OUT, Body, Sent, Wire, rows

END = {
    "done": True,
    "total_duration": 4_883_583_458,
    "load_duration": 1_334_875,
    "prompt_eval_count": TOKENS_IN,
    "prompt_eval_duration": 342_546_000,
    "eval_count": TOKENS_OUT,
    "eval_duration": 4_535_599_000,
}


def sent(body: Body) -> Sent:
    told = {role: [one["content"] for one in body["messages"] if one["role"] == role] for role in ("system", "user")}
    return Sent(
        system="\n".join(told["system"]),
        user="\n".join(told["user"]),
        schema=body.get("format"),
        tool="".join(one["function"]["name"] for one in body.get("tools", ())),
        most_tokens=body["options"]["num_predict"],
        temperature=body["options"]["temperature"],
    )


def reply(message: Body, **more: Any) -> Body:
    return {
        "model": "llama3.1",
        "created_at": "2024-07-22T20:33:28.123648Z",
        "message": {"role": "assistant", **message},
        "done": False,
        **more,
    }


def stream(pieces: Sequence[str]) -> bytes:
    told = [reply({"content": piece}) for piece in pieces]
    return rows(*told, reply({"content": ""}, done_reason="stop", **END))


def call(value: Body) -> Body:
    return {"content": "", "tool_calls": [{"function": {"name": "rank", "arguments": value}}]}


def tool_stream(pieces: Sequence[str]) -> bytes:
    whole = reply(call(orjson.loads("".join(pieces))))
    return rows(whole, reply({"content": ""}, done_reason="stop", **END))


WIRE = Wire(
    model="ollama/llama3.1",
    url="http://localhost:11434/api/chat",
    stream_url="http://localhost:11434/api/chat",
    key=("authorization", "Bearer "),
    sent=sent,
    whole=lambda text, finish: reply({"content": text}, done_reason=finish, **END),
    tool=lambda value: reply(call(value), done_reason="stop", **END),
    refused=reply({"content": ""}, done_reason="stop", **END),
    stream=stream,
    tool_stream=tool_stream,
    error=lambda _: {"error": "Something is wrong."},
    stopped="stop",
    cut="length",
    caches=False,
)
