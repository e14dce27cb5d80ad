"""Chooses among wordings by a derived seed, the least used of this slate first, so that slates vary."""

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Final

from frankly.domain.seed import Seed, below
from frankly.stages.writing.wordings import Wording

_TEMPLATE_PART: Final = re.compile(r"\{%.*?%\}|[“„]?\{\{.*?\}\}[”“]?")

PHRASEBOOK: Final = "phrasebook"


def in_order(
    wordings: Sequence[Wording],
    seed: Seed,
    label: str,
    used: Mapping[str, int],
    shapes: Set[str] = frozenset(),
) -> list[Wording]:
    """Put wordings in the order in which they are tried.

    Args:
        wordings: those that fit.
        seed: of all draws of the decision.
        label: what is being worded, such as item and ground.
        used: name of a wording → how often this slate has it already.
        shapes: shapes that this item has already, so that "One of the reasons" does not stand twice below each other.

    Returns:
        The least used first; among equal ones phrases of the phrasebook before templates, then those of another
        shape, then from a drawn place onwards.
    """
    if not wordings:
        return []
    start = below(len(wordings), seed, "wording", label)
    turned = [*wordings[start:], *wordings[:start]]
    has_phrases = any(wording.origin == PHRASEBOOK for wording in turned)
    if not used and not shapes and not has_phrases:
        return turned

    def place(wording: Wording) -> tuple[int, bool, bool]:
        return used.get(wording.name, 0), wording.origin != PHRASEBOOK, shape(wording.text) in shapes

    return sorted(turned, key=place)


@lru_cache(maxsize=8192)
def shape(template: str) -> str:
    """How a wording sounds: its first two words, or its last two where it begins with a slot."""
    words = _TEMPLATE_PART.sub(" \x00 ", template).split()
    return " ".join(words[-2:] if words[:1] == ["\x00"] else words[:2])
