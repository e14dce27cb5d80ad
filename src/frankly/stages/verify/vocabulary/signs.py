"""Words, marks and slots as far as the patterns of a language can tell them apart."""

from dataclasses import dataclass
from typing import Final

from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Forms, Named, Node, SlotPlace, Text, Title
from frankly.stages.verify.vocabulary.situation import TITLE, SlotSymbol, Symbol
from frankly.stages.verify.vocabulary.stems import word_key

MOST_SIGNS: Final = 20_000
"""Words and slots kept for one language."""


@dataclass(slots=True, eq=False)
class Sign:
    """A symbol as far as patterns can tell it from others: two words that match the same places are one.

    Attributes:
        keys: of the places that it may match.
        slot: what it is, where it is a slot.
    """

    keys: frozenset[str]
    slot: SlotSymbol | None


class Signs:
    """The signs of one language.

    Attributes:
        known: symbol → its sign, for those that were asked for; None where no pattern has a place for one.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin.

        Args:
            lexicon: constructions of the language.
        """
        self._locale = lexicon.locale
        self._keys = frozenset(_keys_of_all(lexicon))
        self.known: dict[Symbol, Sign | None] = {}
        self._same: dict[object, Sign] = {}

    def of(self, symbol: Symbol) -> Sign | None:
        """The sign of a symbol; None where no pattern has a place for it."""
        try:
            return self.known[symbol]
        except KeyError:
            pass
        if len(self.known) > MOST_SIGNS:
            self.known.clear()
        keys = self._keys.intersection(_keys_of(symbol, self._locale))
        slot = symbol if isinstance(symbol, SlotSymbol) else None
        sign = self._same.setdefault(slot or keys, Sign(keys, slot)) if keys else None
        self.known[symbol] = sign
        return sign


def key_of(node: Node, locale: str) -> str:
    """What tells a place from others; empty for a part."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Forms):
        return "~" + word_key(node.text, locale)
    if isinstance(node, SlotPlace):
        return f"{{{node.owner}.{node.field}}}"
    return TITLE if isinstance(node, Title) else ""


def _keys_of(symbol: Symbol, locale: str) -> list[str]:
    """Keys of the places that a symbol may match."""
    if isinstance(symbol, SlotSymbol):
        return [f"{{{symbol.owner}.{symbol.field}}}"]
    if symbol[0] != "^":
        words = [symbol]
    else:
        # A word that may begin with a capital for its place alone is meant both ways.
        words = [symbol[1:], symbol[1:2].lower() + symbol[2:]]
    return [*words, *("~" + word_key(word, locale) for word in words)]


def _keys_of_all(lexicon: Lexicon) -> set[str]:
    found: set[str] = set()
    waiting = [
        node for entries in lexicon.shapes.values() for entry in entries for one in entry.patterns for node in one
    ]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Choice):
            waiting += [one for option in node.options for one in option]
        elif isinstance(node, Named):
            waiting += node.about or ()
        else:
            found.add(key_of(node, lexicon.locale))
    return found | {"."}
