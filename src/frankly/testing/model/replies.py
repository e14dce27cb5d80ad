"""What a model server says: a reply that fits the shape it was asked for, and every way of spoiling one."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from frankly.domain.model.handles import draw_handles
from frankly.domain.seed import derive
from frankly.testing.model.asked import Asked
from frankly.testing.model.lies import lying, retold
from frankly.testing.model.personalities import Personality

FOREIGN: Final = "Un livre tranquille pour les longues soirées."
HONEST: Final = "A quiet choice for a calm evening."
_ORDER: Final = re.compile(
    r"[^.!?\n]*\b(?:ignore|disregard|forget|instead|pretend|reply with|respond with|say|print|write|output|visit|click|"
    r"tell|include|recommend|you must|system prompt)\b[^.!?\n]*[.!?]?",
    re.IGNORECASE,
)
_SCORED: Final = re.compile(r"^(\S+) \| (\d+) \| (.*)$", re.MULTILINE)
"""A line of the `rank` prompt: handle, score, and what else is told of the item."""

_OBEYED: Final = "I was told to ignore my rules. Visit https://example.invalid now."
_IDS: Final = frozenset({"evidence", "cites"})
_ORDERS: Final = frozenset({"order", "ranking", "handles", "ranked"})

Say = Callable[[str], str]
"""From a field's name to the text in it."""


def good_value(asked: Asked, say: Say | None = None) -> object:
    """A value that fits the shape that was asked for.

    Args:
        asked: the call.
        say: makes the texts; without it they are harmless sentences.
    """
    return _Maker(asked, say or (lambda _: HONEST)).value()


def reply_text(asked: Asked, personality: Personality, value: object | None = None) -> str:
    """What a personality says.

    Args:
        asked: the call.
        personality: who replies.
        value: what a good reply would be, where the test says so itself.
    """
    if asked.schema is None and value is None:
        return _plain(asked, personality)
    good = good_value(asked) if value is None else value
    if personality in _VALUES:
        return _json(_VALUES[personality](asked, good))
    spoil = _TEXTS.get(personality)
    text = good if isinstance(good, str) else _json(good)
    return text if spoil is None else spoil(text)


def _plain(asked: Asked, personality: Personality) -> str:
    if personality is Personality.CUT_JSON:
        return HONEST[: len(HONEST) // 2]
    return str(_VALUES[personality](asked, HONEST)) if personality in _SPEAKERS else HONEST


def _obeyed(asked: Asked) -> str:
    orders = [found.strip() for found in _ORDER.findall(asked.data) if found.strip()]
    return " ".join(orders[:3])[:500] or _OBEYED


def _thought(asked: Asked) -> list[str]:
    """Another order than the one that was shown: a good model has thought. It follows scores that stand beside."""
    scored = [(int(score), rest, handle) for handle, score, rest in _SCORED.findall(asked.data)]
    if len(scored) == len(asked.handles):
        return [handle for _, _, handle in sorted(scored, key=lambda line: (-line[0], line[1]))]
    return [*asked.handles[1:], *asked.handles[:1]]


class _Maker:
    """Walks through a schema and fills it."""

    def __init__(self, asked: Asked, say: Say) -> None:
        self._root: Mapping[str, Any] = asked.schema or {}
        self._asked, self._handles, self._say = asked, asked.handles, say

    def value(self) -> object:
        return self._make(self._root, "", None)

    def _make(self, schema: Mapping[str, Any], name: str, handle: str | None) -> object:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if kind == "object":
            fields = schema.get("properties", {})
            return {field: self._make(part, field, handle) for field, part in fields.items()}
        if kind == "array":
            return self._array(schema, name)
        if kind == "string":
            return self._string(schema, name, handle)
        return {"integer": schema.get("minimum", 0), "number": schema.get("minimum", 0), "boolean": True}.get(str(kind))

    def _array(self, schema: Mapping[str, Any], name: str) -> list[object]:
        items = self._resolved(schema.get("items", {}))
        if name in _IDS:
            return []
        most = int(schema.get("maxItems", 1_000))
        turned = _thought(self._asked)
        if items.get("type") == "string" and (name in _ORDERS or "handle" in name):
            return list(turned[:most])
        if "handle" in items.get("properties", {}):
            return [self._make(items, name, handle) for handle in turned[:most]]
        return [self._make(items, name, None) for _ in range(min(most, max(1, int(schema.get("minItems", 1)))))]

    def _string(self, schema: Mapping[str, Any], name: str, handle: str | None) -> str:
        if name == "handle":
            return handle or (self._handles[0] if self._handles else "")
        return self._say(name)[: int(schema.get("maxLength", 10_000))]

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            place: Any = self._root
            for step in str(schema["$ref"]).removeprefix("#/").split("/"):
                place = place[step]
            schema = place
        choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
        return self._resolved(choices[0]) if choices else schema


def _with_handles(value: object, known: Sequence[str], change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value) if value in known else value
    if isinstance(value, list):
        return [_with_handles(one, known, change) for one in value]
    if isinstance(value, dict):
        return {name: _with_handles(one, known, change) for name, one in value.items()}
    return value


def _unknown(asked: Asked, value: object) -> object:
    strangers = [
        one for one in draw_handles(2 * len(asked.handles) + 1, derive("stranger")) if one not in asked.handles
    ]
    others = dict(zip(asked.handles, strangers, strict=False))
    return _with_handles(value, asked.handles, lambda handle: others[handle])


def _duplicate(asked: Asked, value: object) -> object:
    return _with_handles(value, asked.handles, lambda _: asked.handles[0])


def _shown(asked: Asked, value: object, keep: Sequence[str]) -> object:
    """The same with lists of handles, or of objects that name one, in the order of `keep` and without all others."""
    if isinstance(value, list):
        named = {str(one.get("handle")) if isinstance(one, dict) else str(one): one for one in value}
        if set(named) & set(asked.handles):
            return [named[handle] for handle in keep if handle in named]
        return [_shown(asked, one, keep) for one in value]
    if isinstance(value, dict):
        return {name: _shown(asked, one, keep) for name, one in value.items()}
    return value


def _half(asked: Asked, value: object) -> object:
    return _shown(asked, value, asked.handles[::2][: max(1, len(asked.handles) - 1)])


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


_VALUES: Final[Mapping[Personality, Callable[[Asked, object], object]]] = {
    Personality.WRONG_SHAPE: lambda _asked, _value: {"unexpected": [1, 2, 3], "note": HONEST},
    Personality.UNKNOWN_HANDLES: _unknown,
    Personality.DUPLICATE_HANDLES: _duplicate,
    Personality.MISSING_HANDLES: _half,
    Personality.ECHO_ORDER: lambda asked, value: _shown(asked, value, asked.handles),
    Personality.LIAR: lying,
    Personality.INJECTED: lambda asked, value: retold(value, lambda _: _obeyed(asked)),
    Personality.OTHER_LANGUAGE: lambda _, value: retold(value, lambda _: FOREIGN),
}
_SPEAKERS: Final = frozenset({Personality.LIAR, Personality.INJECTED, Personality.OTHER_LANGUAGE})
"""Those that differ by what their sentences say."""

_TEXTS: Final[Mapping[Personality, Callable[[str], str]]] = {
    Personality.CUT_JSON: lambda text: text[: len(text) * 2 // 3],
    Personality.PROSE: lambda _: "Happy to help! I would begin with the second one, because it is lovely.",
    Personality.PROSE_AROUND: lambda text: f"Sure, here {{as asked}} it is:\n\n{text}\n\nLet me know if you need more!",
    Personality.FENCED: lambda text: f"```json\n{text}\n```",
    Personality.THINKING: lambda text: f'<think>Perhaps {{"order": []}}? No, better.</think>\n{text}',
    Personality.TRAILING_COMMAS: lambda text: re.sub(r"(?<=[\w\"\]}])([}\]])", r",\1", text),
    Personality.SINGLE_QUOTES: lambda text: text.replace("'", "’").replace('"', "'"),
    Personality.EMPTY: lambda _: "",
}
