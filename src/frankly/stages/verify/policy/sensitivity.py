"""Use is one thing, telling another: evidence that a rule keeps silent, and sensitive topics without consent."""

from frankly.domain.evidence import Evidence, Ground
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.silence import Occasion, Silence, item_topics, silence, subject_of
from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict


def check(claim: Claim, policy: SayPolicy) -> list[Verdict]:
    """Refuse sentences that tell what may not be told, or speak of an item of a topic without consent."""
    bearing = claim.bearing
    found: list[Verdict] = []
    if bearing.item is not None and claim.draft.kind != "nudge":
        for topic in item_topics(policy.rules.sensitive, bearing.item, bearing.topics):
            hint = f"the item is of the sensitive topic '{topic}', and the person has not agreed: say nothing of it"
            found.append(verdict(Code.SENSITIVE_TOPIC, (0, len(claim.draft.text)), hint))
    told = _told(claim)
    if not told:
        return found
    on = Occasion(bearing.now, bearing.surface, bearing.region, bearing.topics)
    for name, piece in told:
        # Whoever prepared the request has looked at every piece; asked again only for the words of a refusal.
        if bearing.untold is not None and name not in bearing.untold and not isinstance(piece, Ground):
            continue
        why = silence(policy, subject_of(piece, bearing.anchors), on)
        if why is not None:
            found.append(_refused(claim, name, why, policy))
        elif bearing.untold is not None and name in bearing.untold:
            found.append(verdict(Code.UNTOLD_EVIDENCE, _span(claim, name), f"'{name}' is not told here: tell another"))
    return found


def _told(claim: Claim) -> list[tuple[str, Evidence | Ground]]:
    told: list[tuple[str, Evidence | Ground]] = [(piece.id, piece) for piece in claim.cited]
    grounds = claim.bearing.grounds
    return told + [(name, grounds[name]) for name in claim.names.values() if name in grounds]


def _refused(claim: Claim, name: str, why: Silence, policy: SayPolicy) -> Verdict:
    if why.topic:
        hint = f"'{name}' is of the sensitive topic '{why.topic}', and the person has not agreed: tell another ground"
        return verdict(Code.SENSITIVE_TOPIC, _span(claim, name), hint)
    hint = f"'{name}' is not told, by {policy.where(why.rule)} ({why.because}): tell another ground"
    return verdict(Code.UNTOLD_EVIDENCE, _span(claim, name), hint)


def _span(claim: Claim, name: str) -> tuple[int, int]:
    """Place of its first slot; the whole sentence where it has none."""
    spans = [slot.span for slot in claim.parsed.slots if claim.names[slot.owner] == name]
    return spans[0] if spans else (0, len(claim.parsed.text))
