"""How a reply of a given shape is asked for: by the provider's schema, as a tool that must be called, or in words."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from frankly.domain.model.call import ModelCall, PartRole, ReplyShape

OutputMode = Literal["schema", "tool", "prompt"]

_BY_SCHEMA: Final = frozenset({"ollama", "ollama_chat", "gemini", "vertex_ai"})
"""Providers that take a schema for every model, whatever the price map says of one that it does not know."""

_CACHE_MARKED: Final = frozenset({"anthropic", "bedrock"})
"""Providers that keep a prompt's beginning only where it is marked; others do so by themselves."""


def output_mode(known: Mapping[str, Any], provider: str) -> OutputMode:
    """The strictest way that a model is known to support.

    Args:
        known: its entry in the price map; empty for a model that is not in it.
        provider: as litellm names it.
    """
    if known.get("supports_response_schema") or provider in _BY_SCHEMA:
        return "schema"
    return "tool" if known.get("supports_function_calling") else "prompt"


def shaped(shape: ReplyShape, mode: OutputMode) -> dict[str, Any]:
    """What is added to a call so that the reply has a shape."""
    schema = dict(shape.shape)
    if mode == "schema":
        named = {"name": shape.name, "schema": schema, "strict": is_strict(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if mode == "tool":
        function = {"name": shape.name, "description": "Give the reply.", "parameters": schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": shape.name}},
        }
    return {}


def is_strict(schema: object) -> bool:
    """Whether every object names all its fields as required and forbids others, as strict modes demand."""
    if isinstance(schema, list):
        return all(map(is_strict, schema))
    if not isinstance(schema, dict):
        return True
    fields = schema.get("properties")
    if schema.get("type") == "object":
        names = set(fields or {})
        if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != names:
            return False
    return all(map(is_strict, schema.values()))


def messages(call: ModelCall, mode: OutputMode, provider: str) -> list[dict[str, Any]]:
    """The parts of a prompt as chat messages, the stable ones first."""
    told = [(part.role, part.text, part.is_stable) for part in call.parts]
    if call.shape is not None and mode == "prompt":
        # Behind the last stable part: the shape belongs to the prompt version, so the beginning stays the same.
        place = sum(is_stable for _, _, is_stable in told)
        told.insert(place, (PartRole.SYSTEM, in_words(call.shape), True))
    stable = [place for place, (_, _, is_stable) in enumerate(told) if is_stable]
    marked = stable[-1] if stable and provider in _CACHE_MARKED else -1
    return [_message(role, text, place == marked) for place, (role, text, _) in enumerate(told)]


def in_words(shape: ReplyShape) -> str:
    """A shape as an instruction, for models that know no other way."""
    return (
        "Reply with one JSON object and nothing else: no words before or after it, no code fence. "
        f"It must fit this JSON Schema:\n{shape.shape_json}"
    )


def _message(role: PartRole, text: str, is_marked: bool) -> dict[str, Any]:
    if not is_marked:
        return {"role": role.value, "content": text}
    return {
        "role": role.value,
        "content": [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}],
    }
