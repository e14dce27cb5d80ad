"""Names, opinions and words of status: the item must hold them, or nobody knows."""

import re
from collections.abc import Iterator
from typing import Final

from frankly.domain.saying.unbound import ClaimKind, UnboundClaim
from frankly.stages.unbound.denial import is_denied
from frankly.stages.unbound.quantities import quantities
from frankly.stages.unbound.source import Source, words_in
from frankly.stages.unbound.words import MONTHS, OPINIONS, STATUS

_COMMON: Final = frozenset("mhz ghz i the a an it this that with its and or for in on of".split())
_NAME: Final = re.compile(r"[A-Z][\w.+-]*|[a-z]+[A-Z]\w*|\d+[A-Za-z]{1,2}")


def check(sentence: str, at: int, source: Source) -> Iterator[UnboundClaim]:
    """Claims of names, opinions and status in a sentence that stands at a place of its text."""
    for match in words_in(sentence):
        word = match.group()
        kind = _kind(word, match.start())
        if kind is None:
            continue
        is_known = _is_known(word, kind, source)
        if is_known and kind != "name":
            continue
        if kind == "name" and not is_known and is_denied(sentence.casefold(), match.start(), match.end()):
            continue  # that it lacks something unheard of is no claim of a name
        yield UnboundClaim(
            span=(at + match.start(), at + match.end()),
            text=word,
            kind=kind,
            state="supported" if is_known else "not found",
            hint="" if is_known else _HINTS[kind],
        )


_HINTS: Final[dict[ClaimKind, str]] = {
    "name": "no field holds this name",
    "praise": "an opinion that the item does not state: leave it out, or quote who says so",
    "term": "no field says so",
}


def _kind(word: str, start: int) -> ClaimKind | None:
    folded = word.casefold()
    if folded in OPINIONS:
        return "praise"
    if folded in STATUS:
        return "term"
    if (
        start
        and _NAME.fullmatch(word)
        and not next(quantities(word), None)
        and any(letter.isalpha() for letter in word)
        and folded not in MONTHS
    ):
        return None if folded in _COMMON else "name"
    return None


def _is_known(word: str, kind: ClaimKind, source: Source) -> bool:
    if kind != "name":
        return source.knows(word)
    return all(source.knows(part) or not part for part in re.split(r"[-.]", word)) or source.knows(word)
