"""Whether a sentence uses only words of its evidence: of the item's text and names, and of the rules' word lists.

It is told of lies, so that one sees how many are recombined and how many stand out by a word; no check depends on it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from frankly.domain.quoting.quoting import Quoting
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.evals.liars.cases import Case
from frankly.ports.verifier import Bearing
from frankly.stages.verify.vocabulary.lexicon import Lexicon

_WORD: Final = re.compile(r"[^\W_]+")
SMALL: Final = frozenset(
    "a an and as at by for from has have in is it its no not of on or than that the to up very was with without"
    " als auf aus bei das der die ein eine für im in ist mit nicht ohne und von zu".split()
)
"""Grammar, whatever a list says."""


def is_of_evidence(case: Case, bearing: Bearing, lexicon: Lexicon | None, quoting: Quoting | None) -> bool:
    """Whether all words of a case stand in its evidence or in the rules' lists.

    Args:
        case: the sentence.
        bearing: what it leans on.
        lexicon: words of the language.
        quoting: frames of the language.
    """
    given = set(SMALL)
    if bearing.item is not None:
        given.update(_words(f"{bearing.item.title} {bearing.item.description}"))
    if case.kind != "fact" or case.level is None:
        given.update(*(_words(item.title) for item in bearing.anchors.values()))
        given.update(_listed(lexicon) if lexicon is not None else ())
    elif quoting is not None:
        given.update(*(_words(frame.around("")) for frame in quoting.frames))
    return all(word in given for word in _words(TEXT_SLOT.sub(" ", case.text)))


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        yield found.group().casefold()


@lru_cache(maxsize=8)
def _listed(lexicon: Lexicon) -> frozenset[str]:
    """Every word that the rules give for some sentence, numbers aside."""
    units = frozenset().union(*lexicon.units.values())
    return frozenset(word.casefold() for word in (lexicon.known | units) - lexicon.numbers)
