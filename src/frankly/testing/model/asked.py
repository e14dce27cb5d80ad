"""What a model server was asked, read from a body in the OpenAI chat format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import orjson

from frankly.domain.canonical import hash_bytes
from frankly.domain.model.handles import handles_in

_IN_WORDS: Final = "JSON Schema:\n"


@dataclass(frozen=True)
class Asked:
    """One call.

    Attributes:
        body: as it came.
        headers: as they came, names in lower case, without the key.
        times: how often the same was asked before.
    """

    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 0

    @property
    def model(self) -> str:
        """The model that is asked for, without its provider."""
        return str(self.body.get("model", "")).rpartition("/")[2]

    @property
    def is_streaming(self) -> bool:
        """Whether the reply shall come bit by bit."""
        return bool(self.body.get("stream"))

    @property
    def tool(self) -> str:
        """Name of the tool that must be called; empty where none must."""
        tools = self.body.get("tools") or ()
        return str(tools[0]["function"]["name"]) if tools else ""

    @cached_property
    def messages(self) -> Sequence[tuple[str, str]]:
        """Role and text of each message."""
        return [(str(one["role"]), _text(one.get("content"))) for one in self.body.get("messages", ())]

    @cached_property
    def prompt(self) -> str:
        """All messages, one below the other."""
        return "\n".join(text for _, text in self.messages)

    @cached_property
    def data(self) -> str:
        """What the user's messages say."""
        return "\n".join(text for role, text in self.messages if role == "user")

    @cached_property
    def handles(self) -> Sequence[str]:
        """Handles that the user's messages show, in their order."""
        return handles_in(self.data)

    @cached_property
    def schema(self) -> Mapping[str, Any] | None:
        """The shape that is asked for, in whichever way; None where none is."""
        tools = self.body.get("tools") or ()
        if tools:
            return dict(tools[0]["function"]["parameters"])
        asked = self.body.get("response_format") or {}
        if "json_schema" in asked:
            return dict(asked["json_schema"]["schema"])
        _, _, words = self.prompt.partition(_IN_WORDS)
        return _first_object(words)

    @cached_property
    def content(self) -> str:
        """Hash of everything that was asked."""
        return hash_bytes(orjson.dumps(dict(self.body), option=orjson.OPT_SORT_KEYS))


def _text(content: object) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _first_object(text: str) -> Mapping[str, Any] | None:
    line = text.split("\n")[0].strip()
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
