"""The subject is there, fits a mailbox, is no pretended answer, and the line beside it says something else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.domain.saying.text import Role
from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, OnSentence
from frankly.stages.mail_checks.mail import CheckedMail, Setting, Told, flat

MOST_CHARACTERS: Final = 70
"""What mailboxes on a desktop show of a subject; a phone shows some forty."""

_REPLY: Final = re.compile(
    r"^\W*(?:re|aw|antw|antwort|fw|fwd|wg|tr|sv|vs|rif|odp|ynt)(?:\s*\[\d+\])?\s*[:：]", re.IGNORECASE
)


def _empty(mail: CheckedMail) -> Iterator[Found]:
    if mail.subject is None or not mail.subject.text.strip():
        yield Found("subject", "There is no subject. Give the wordings of this language one that always fits.")


def _long(told: Told, _setting: Setting) -> Iterator[Found]:
    if told.role == "subject" and len(told.text) > MOST_CHARACTERS:
        hint = f"It has {len(told.text)} characters, and mailboxes show {MOST_CHARACTERS}. Say the rest below."
        yield Found(told.place, hint, (MOST_CHARACTERS, len(told.text)))


def _reply(told: Told, _setting: Setting) -> Iterator[Found]:
    if told.role == "subject" and (found := _REPLY.match(told.text)):
        yield Found(told.place, f"'{found[0].strip()}' pretends to be an answer. Leave it out.", found.span())


def _same(mail: CheckedMail) -> Iterator[Found]:
    beside = [one for one in mail.told if one.role == "preheader"]
    if mail.subject is not None and beside and _bare(beside[0].text) == _bare(mail.subject.text):
        yield Found(beside[0].place, "It says what the subject says. Say what comes next.")


def _bare(text: str) -> str:
    return flat(text).rstrip(".!…").casefold()


def with_line(mail: CheckedMail, role: Role, text: str) -> CheckedMail:
    """The mail with another line of a role, in the HTML and in the header too."""
    old = next((one for one in mail.told if one.role == role), None)
    new = replace(old, text=text) if old is not None else Told(role, text, role)
    others = tuple(one for one in mail.told if one is not old)
    headers = mail.headers
    if role == "subject" and headers is not None:
        headers = tuple((name, text if name.lower() == "subject" else value) for name, value in headers)
    return replace(mail, told=(new, *others), headers=headers)


CHECKS: Final = (
    MailCheck(
        code="subject_missing",
        severity="error",
        says="There is a subject.",
        why="Servers take a message without one for spam, and people do not open it.",
        looks=OnMail(_empty),
        passes="“New for readers of essays”",
        fails=Damage("none", lambda mail: with_line(mail, "subject", " ")),
    ),
    MailCheck(
        code="subject_long",
        severity="warning",
        says="The subject has at most 70 characters.",
        why="Mailboxes cut off what is longer.",
        looks=OnSentence(_long),
        passes="40 characters",
        fails=Damage("120 characters", lambda mail: with_line(mail, "subject", "A long list of books " * 6)),
    ),
    MailCheck(
        code="subject_reply",
        severity="error",
        says="The subject does not pretend to be an answer.",
        why="“Re:” on something that nobody wrote is a lie in the first word, and forbidden (CAN-SPAM).",
        looks=OnSentence(_reply),
        passes="“Regional cooking, new this week”",
        fails=Damage("“Re: your order”", lambda mail: with_line(mail, "subject", "Re: your order")),
    ),
    MailCheck(
        code="preheader_same",
        severity="warning",
        says="The line beside the subject says something else than the subject.",
        why="The same words twice are a line wasted.",
        looks=OnMail(_same),
        passes="what comes next",
        fails=Damage(
            "the subject once more",
            lambda mail: with_line(mail, "preheader", mail.subject.text if mail.subject else ""),
        ),
    ),
)
