"""Chooses among wordings by a derived seed, the least used of this slate first, so that slates vary."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from frankly.domain.seed import Seed, below
from frankly.stages.writing.wordings import Language, Wording

_TEMPLATE_PART: Final = re.compile(r"\{%.*?%\}|[“„]?\{\{.*?\}\}[”“]?")

PHRASEBOOK: Final = "phrasebook"

NOTHING_AROUND: Final[Mapping[str, int]] = MappingProxyType({})


def in_order(
    wordings: Sequence[Wording],
    seed: Seed,
    label: str,
    used: Mapping[str, int],
    shapes: Set[str] = frozenset(),
    around: Mapping[str, int] = NOTHING_AROUND,
) -> list[Wording]:
    """Put wordings in the order in which they are tried.

    Args:
        wordings: those that fit.
        seed: of all draws of the decision.
        label: what is being worded, such as item and ground.
        used: name of a wording → how often this slate has it already.
        shapes: shapes that this item has already, so that "One of the reasons" does not stand twice below each other.
        around: shape → how many reasons of the slate sound so already; see `sounds`.

    Returns:
        The least used first; among equal ones phrases of the phrasebook before templates, then those of a shape that
        the item has not, then that the slate has least, then from a drawn place onwards.
    """
    if not wordings:
        return []
    start = below(len(wordings), seed, "wording", label)
    turned = [*wordings[start:], *wordings[:start]]
    has_phrases = any(wording.origin == PHRASEBOOK for wording in turned)
    if not used and not shapes and not around and not has_phrases:
        return turned

    def place(wording: Wording) -> tuple[int, bool, bool, int]:
        sound = shape(wording.text)
        return (
            used.get(wording.name, 0),
            wording.origin != PHRASEBOOK,
            sound in shapes,
            around.get(sound, 0),
        )

    return sorted(turned, key=place)


@lru_cache(maxsize=8192)
def shape(template: str) -> str:
    """How a wording sounds: its first two words, or its last two where it begins with a slot."""
    words = _TEMPLATE_PART.sub(" \x00 ", template).split()
    return " ".join(words[-2:] if words[:1] == ["\x00"] else words[:2])


def sounds(used: Mapping[str, int], language: Language) -> Mapping[str, int]:
    """Shape → how many reasons of a slate sound so, from the names of the wordings that it has already."""
    shapes = _shapes(language)
    found: Counter[str] = Counter()
    for name, times in used.items():
        if name in shapes:
            found[shapes[name]] += times
    return found


@lru_cache(maxsize=16)
def _shapes(language: Language) -> Mapping[str, str]:
    """Name of each wording of a reason → its shape."""
    wordings = [wording for some in language.reasons.values() for wording in some]
    named = [wording.named for wording in wordings if wording.naming]
    return {wording.name: shape(wording.text) for wording in (*wordings, *named)}
