"""Whether a line of a message is borne by its body: a subject announces nothing that no sentence below it tells."""

import re
from collections.abc import Sequence

from frankly.domain.text import DraftSentence, VerifiedText
from frankly.domain.text_slot import TEXT_SLOT, evidence_value
from frankly.domain.untrusted.cleaning import cleaned
from frankly.ports.verifier import Bearing


def is_borne(draft: DraftSentence, bearing: Bearing, body: Sequence[VerifiedText]) -> bool:
    """Whether sentences of the body bear all that a line states.

    Args:
        draft: the line, as it was proved.
        bearing: what it leans on.
        body: sentences about the items.

    Returns:
        True for a line that states nothing; else whether every piece that it cites is cited by a reason of the body,
        and every name that it says stands there too, where the reader finds it.
    """
    reasons = [text for text in body if text.kind == "reason"]
    cited = {identity for text in reasons for identity in text.evidence}
    if not cited.issuperset(draft.evidence):
        return False
    return all(any(_says(text.text, name) for text in reasons) for name in _names(draft, bearing))


def _says(text: str, name: str) -> bool:
    plain = " ".join(cleaned(name).split())
    return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text, re.IGNORECASE) is not None


def _names(draft: DraftSentence, bearing: Bearing) -> list[str]:
    """What fills the slots of evidence with words: titles, searches, labels."""
    values = [
        evidence_value(bearing.evidence[slot["owner"]], slot["field"], bearing.anchors, bearing.labels)
        for slot in TEXT_SLOT.finditer(draft.text)
        if slot["owner"] in bearing.evidence
    ]
    return [value for value in values if isinstance(value, str)]
