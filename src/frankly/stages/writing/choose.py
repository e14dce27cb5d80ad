"""Chooses among wordings by a derived seed, the least used of this slate first, so that slates vary."""

from collections.abc import Mapping, Sequence

from frankly.domain.seed import Seed, below
from frankly.stages.writing.wordings import Wording


def in_order(wordings: Sequence[Wording], seed: Seed, label: str, used: Mapping[str, int]) -> list[Wording]:
    """Put wordings in the order in which they are tried.

    Args:
        wordings: those that fit.
        seed: of all draws of the decision.
        label: what is being worded, such as item and ground.
        used: name of a wording → how often this slate has it already.

    Returns:
        The least used first; equal ones from a drawn place onwards.
    """
    if not wordings:
        return []
    start = below(len(wordings), seed, "wording", label)
    turned = [*wordings[start:], *wordings[:start]]
    return sorted(turned, key=lambda wording: used.get(wording.name, 0)) if used else turned
