"""How a check is written down: its code, what it says, how it looks, and a mail that fails it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from frankly.stages.mail_checks.finding import MailFinding, Severity
from frankly.stages.mail_checks.mail import CheckedMail, Setting, Told
from frankly.stages.mail_checks.reading.page import Page


class Found(NamedTuple):
    """Something wrong.

    Attributes:
        where: in which part.
        hint: what was found, and what to do.
        span: first character and the one after the last.
    """

    where: str
    hint: str
    span: tuple[int, int] = (0, 0)


class OnPage(NamedTuple):
    """Looks at the HTML as it was taken apart, and at nothing that belongs to one recipient."""

    look: Callable[[Page, Setting], Iterator[Found]]


class OnSentence(NamedTuple):
    """Looks at one proved sentence."""

    look: Callable[[Told, Setting], Iterator[Found]]


class OnLink(NamedTuple):
    """Looks at one address that the mail leads to or loads.

    Invariant: whether a plain address over https is sound depends on its host alone.
    """

    look: Callable[[str, Setting], Iterator[Found]]


class OnMail(NamedTuple):
    """Looks at the whole; it is done anew for every message, so it is quick."""

    look: Callable[[CheckedMail], Iterator[Found]]


Look = OnPage | OnSentence | OnLink | OnMail


class Damage(NamedTuple):
    """A mail that fails.

    Attributes:
        says: what is wrong with it, in a few words.
        plant: plants that into a sound mail.
    """

    says: str
    plant: Callable[[CheckedMail], CheckedMail]


@dataclass(frozen=True, slots=True, eq=False)
class MailCheck:
    """One check.

    Attributes:
        code: stable, `like_this`.
        severity: whether a finding keeps the message from being sent.
        says: what holds of a sound mail, in one sentence.
        why: what becomes of one that fails.
        looks: at what, and how.
        passes: a mail that passes, in a few words.
        fails: one that does not.
    """

    code: str
    severity: Severity
    says: str
    why: str
    looks: Look
    passes: str
    fails: Damage

    def finding(self, found: Found) -> MailFinding:
        """What was found, with the check's code."""
        return MailFinding(code=self.code, severity=self.severity, where=found.where, span=found.span, hint=found.hint)


MOST_SHOWN: Final = 60
"""Characters of somebody's words that a hint repeats."""


def shown(text: str) -> str:
    """Words for a hint: on one line, shortened, in quotation marks."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= MOST_SHOWN else plain[: MOST_SHOWN - 1].rstrip() + '…'}”"
