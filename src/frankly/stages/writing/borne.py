"""Whether a line of a message is borne by its body: a subject announces nothing that no sentence below it tells."""

import re
from collections.abc import Iterable, Sequence

from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.domain.saying.text_slot import EVIDENCE_FIELDS, TEXT_SLOT, evidence_value
from frankly.domain.untrusted.cleaning import cleaned
from frankly.ports.verifier import Bearing
from frankly.stages.writing.wordings import says_returned


def is_borne(draft: DraftSentence, bearing: Bearing, body: Sequence[VerifiedText]) -> bool:
    """Whether sentences of the body bear all that a line states.

    Args:
        draft: the line, as it was proved.
        bearing: what it leans on.
        body: sentences about the items.

    Returns:
        True for a line that states nothing; else whether every piece that it cites is cited by a reason of the body,
        and every name that it says stands there too, where the reader finds it: in a reason, or as the title of what
        the message is written for.
    """
    return _is_told(draft, _names(draft, bearing), bearing, body)


def is_still_borne(line: VerifiedText, bearing: Bearing, body: Sequence[VerifiedText]) -> bool:
    """Whether another body than the one that a line was written over bears what it states.

    Args:
        line: as it was proved; its slots are filled, so a name of its evidence counts where the line says it.
        bearing: what it leans on.
        body: the sentences that stand below it now.

    Returns:
        As `is_borne`.
    """
    known = (name for identity in line.evidence for name in _known_names(identity, bearing))
    return _is_told(line, [name for name in known if _says(line.text, name)], bearing, body)


def _is_told(
    line: DraftSentence | VerifiedText, names: Sequence[str], bearing: Bearing, body: Sequence[VerifiedText]
) -> bool:
    reasons = [text for text in body if text.kind == "reason"]
    if says_returned(line.pattern):
        # That something is back is borne only by a sentence that says so too.
        reasons = [text for text in reasons if says_returned(text.pattern)]
    told = {identity for text in reasons for identity in text.evidence}
    # What the message is written for stands in it under its own title, and its sentences say "this one".
    headings = {bearing.anchors[item].title for item in bearing.about if item in bearing.anchors}
    return told.issuperset(line.evidence) and all(
        name in headings or any(_says(text.text, name) for text in reasons) for name in names
    )


def _says(text: str, name: str) -> bool:
    plain = " ".join(cleaned(name).split())
    return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text, re.IGNORECASE) is not None


def _names(draft: DraftSentence, bearing: Bearing) -> list[str]:
    """What fills the slots of evidence with words: titles, searches, labels."""
    slots = ((slot["owner"], slot["field"]) for slot in TEXT_SLOT.finditer(draft.text))
    return _words(bearing, (one for one in slots if one[0] in bearing.evidence))


def _known_names(identity: str, bearing: Bearing) -> list[str]:
    piece = bearing.evidence.get(identity)
    return [] if piece is None else _words(bearing, ((identity, field) for field in EVIDENCE_FIELDS[piece.kind]))


def _words(bearing: Bearing, fields: Iterable[tuple[str, str]]) -> list[str]:
    values = (
        evidence_value(bearing.evidence[identity], field, bearing.anchors, bearing.labels) for identity, field in fields
    )
    return [value for value in values if isinstance(value, str)]
