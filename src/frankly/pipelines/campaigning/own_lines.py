"""Lines that people write in a campaign's file: subjects, preheaders, notes. Each passes the gate, or is told why not.

Subjects that pretend or shout are looked at with the checks of mail first: the gate would refuse them for a word.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.saying.text import Refused, Role
from frankly.pipelines.campaigning.checking import MailChecking
from frankly.pipelines.campaigning.writing.composing import edited_draft
from frankly.pipelines.parts import Parts
from frankly.ports.verifier import Bearing
from frankly.stages.mail_checks.check import OnSentence
from frankly.stages.mail_checks.mail import Setting, Told
from frankly.stages.mail_checks.registry import CHECKS
from frankly.stages.verify.codes import Code

Place = tuple[str, ...]
"""Names from the top of the file to a value."""

_CHECKS: Final = ("subject_reply", "shouting", "false_urgency", "false_scarcity")
"""Checks of mail that tell the real reason."""

_FOR_MODELS: Final[Mapping[str, str]] = {
    Code.WORD_UNLICENSED: ": use words that are",
    Code.STRAY_NAME: ": take names from a slot",
}
"""Code → where the part of a hint begins that is for a writer who has the lexicon and evidence before them."""


class OwnLine(NamedTuple):
    """A line as it stands in the file."""

    place: Place
    role: Role
    locale: str
    text: str


def own_lines(campaign: Campaign) -> Iterator[OwnLine]:
    """Every line that people wrote into a campaign's message, in the order of the file's fields."""
    for locale, text in campaign.note.items():
        yield OwnLine(("note", locale), "sentence", locale, text)
    for name, variant in campaign.variants.items():
        for locale, text in variant.subject.items():
            yield OwnLine(("variants", name, "subject", locale), "subject", locale, text)
        for locale, text in variant.preheader.items():
            yield OwnLine(("variants", name, "preheader", locale), "preheader", locale, text)


def unsayable(parts: Parts, campaign: Campaign) -> Iterator[tuple[Place, str]]:
    """Lines that may not be said: place, and the word, the rule, and how to see what may be.

    Args:
        parts: gate, rules, brand.
        campaign: as its file says.
    """
    checking = MailChecking(parts, campaign)
    for line in own_lines(campaign):
        told = _pretends(line, checking.setting(line.locale)) or _refused(line, parts, campaign.surface)
        if told:
            yield line.place, told


def _pretends(line: OwnLine, setting: Setting) -> str:
    """What a check of mail finds; empty for an honest line."""
    told = Told(line.role, line.text, line.role, origin="edited")
    for code in _CHECKS:
        looks = CHECKS[code].looks
        found = next(looks.look(told, setting), None) if isinstance(looks, OnSentence) else None
        if found is not None:
            return _told(line.text, code, found.span, found.hint)
    return ""


def _refused(line: OwnLine, parts: Parts, surface: str) -> str:
    """What the gate says; empty for a line that passes."""
    bearing = Bearing(item=None, evidence={}, locale=line.locale, surface=surface)
    outcome = parts.verifier.verify(edited_draft(line.text, line.role, line.locale), bearing)
    if not isinstance(outcome, Refused):
        return ""
    verdict = outcome.verdicts[0]
    hint = verdict.hint.partition(_FOR_MODELS.get(verdict.code, "\n"))[0]
    way = (
        "A line of your own invites, states nothing and names nothing. All that it may say: "
        f"frankly verify --rules --kind nudge --locale {line.locale}"
    )
    return f"{_told(line.text, verdict.code, verdict.span, hint)} {way}"


def _told(text: str, code: str, span: tuple[int, int] | None, hint: str) -> str:
    at = f" at “{text[slice(*span)]}”" if span is not None and span != (0, len(text)) else ""
    ended = hint if hint.endswith((".", "!", "?", "”")) else f"{hint}."
    return f"“{text}” cannot be said ({code}{at}). {ended}"
