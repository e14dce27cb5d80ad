"""Facts that cite the item's own text: each is proved as its level says, and said only where the level is admitted."""

from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence, Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.facts import approved, quoted, rewritten


def is_cited_fact(draft: DraftSentence) -> bool:
    """Whether a draft says that something of the item's own text bears it."""
    return draft.kind == "fact" and (bool(draft.evidence) or draft.level is not None)


def check(claim: Claim) -> list[Verdict]:
    """Refuse a fact that its level does not prove, and one of a level that the place does not admit."""
    draft, item = claim.draft, claim.bearing.item
    found = _of_place(claim)
    if claim.is_stamped:
        return found
    citation = quoted.check_citation(draft, item)
    if item is None or citation or draft.level is None:
        return [*found, *citation]
    return [*found, *_proved(claim, draft, item)]


def _of_place(claim: Claim) -> list[Verdict]:
    draft, bearing, whole = claim.draft, claim.bearing, (0, len(claim.draft.text))
    found = []
    if draft.locale != bearing.locale:
        hint = f"write in '{bearing.locale}'; the draft says '{draft.locale}'"
        found.append(verdict(Code.LOCALE_MISMATCH, whole, hint))
    admitted = ", ".join(bearing.levels) or "none"
    if draft.level is None:
        found.append(
            verdict(Code.LEVEL_MISSING, whole, f"say what proves it; levels that are admitted here: {admitted}")
        )
    elif draft.level not in bearing.levels:
        hint = f"'{draft.level}' is not admitted here; levels that are: {admitted}"
        found.append(verdict(Code.LEVEL_NOT_ADMITTED, whole, hint))
    return found


def _proved(claim: Claim, draft: DraftSentence, item: Item) -> list[Verdict]:
    if draft.level == "quoted":
        return quoted.check(draft, item, claim.saying.lexicon.quoting)
    if draft.level == "approved":
        return [*rewritten.check_words(claim, item), *approved.check(claim, item)]
    return [*rewritten.check_words(claim, item), *rewritten.check_judgement(claim, item)]
