"""Every id that is cited exists here and is used, and every id that is used is cited."""

from collections.abc import Mapping
from itertools import islice

from frankly.domain.evidence import Evidence, Ground
from frankly.domain.saying.text import Verdict
from frankly.domain.saying.text_slot import CROWD_KINDS, OTHER_PEOPLE, PLACEMENT_KINDS, UNSAYABLE_KINDS
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict

MOST_CITED = 10
"""Pieces of one ground that a sentence cites; the ground itself names all."""


def check(claim: Claim) -> list[Verdict]:
    """Refuse foreign ids, loose citations, and evidence that is no reason."""
    return [*_unknown(claim), *_loose(claim), *_powerless(claim)]


def _unknown(claim: Claim) -> list[Verdict]:
    bearing, whole = claim.bearing, (0, len(claim.draft.text))
    found = []
    if len(claim.cited) < len(claim.draft.evidence):
        found += [
            verdict(Code.UNKNOWN_EVIDENCE, whole, f"'{name}' is no evidence of this item")
            for name in claim.draft.evidence
            if name not in bearing.evidence
        ]
    for slot in claim.parsed.slots:
        name = claim.names[slot.owner]
        owners = bearing.grounds if name.startswith("g") else bearing.evidence
        if name != "item" and name not in owners:
            found.append(verdict(Code.UNKNOWN_EVIDENCE, slot.span, f"'{name}' is nothing that moved this item"))
    return found


def _loose(claim: Claim) -> list[Verdict]:
    told = {claim.names[slot.owner]: slot.span for slot in claim.parsed.slots if slot.owner != "item"}
    if not told:
        # Without any slot of evidence the sentence speaks of all that it cites: "Chosen by our editors."
        return []
    whole = (0, len(claim.draft.text))
    cited = set(claim.draft.evidence)
    # Looked for in the grounds as they are: a set of their hundreds of pieces costs more than a few short looks.
    found = [
        verdict(Code.UNUSED_EVIDENCE, whole, f"'{name}' is cited and not used; leave it out")
        for name in claim.draft.evidence
        if name not in told and not _is_in(name, claim.grounds)
    ]
    for owner, span in told.items():
        ground = claim.bearing.grounds.get(owner)
        needed = _shown_pieces(claim, ground) if ground else {owner}
        loose_from = _not_of(claim, told) if ground else ()
        for name in loose_from:
            hint = f"'{name}' is none of '{owner}': name one that is, or leave it out"
            found.append(verdict(Code.WRONG_OBJECT, told[name], hint))
        if not needed <= cited:
            names = ", ".join(sorted(needed - cited))
            found.append(verdict(Code.UNCITED_EVIDENCE, span, f"'{owner}' is used: cite {names}"))
    return found


def _not_of(claim: Claim, told: Mapping[str, tuple[int, int]]) -> list[str]:
    """Evidence that is told beside a ground and is none of its pieces: "3 titles …, and “{e1.title}” is one"."""
    return [name for name in told if name in claim.bearing.evidence and not _is_in(name, claim.grounds)]


def _is_in(name: str, grounds: tuple[Ground, ...]) -> bool:
    return any(name in ground.evidence for ground in grounds)


def _shown_pieces(claim: Claim, ground: Ground) -> set[str]:
    """The ground's strongest pieces that the answer shows; a ground may have more pieces than are kept as objects."""
    shown = (name for name in ground.evidence if name in claim.bearing.evidence)
    return set(islice(shown, MOST_CITED)) or {ground.evidence[0]}


def _powerless(claim: Claim) -> list[Verdict]:
    whole = (0, len(claim.draft.text))
    found = []
    for piece in claim.cited:
        if piece.kind in UNSAYABLE_KINDS:
            found.append(verdict(Code.KIND_UNSAYABLE, whole, f"'{piece.kind}' is never given as a reason"))
        elif not _moved(piece) or claim.bearing.causes.get(piece.id) == "none":
            found.append(verdict(Code.NO_EFFECT, whole, f"'{piece.id}' did not raise this item; cite another"))
        elif piece.kind in CROWD_KINDS and piece.count < OTHER_PEOPLE:
            hint = f"'{piece.id}' stands for {piece.count}; what others did needs at least {OTHER_PEOPLE} people"
            found.append(verdict(Code.TOO_FEW_PEOPLE, whole, hint))
    return found


def _moved(piece: Evidence) -> bool:
    return piece.contribution > 0 or (piece.kind in PLACEMENT_KINDS and piece.contribution == 0)
