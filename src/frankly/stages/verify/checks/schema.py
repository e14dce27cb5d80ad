"""Kind, role and language fit together: a reason needs evidence, a nudge or a fact has none."""

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict


def check(claim: Claim) -> list[Verdict]:
    """Refuse a reason without evidence, a nudge or fact with some, and another language than was asked for."""
    draft, whole = claim.draft, (0, len(claim.draft.text))
    found = []
    if draft.kind == "reason" and not draft.evidence:
        found.append(verdict(Code.NO_EVIDENCE, whole, "cite the evidence that the reason rests on"))
    if draft.kind != "reason" and draft.evidence:
        found.append(verdict(Code.NEEDLESS_EVIDENCE, whole, f"a {draft.kind} cites no evidence; make it a reason"))
    if draft.locale != claim.bearing.locale:
        hint = f"write in '{claim.bearing.locale}'; the draft says '{draft.locale}'"
        found.append(verdict(Code.LOCALE_MISMATCH, whole, hint))
    return found
