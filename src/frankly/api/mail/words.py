"""Words of the pages that links in e-mails lead to, in each language that they are in."""

from collections.abc import Mapping
from typing import Final

PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "ask_title": "Stop our e\u2011mails?",
        "ask": "You will get no more e\u2011mails of this kind from {house}.",
        "ask_house": "You will get no more e\u2011mails of this kind.",
        "ask_button": "Unsubscribe",
        "done_title": "You are unsubscribed",
        "done": "You will get no more e\u2011mails of this kind. One that is on its way already may still arrive.",
        "again": "Should you want them again, agree to e\u2011mail where you agreed to it before.",
        "gone_title": "This message cannot be shown any more",
        "gone": "What it was made of has been deleted, or its time of keeping is over.",
        "refused_title": "This link does not work",
        "language": "Language",
        "other_language": "Deutsch",
    },
    "de": {
        "ask_title": "Unsere E\u2011Mails abbestellen?",
        "ask": "Sie erhalten dann keine E\u2011Mails dieser Art von {house} mehr.",
        "ask_house": "Sie erhalten dann keine E\u2011Mails dieser Art mehr.",
        "ask_button": "Abbestellen",
        "done_title": "Die E\u2011Mails sind abbestellt",
        "done": "Sie erhalten keine E\u2011Mails dieser Art mehr. Eine, die schon unterwegs ist, kann noch ankommen.",
        "again": "Möchten Sie sie wieder erhalten, stimmen Sie E\u2011Mails dort zu, wo Sie es früher getan haben.",
        "gone_title": "Diese Nachricht kann nicht mehr gezeigt werden",
        "gone": "Woraus sie bestand, wurde gelöscht, oder ihre Aufbewahrungszeit ist vorbei.",
        "refused_title": "Dieser Link funktioniert nicht",
        "language": "Sprache",
        "other_language": "English",
    },
}
"""Language → name → words."""


def language_of(*wanted: str | None) -> str:
    """The first language of those wanted that the pages are in; else English.

    Args:
        wanted: BCP 47 tags, the dearest first.
    """
    for one in wanted:
        short = (one or "").partition("-")[0].lower()
        if short in PAGES:
            return short
    return "en"
