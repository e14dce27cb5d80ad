"""How the `lsa` embedder reads text: words and pairs of neighbouring words, the labels of an item counted more."""

import re
from collections.abc import Container, Iterator

FIELD_WEIGHTS = (2, 2, 2, 2)
"""Weight of title, creators, categories and tags, the first lines of an item's text; each later line counts once.

Measured by what the ten nearest items share: two on `retail-demo-store` .755 against .718 (style and category), no
difference on titles alone. Pairs of words: .152 against .143 on `online-retail` (bought by the same people), .133
against .131 on Lantern Books, .755 against .771 on `retail-demo-store`.
"""

_WORD = re.compile(r"[^\W_]{2,}")


def counts(text: str, known: Container[str] | None = None) -> dict[str, int]:
    """Weighted number of times that each term occurs in a text.

    Args:
        text: an item's text (`Item.text()`), or search words.
        known: terms to keep; None keeps all.
    """
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n")):
        weight = FIELD_WEIGHTS[number] if number < len(FIELD_WEIGHTS) else 1
        for term in _terms(line):
            if known is None or term in known:
                found[term] = found.get(term, 0) + weight
    return found


def _terms(line: str) -> Iterator[str]:
    """Words of two letters or more, whatever their case, and pairs of neighbours."""
    before = None
    for word in _WORD.findall(line.casefold()):
        yield word
        if before is not None:
            yield f"{before} {word}"
        before = word
