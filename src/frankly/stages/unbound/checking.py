"""Holds one text against one item: numbers, counts, dates, having and lacking, names, opinions. Rules and no model."""

import re
from collections.abc import Iterator
from typing import Final

from frankly.domain.item import Item
from frankly.domain.unbound import UnboundClaim, UnboundReport
from frankly.stages.unbound import features, named, numbers
from frankly.stages.unbound.source import Source

_END: Final = re.compile(r"[.!?…]+[\"'”“’»)\]]*(?=\s+[\"“„(‘]?[A-ZÄÖÜ0-9])|\n+")
_SHORT: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|max|min|no|nr|dr|mr|mrs|ms|prof|st|ca|inc|ltd|co|bzw|inkl|z\.\s?b|d\.\s?h|u\.\s?a|usw)"
    r"|\b[A-Z])\Z",
    re.IGNORECASE,
)


def check_unbound(text: str, item: Item) -> UnboundReport:
    """Hold a text against an item.

    Args:
        text: of one item, without evidence.
        item: what is stored of it.

    Returns:
        What it claims as far as rules can tell; a text without a finding is not thereby true.
    """
    source = Source(item)
    places = tuple(sentence_places(text))
    claims = [
        claim
        for start, end in places
        for check in (numbers.check, features.check, named.check)
        for claim in check(text[start:end], start, source)
    ]
    return UnboundReport(item=item.id, text=text, sentences=places, claims=tuple(_first_of_each_place(claims)))


def sentence_places(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences of a text. Claims are looked for sentence by sentence, so one too many does no harm."""
    start = 0
    for end in _END.finditer(text):
        if not _SHORT.search(text[start : end.start()]):
            yield from _trimmed(text, start, end.end())
            start = end.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _first_of_each_place(claims: list[UnboundClaim]) -> list[UnboundClaim]:
    """One claim a place: what contradicts goes first, then what a field answers, then what is not found."""
    kept: list[UnboundClaim] = []
    for claim in sorted(claims, key=_rank):
        if all(claim.span[1] <= one.span[0] or one.span[1] <= claim.span[0] for one in kept):
            kept.append(claim)
    return sorted(kept, key=lambda one: one.span)


def _rank(claim: UnboundClaim) -> tuple[int, tuple[int, int]]:
    if claim.state == "contradicted":
        return 0, claim.span
    if claim.kind == "feature" and claim.state == "supported":
        return 1, claim.span
    return (2 if claim.state == "not found" else 3), claim.span
