"""Holds a text against items: numbers, counts, dates, having and lacking, names, opinions. Rules and no model."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from frankly.domain.item import Item
from frankly.domain.saying.unbound import UnboundClaim, UnboundReport
from frankly.stages.unbound import features, named, numbers
from frankly.stages.unbound.source import Source

_END: Final = re.compile(r"[.!?…]+[\"'”“’»)\]]*(?=\s+[\"“„(‘]?[A-ZÄÖÜ0-9])|\n+")
_SHORT: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|max|min|no|nr|dr|mr|mrs|ms|prof|st|ca|inc|ltd|co|bzw|inkl|z\.\s?b|d\.\s?h|u\.\s?a|usw)"
    r"|\b[A-Z])\Z",
    re.IGNORECASE,
)

_SHORTEST: Final = 10
MOST_SENTENCE: Final = 1000
"""Characters of a sentence that are looked at together: what is longer is no sentence, and would take long."""

_FOR: Final = {"supported": 0, "contradicted": 1, "not found": 2}


def check_unbound(text: str, items: Sequence[Item]) -> UnboundReport:
    """Hold a text against items.

    Args:
        text: without evidence.
        items: what is stored of all that it may be about, at least one.

    Returns:
        What it claims as far as rules can tell; a text without a finding is not thereby true.
    """
    places = tuple(sentence_places(text))
    found = [_claims(text, places, Source(item)) for item in items]
    ids = tuple(item.id for item in items)
    return UnboundReport(
        items=ids, text=text, sentences=places, claims=tuple(found[0] if len(found) == 1 else _best(found))
    )


def _claims(text: str, places: Sequence[tuple[int, int]], source: Source) -> list[UnboundClaim]:
    claims = [
        claim
        for start, end in places
        for check in (numbers.check, features.check, named.check)
        for claim in check(text[start:end], start, source)
    ]
    return _first_of_each_place(claims)


def _best(found: Sequence[list[UnboundClaim]]) -> list[UnboundClaim]:
    """Of each place what speaks for the text most: it may be about any of the items."""
    kept: dict[tuple[int, int], UnboundClaim] = {}
    for claim in (claim for claims in found for claim in claims):
        before = kept.get(claim.span)
        if before is None or _FOR[claim.state] < _FOR[before.state]:
            kept[claim.span] = claim
    borne = [claim for claim in kept.values() if not _is_said_by_another(claim, found)]
    return sorted(borne, key=lambda claim: claim.span)


def _is_said_by_another(claim: UnboundClaim, found: Sequence[list[UnboundClaim]]) -> bool:
    """Whether an item bears an opinion: it then makes no claim of it."""
    if claim.kind not in {"praise", "term"}:
        return False
    return any(all(other.span != claim.span for other in claims) for claims in found)


def sentence_places(text: str) -> Iterator[tuple[int, int]]:
    """Places of the sentences of a text. Claims are looked for sentence by sentence, so one too many does no harm."""
    start = 0
    for end in _END.finditer(text):
        if not _SHORT.search(text[max(start, end.start() - _SHORTEST) : end.start()]):
            yield from _trimmed(text, start, end.end())
            start = end.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence without the space around it; one that never ends, in parts."""
    while end - start > MOST_SENTENCE:
        space = text.rfind(" ", start, start + MOST_SENTENCE)
        cut = space if space > start else start + MOST_SENTENCE
        yield from _trimmed(text, start, cut)
        start = cut
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _first_of_each_place(claims: list[UnboundClaim]) -> list[UnboundClaim]:
    """One claim a place: what contradicts goes first, then what a field answers, then what is not found."""
    kept: list[UnboundClaim] = []
    taken: set[int] = set()
    for claim in sorted(claims, key=_rank):
        places = range(*claim.span)
        if taken.isdisjoint(places):
            kept.append(claim)
            taken.update(places)
    return sorted(kept, key=lambda one: one.span)


def _rank(claim: UnboundClaim) -> tuple[int, tuple[int, int]]:
    if claim.state == "contradicted":
        return 0, claim.span
    if claim.kind == "feature" and claim.state == "supported":
        return 1, claim.span
    return (2 if claim.state == "not found" else 3), claim.span
