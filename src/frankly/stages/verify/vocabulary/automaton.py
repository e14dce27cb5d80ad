"""Decides whether a sentence fits a construction of its situation, in one pass over its parts."""

from collections.abc import Iterable
from functools import lru_cache

from frankly.stages.verify.vocabulary.grammar import grammar_of
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.pieces import State
from frankly.stages.verify.vocabulary.shapes import Place
from frankly.stages.verify.vocabulary.situation import Situation, Symbol


class Automaton:
    """The constructions of one situation, followed step by step."""

    def __init__(self, lexicon: Lexicon, situation: Situation) -> None:
        """Begin.

        Args:
            lexicon: constructions of the language.
            situation: which of them are open.
        """
        self.lexicon = lexicon
        self.situation = situation
        self._grammar = grammar_of(lexicon)

    def fits(self, symbols: Iterable[Symbol]) -> bool:
        """Whether the whole sentence is a construction."""
        return self._grammar.fits(self.situation, symbols)

    def reach(self, symbols: Iterable[Symbol]) -> tuple[int, State]:
        """How many symbols some construction begins with, and the state there."""
        state, count = self._grammar.start(self.situation), 0
        for symbol in symbols:
            following = self._grammar.step(state, symbol)
            if following is None:
                break
            state, count = following, count + 1
        return count, state

    def places(self, state: State) -> frozenset[Place]:
        """Words and slots that may come next."""
        return self._grammar.places(state)


@lru_cache(maxsize=512)
def automaton(lexicon: Lexicon, situation: Situation) -> Automaton:
    """The constructions of a situation; the same few come again and again."""
    return Automaton(lexicon, situation)
