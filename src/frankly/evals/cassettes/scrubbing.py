"""Nothing secret and nothing personal enters a cassette: every line is searched before it is written.

What is found is never told itself: the message says what kind of thing it is, and in which field at which place.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import orjson

from frankly.errors import Invalid
from frankly.evals.cassettes.line import Line

SECRETS: Final[Mapping[str, re.Pattern[str]]] = {
    "an API key": re.compile(
        r"\b(?:sk|rk|pk|gsk|csk|fw|pplx|xai|nvapi|voyage|sess)[-_][A-Za-z0-9][\w-]{14,}"
        r"|\bAIza[\w-]{20,}|\b(?:hf|r8|tgp_v1|ghp|gho|ghu|ghs|ghr|github_pat|glpat)[-_][\w-]{16,}"
        r"|\bxox[abeprs]-[\w-]{10,}|\b(?:AKIA|ASIA|ABSK)[0-9A-Za-z+/]{12,}|\bya29\.[\w-]{10,}"
    ),
    "a token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an authorisation header": re.compile(
        r"\b(?i:(?:proxy-)?authori[sz]ation[\"']?\s*[:=])"
        r"|\b(?i:bearer|basic)\s+(?=[\w.~+/=-]*(?:[\d~+/=_]|[a-z][A-Z]))[\w.~+/=-]{8,}"
        r"|\b(?i:(?:x-)?(?:api|access|auth|secret)[-_ ]?(?:key|token)[\"']?\s*[:=]|(?:set-)?cookie[\"']?\s*:)"
    ),
    "an address with a password or key": re.compile(
        r"(?i)\b[a-z][a-z0-9+.-]{0,20}://[^/\s:@\"]{1,200}:[^/\s:@\"]{1,200}@|[?&](?:api_?key|key|token|access_token|sig|signature)=[^\s&]"
    ),
    "a long word of mixed letters and digits": re.compile(
        r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z0-9_-]{28,}"
    ),
}
"""What it is → how it looks, whosever it is."""

PERSONAL: Final[Mapping[str, re.Pattern[str]]] = {
    "an e-mail address": re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[A-Za-z]\w+"),
    "a telephone number": re.compile(r"\+\d[\d ()/.-]{7,}\d"),
    "an exact time": re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b|\b1[3-9]\d{8}(?:\d{3})?\b(?!\.\d)"),
    "an id or a hash": re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{16,}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
    "an address of a machine": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
}
"""What it is → how it looks, whosever it is."""

LEAST_LETTERS: Final = 6
"""A secret that is shorter would be found in the middle of honest words."""

LEAST_OF_A_NAME: Final = 3
"""An id or name that is shorter is a word of its own in honest text."""

_OWN_HASHES: Final = frozenset({"key", "prompt_hash", "about", "recorded_on", "usage", "finish", "writer"})
"""Fields that are ours: hashes, numbers and words of closed lists, whose form is checked when a line is made."""


@dataclass(frozen=True, slots=True)
class Find:
    """Something that may not be kept.

    Attributes:
        what: kind of thing.
        where: field of the line, and the character at which it begins.
    """

    what: str
    where: str


@dataclass(frozen=True)
class Scrubber:
    """Searches lines.

    Attributes:
        secrets: text → what it is, such as `FRANKLY_API_KEY`.
        people: text → what it is, such as "a person's id"; whole words of any case.
    """

    secrets: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    def refuse(self, line: Line) -> None:
        """Let a clean line pass.

        Raises:
            Invalid: when something in it may not be kept; says what and where, and never the thing itself.
        """
        found = self.finds(line)
        if found:
            told = "; ".join(f"{one.what} in {one.where}" for one in found)
            raise Invalid(
                f"The reply to {line.prompt} (key {line.key}) is not recorded, because it holds what no cassette may: "
                f"{told}. Take it out of what is asked, or leave the case out.",
                details={"found": [{"what": one.what, "where": one.where} for one in found]},
            )

    def finds(self, line: Line) -> tuple[Find, ...]:
        """Everything in a line that may not be kept, each kind and place once."""
        fields = line.model_dump(mode="json", exclude=set(_OWN_HASHES))
        return tuple(
            dict.fromkeys(found for name, value in fields.items() for found in self._in_field(name, _strings(value)))
        )

    def _in_field(self, name: str, texts: Iterator[str]) -> Iterator[Find]:
        for text in texts:
            for what, pattern in self._patterns:
                # Once as it stands and once as a reader sees it: what is decoded has other places, so it has none.
                if (match := pattern.search(text)) is not None:
                    yield Find(what, f"{name}, character {match.start()}")
                elif any(pattern.search(seen) for seen in _as_seen(text)):
                    yield Find(what, f"{name}, behind escapes or unusual signs")

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        known = [
            (f"the value of {what}", re.compile(re.escape(value)))
            for value, what in self.secrets.items()
            if len(value) >= LEAST_LETTERS
        ]
        texts = defaultdict(list)
        for value, what in self.people.items():
            if len(value) >= LEAST_OF_A_NAME:
                texts[what].append(re.escape(value))
        people = [
            (what, re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(values)})(?![\w-])")) for what, values in texts.items()
        ]
        return (*known, *people, *SECRETS.items(), *PERSONAL.items())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _as_seen(text: str) -> Iterator[str]:
    """The text without what hides words from a search: escapes of JSON, invisible signs, letters of another width."""
    for one in (text, *_decoded(text)):
        plain = "".join(sign for sign in unicodedata.normalize("NFKC", one) if unicodedata.category(sign) != "Cf")
        yield from dict.fromkeys((one, plain))


def _decoded(text: str) -> Iterator[str]:
    """The texts inside a JSON object, if it is one."""
    try:
        value = orjson.loads(text[text.find("{") : text.rfind("}") + 1])
    except orjson.JSONDecodeError:
        return
    yield from _leaves(value)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str | int):
        yield str(value)
