"""Finds words that claim something by themselves: praise above all others, urgency, health, "free" and so on.

The lists are data (`claims` of `policies/lexicon/<locale>.yaml`). In reasons and nudges nothing licenses such a word;
in a fact only the span that it was taken from does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from frankly.stages.verify.codes import Code
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.plain_words import PlainWords
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
    tokens = [(_known(match.group(), lexicon), match) for match in _TOKEN.finditer(text)]
    found: list[tuple[Code, Span]] = []
    words = [known for known, _ in tokens]
    at = 0
    for place, known in enumerate(words):
        if place >= at and (known.phrases or known.ending is not None):
            length, code = _longest(words, place, lexicon)
            if code is not None:
                found.append((code, (tokens[place][1].start(), tokens[place + length - 1][1].end())))
            at = place + length
    return found


def claim_codes(text: str, lexicon: Lexicon) -> frozenset[Code]:
    """Codes of every claim of a text."""
    return frozenset(code for code, _ in claims_in(text, lexicon))


def may_claim(words: Sequence[str], each: frozenset[str], fields: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether a claim other than a hedge can begin in one of some words: mostly none does, and nothing is searched.

    Args:
        words: of a text, in its order.
        each: all of them, in any order; more are no harm.
        fields: of its slots, which are read with it: one that does not exist may claim something.
        lexicon: its lists.
    """
    near = _unclaiming(lexicon).others(each)
    if not near:
        return False
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in near:
            begins = _begins(word, lexicon)
            if not begins or (following and not begins.isdisjoint(_as_second(following, lexicon))):
                return True
    return any([_begins(field, lexicon) is not None for field in fields])


@lru_cache(maxsize=64)
def _unclaiming(lexicon: Lexicon) -> PlainWords:
    """Words with which no claim begins."""
    return PlainWords(lambda word: _begins(word, lexicon) is None)


_ANY: Final[frozenset[str]] = frozenset()


@lru_cache(maxsize=16_384)
def _begins(word: str, lexicon: Lexicon) -> frozenset[str] | None:
    """What must follow a word so that it begins a claim: None where none begins, nothing where anything may follow."""
    tokens = [_known(match.group(), lexicon) for match in _TOKEN.finditer(word)]
    phrases = [phrase for token in tokens for phrase in token.phrases if phrase.code not in {None, Code.HEDGE}]
    if not phrases and all(token.ending is None for token in tokens):
        return None
    seconds = [phrase.parts[1] for phrase in phrases if len(phrase.parts) > 1]
    if len(tokens) > 1 or len(seconds) < len(phrases) or tokens[0].ending is not None:
        return _ANY
    if any(not part.lstrip("-").isalpha() or (is_stem and part[0] == "-") for part, is_stem in seconds):
        return _ANY
    return frozenset([("~" if is_stem else "") + part.lstrip("-") for part, is_stem in seconds])


@lru_cache(maxsize=16_384)
def _as_second(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """A word as the second one of a phrase: as it stands, and by its stem."""
    first = _TOKEN.search(word)
    known = _known(first.group() if first else word, lexicon)
    return known.lowered, "~" + known.key


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


class _Known(NamedTuple):
    """A word or mark as the lists see it."""

    lowered: str
    key: str
    phrases: tuple[_Phrase, ...]
    """What may begin with it: as it stands first, the longest first."""

    ending: Code | None
    """What it claims by its ending."""


@lru_cache(maxsize=16_384)
def _known(word: str, lexicon: Lexicon) -> _Known:
    lowered = word.lower().replace("’", "'")
    key = stem(lowered, lexicon.locale)
    by_first, endings = _index(lexicon)
    claimed = (code for ending, code in endings if len(lowered) > len(ending) + 2 and lowered.endswith(ending))
    phrases = (*by_first.get(lowered, ()), *by_first.get("~" + key, ()))
    return _Known(lowered, key, phrases, next(claimed, None))


def _longest(tokens: Sequence[_Known], at: int, lexicon: Lexicon) -> tuple[int, Code | None]:
    for phrase in tokens[at].phrases:
        if _fits(phrase, tokens, at, lexicon):
            return len(phrase.parts), phrase.code
    return 1, tokens[at].ending


def _fits(phrase: _Phrase, tokens: Sequence[_Known], at: int, lexicon: Lexicon) -> bool:
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
