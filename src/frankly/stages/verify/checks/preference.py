"""A liking is no reason where the same evidence says that the person does not want it: either may be the newer."""

from collections.abc import Iterator
from typing import Final

from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.domain.saying.text import Verdict
from frankly.domain.saying.text_slot import UNSAYABLE_KINDS
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict

LIKINGS: Final = frozenset(
    {EvidenceKind.LIKED, EvidenceKind.SAVED, EvidenceKind.RATED_HIGH, EvidenceKind.STATED_INTEREST}
)
"""Kinds that say that somebody likes something."""

_COMPLETED: Final = frozenset({EvidenceKind.COMPLETED})


def check(claim: Claim) -> list[Verdict]:
    """Refuse a liking of what the person also disliked, hid, rated low or does not want, as far as this item knows."""
    return [*_over(claim), *_liked(claim)]


def _over(claim: Claim) -> list[Verdict]:
    """Who came to the end of something is not partway through it any more."""
    partway = [piece for piece in claim.cited if piece.kind is EvidenceKind.PROGRESSED]
    if not partway:
        return []
    done = {piece.anchor for _, piece in claim.bearing.of_kinds(_COMPLETED)}
    hint = "they came to its end: tell that"
    return [
        verdict(Code.PREFERENCE_CONFLICT, (0, len(claim.draft.text)), hint) for piece in partway if piece.anchor in done
    ]


def _liked(claim: Claim) -> list[Verdict]:
    liked = [piece for piece in claim.cited if piece.kind in LIKINGS]
    if not liked:
        return []
    unwanted = set(_unwanted(claim))
    return [
        verdict(
            Code.PREFERENCE_CONFLICT,
            (0, len(claim.draft.text)),
            f"'{piece.id}' says that they like it, and other evidence of this item that they do not: cite another",
        )
        for piece in liked
        if (piece.anchor.type, piece.anchor.value) in unwanted
    ]


def _unwanted(claim: Claim) -> Iterator[tuple[str, str]]:
    for kind, anchor, units in _told_against(claim):
        if kind in UNSAYABLE_KINDS and units <= 0 and anchor.type != "none":
            yield anchor.type, anchor.value


def _told_against(claim: Claim) -> Iterator[tuple[EvidenceKind, Anchor, int]]:
    bearing = claim.bearing
    if bearing.placed is None:
        for _, piece in bearing.of_kinds(UNSAYABLE_KINDS):
            yield piece.kind, piece.anchor, piece.contribution
        return
    # The grounds stand strongest first; what speaks against the item stands last, and no other piece has to be made.
    for name in reversed(list(bearing.grounds)):
        ground = bearing.grounds[name]
        if ground.contribution > 0:
            return
        yield ground.kind, ground.anchor, ground.contribution
