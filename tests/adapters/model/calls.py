"""Calls for tests of language models."""

from typing import Any

import orjson

from frankly.domain.model.call import ModelCall, PartRole, PromptPart, ReplyShape

SHAPE = ReplyShape(
    name="rank",
    shape_json=orjson.dumps(
        {
            "type": "object",
            "properties": {"order": {"type": "array", "items": {"type": "string"}}, "why": {"type": "string"}},
            "required": ["order", "why"],
            "additionalProperties": False,
        }
    ).decode(),
)
HANDLES = ("b2c3", "d4f5", "g6h7", "j8k9")


def a_call(data: str = "b2c3 one, d4f5 two, g6h7 three, j8k9 four", **more: Any) -> ModelCall:
    """A call with a stable rule and some data."""
    parts = (
        PromptPart(role=PartRole.SYSTEM, text="Order the items.", is_stable=True),
        PromptPart(role=PartRole.USER, text=data),
    )
    return ModelCall(**({"prompt": "rank", "version": 1, "parts": parts} | more))
