"""Finds words that claim something by themselves: praise above all others, urgency, health, "free" and so on.

The lists are data (`claims` of `policies/lexicon/<locale>.yaml`). In reasons and nudges nothing licenses such a word;
in a fact only the span that it was taken from does.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from frankly.stages.verify.codes import Code
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.stems import stem

Span: TypeAlias = tuple[int, int]
"""First character and the one after the last."""

CLAIMS: Final[Mapping[str, Code]] = {
    code.value: code
    for code in (
        Code.POLARITY,
        Code.QUANTIFIER,
        Code.HEDGE,
        Code.ATTRIBUTION,
        Code.COMPARISON,
        Code.SUPERLATIVE,
        Code.URGENCY,
        Code.SCARCITY,
        Code.PROMISE,
        Code.HEALTH,
        Code.LEGAL,
        Code.GUARANTEE,
        Code.FREE,
        Code.LIFE_STATE,
    )
}
"""Name of a list under `claims` → the code of its refusals."""

STRONG: Final = frozenset(
    {Code.SUPERLATIVE, Code.URGENCY, Code.SCARCITY, Code.HEALTH, Code.LEGAL, Code.GUARANTEE, Code.FREE, Code.LIFE_STATE}
)
"""Claims that a source may not lend to a sentence in our own voice."""

_TOKEN: Final = re.compile(r"-?[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]")


class Token(NamedTuple):
    """One word, a part of a hyphenated one with its hyphen, or one mark.

    Attributes:
        lowered: in small letters, with a straight apostrophe.
        key: its stem.
        span: where.
    """

    lowered: str
    key: str
    span: Span


def claims_in(text: str, lexicon: Lexicon) -> list[tuple[Code, Span]]:
    """Find every claim, in the order of the text.

    Args:
        text: any text of the language: a draft, or a span of a source.
        lexicon: its lists. Words are found by stem, unless the lexicon has them under `exact`.

    Returns:
        Code and place of each; the longest phrase wins, and what stands under `harmless` claims nothing.
    """
    tokens = tokens_of(text, lexicon.locale)
    found: list[tuple[Code, Span]] = []
    at = 0
    while at < len(tokens):
        length, code = _longest(tokens, at, lexicon)
        if code is not None:
            found.append((code, (tokens[at].span[0], tokens[at + length - 1].span[1])))
        at += max(length, 1)
    return found


def claim_codes(text: str, lexicon: Lexicon) -> frozenset[Code]:
    """Codes of every claim of a text."""
    return frozenset(code for code, _ in claims_in(text, lexicon))


@lru_cache(maxsize=16_384)
def may_claim(word: str, lexicon: Lexicon) -> bool:
    """Whether a claim other than a hedge can begin in a word: mostly none does, and nothing has to be searched."""
    by_first, endings = _index(lexicon)
    for token in tokens_of(word, lexicon.locale):
        phrases = (*by_first.get(token.lowered, ()), *by_first.get("~" + token.key, ()))
        if any(phrase.code not in {None, Code.HEDGE} for phrase in phrases):
            return True
        if any(token.lowered.endswith(ending) for ending, _ in endings):
            return True
    return False


def tokens_of(text: str, locale: str) -> list[Token]:
    """Words and marks of a text; "risk-free" is "risk" and "-free", so that "sugar-free" is not "free"."""
    found = []
    for match in _TOKEN.finditer(text):
        lowered = match.group().lower().replace("’", "'")
        found.append(Token(lowered, stem(lowered, locale), match.span()))
    return found


class _Phrase(NamedTuple):
    parts: tuple[tuple[str, bool], ...]
    """Each word or stem, and whether it is a stem."""

    code: Code | None
    """None: it claims nothing."""


def _longest(tokens: list[Token], at: int, lexicon: Lexicon) -> tuple[int, Code | None]:
    first = tokens[at]
    by_first, endings = _index(lexicon)
    for phrase in (*by_first.get(first.lowered, ()), *by_first.get("~" + first.key, ())):
        if _fits(phrase, tokens, at, lexicon):
            return len(phrase.parts), phrase.code
    for ending, code in endings:
        if len(first.lowered) > len(ending) + 2 and first.lowered.endswith(ending):
            return 1, code
    return 0, None


def _fits(phrase: _Phrase, tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    if at + len(phrase.parts) > len(tokens):
        return False
    return all(
        (token.key == part and token.lowered not in lexicon.exact) if is_stem else token.lowered == part
        for (part, is_stem), token in zip(phrase.parts, tokens[at:], strict=False)
    )


@lru_cache(maxsize=64)
def _index(lexicon: Lexicon) -> tuple[Mapping[str, tuple[_Phrase, ...]], tuple[tuple[str, Code], ...]]:
    """Phrases by their first word or stem, longest first; endings of words."""
    by_first: dict[str, list[_Phrase]] = {}
    endings = []
    for entry, code in _entries(lexicon):
        if entry.startswith("*") and code is not None:
            endings.append((entry[1:], code))
            continue
        parts = tuple(_part(token, lexicon) for token in tokens_of(entry, lexicon.locale))
        first = ("~" if parts[0][1] else "") + parts[0][0]
        by_first.setdefault(first, []).append(_Phrase(parts, code))
    ordered = {
        first: tuple(sorted(phrases, key=lambda phrase: (-len(phrase.parts), phrase.code is not None)))
        for first, phrases in by_first.items()
    }
    return ordered, tuple(endings)


def _part(token: Token, lexicon: Lexicon) -> tuple[str, bool]:
    is_stem = token.lowered not in lexicon.exact and token.lowered[0].isalpha()
    return (token.key, True) if is_stem else (token.lowered, False)


def _entries(lexicon: Lexicon) -> Iterator[tuple[str, Code | None]]:
    for entry in sorted(lexicon.harmless):
        yield entry, None
    for name, entries in lexicon.claims.items():
        for entry in sorted(entries):
            yield entry, CLAIMS[name]
