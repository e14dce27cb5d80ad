"""Facts of the level `approved`: rewritten, and signed by a person who saw this sentence beside this source."""

from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.facts.quoted import cited_span


def check(claim: Claim, item: Item) -> list[Verdict]:
    """Refuse what nobody signed: a signature is bound to the hash of span and sentence."""
    span = cited_span(claim.draft, item)
    if span is not None and claim.bearing.signatures.get(binding(span, claim.draft.text)):
        return []
    hint = "nobody signed this sentence for this source: have it reviewed, or say it as 'quoted'"
    return [verdict(Code.SIGNATURE_MISSING, (0, len(claim.draft.text)), hint)]
