"""Google's generateContent."""

from collections.abc import Sequence
from typing import Any

import orjson

from tests.adapters.model.wire.wire import TOKENS_CACHED, TOKENS_IN, TOKENS_OUT, Body, Sent, Wire, events

MODEL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash"
USAGE = {
    "promptTokenCount": TOKENS_IN,
    "cachedContentTokenCount": TOKENS_CACHED,
    "candidatesTokenCount": TOKENS_OUT,
    "totalTokenCount": TOKENS_IN + TOKENS_OUT,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": TOKENS_IN}],
}


def sent(body: Body) -> Sent:
    (user,) = body["contents"]
    assert user["role"] == "user"
    chosen = body["generationConfig"]
    calling = body.get("toolConfig", {}).get("functionCallingConfig", {})
    assert calling.get("mode", "ANY") == "ANY"
    return Sent(
        system="\n".join(part["text"] for part in body["system_instruction"]["parts"]),
        user="\n".join(part["text"] for part in user["parts"]),
        schema=chosen.get("response_json_schema"),
        tool="".join(calling.get("allowed_function_names", ())),
        most_tokens=chosen["max_output_tokens"],
        temperature=chosen["temperature"],
    )


def reply(parts: Sequence[Body], finish: str | None, **more: Any) -> Body:
    candidate = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    candidate |= {"finishReason": finish} if finish else {}
    return {
        "candidates": [candidate],
        "usageMetadata": USAGE,
        "modelVersion": "gemini-2.5-flash",
        "responseId": "mAitaLmkHPPlz7IP",
        **more,
    }


def stream(pieces: Sequence[str]) -> bytes:
    return events(*(reply([{"text": piece}], None) for piece in pieces[:-1]), reply([{"text": pieces[-1]}], "STOP"))


def tool_stream(pieces: Sequence[str]) -> bytes:
    return events(reply([{"functionCall": {"name": "rank", "args": orjson.loads("".join(pieces))}}], "STOP"))


def error(status: int) -> Body:
    kind = {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED"}.get(status, "INTERNAL")
    return {"error": {"code": status, "message": "Something is wrong.", "status": kind}}


WIRE = Wire(
    model="gemini/gemini-2.5-flash",
    url=f"{MODEL}:generateContent",
    stream_url=f"{MODEL}:streamGenerateContent?alt=sse",
    key=("x-goog-api-key", ""),
    sent=sent,
    whole=lambda text, finish: reply([{"text": text}], finish),
    tool=lambda value: reply([{"functionCall": {"name": "rank", "args": value}}], "STOP"),
    refused={"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": USAGE, "candidates": []},
    stream=stream,
    tool_stream=tool_stream,
    error=error,
    stopped="STOP",
    cut="MAX_TOKENS",
)
