"""Whether a sentence uses only words of its evidence: of the item's text and names, and of the rules' word lists.

It is told of lies, so that one sees how many are recombined and how many stand out by a word; no check depends on it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from frankly.domain.quoting.quoting import Quoting
from frankly.domain.text_slot import TEXT_SLOT
from frankly.evals.liars.cases import Case
from frankly.ports.verifier import Bearing
from frankly.stages.verify.lexicon import Lexicon

_WORD: Final = re.compile(r"[^\W_]+")
SMALL: Final = frozenset(
    "a an and as at by for from has have in is it its no not of on or than that the to up very was with without"
    " als auf aus bei das der die ein eine für im in ist mit nicht ohne und von zu".split()
)
"""Grammar, whatever a list says."""


def is_of_evidence(case: Case, bearing: Bearing, lexicon: Lexicon | None, quoting: Quoting | None) -> bool:
    """Whether all words of a case stand in its evidence or in the lists for its kind.

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
        given.update(_licensed(case, lexicon))
    elif quoting is not None:
        given.update(*(_words(frame.around("")) for frame in quoting.frames))
    return all(word in given for word in _words(TEXT_SLOT.sub(" ", case.text)))


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        yield found.group().casefold()


def _licensed(case: Case, lexicon: Lexicon | None) -> frozenset[str]:
    return frozenset() if lexicon is None else _lists(lexicon, case.kind, tuple(piece.kind for piece in case.evidence))


@lru_cache(maxsize=1024)
def _lists(lexicon: Lexicon, kind: str, kinds: tuple[object, ...]) -> frozenset[str]:
    if kind == "reason":
        own: Mapping[object, frozenset[str]] = dict(lexicon.kinds.items())
        parts = [lexicon.common, lexicon.person, lexicon.reason, *(own.get(one, frozenset()) for one in kinds)]
    else:
        parts = [lexicon.common, lexicon.nudge if kind == "nudge" else lexicon.fact]
    return frozenset(word.casefold() for part in parts for word in part)
