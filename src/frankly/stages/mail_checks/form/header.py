"""The header is whole: every field that servers want stands in it once, on one line, without a hidden second one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail
from frankly.stages.mail_checks.mail import CheckedMail

WANTED: Final = ("From", "To", "Subject", "Date", "Message-ID")
"""Fields that every message has (RFC 5322; servers count a missing one as a sign of spam)."""

ONCE: Final = frozenset(
    name.lower()
    for name in (*WANTED, "Reply-To", "Sender", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version")
)
MOST_OF_LINE: Final = 998
"""Characters of a line (RFC 5322, 2.1.1)."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NAME: Final = re.compile(r"[!-9;-~]+")


def _missing(mail: CheckedMail) -> Iterator[Found]:
    for name in WANTED if mail.headers is not None else ():
        if not any(value.strip() for value in mail.header(name)):
            yield Found(f"header {name}", f"'{name}' is missing or empty. Hand the message to its envelope again.")


def _broken(mail: CheckedMail) -> Iterator[Found]:
    for name, value in mail.headers or ():
        if _CONTROL.search(value) or not _NAME.fullmatch(name):
            place = next((found.span() for found in [_CONTROL.search(value)] if found), (0, 0))
            yield Found(f"header {name[:40]!r}", "It holds a line break or a control character; take it out.", place)
        elif len(name) + 2 + len(value) > MOST_OF_LINE:
            yield Found(f"header {name}", f"It is longer than {MOST_OF_LINE} characters; use shorter links.")


def _twice(mail: CheckedMail) -> Iterator[Found]:
    if mail.headers is None:
        return
    for name, count in Counter(name.lower() for name, _ in mail.headers).items():
        if count > 1 and name in ONCE:
            yield Found(f"header {name}", f"It stands {count} times, and programs choose one of them; leave one.")


def _differs(mail: CheckedMail) -> Iterator[Found]:
    told = mail.subject
    if told is not None and any(" ".join(value.split()) != told.text for value in mail.header("Subject")):
        yield Found("header Subject", "It is not the subject that was proved. Write the envelope from the letter.")


def without(mail: CheckedMail, name: str) -> CheckedMail:
    """The mail without a header field."""
    return replace(mail, headers=tuple(pair for pair in mail.headers or () if pair[0].lower() != name.lower()))


def with_field(mail: CheckedMail, name: str, value: str) -> CheckedMail:
    """The mail with a header field in place of those of the name."""
    return replace(mail, headers=(*(without(mail, name).headers or ()), (name, value)))


def _plant_second(mail: CheckedMail) -> CheckedMail:
    return replace(mail, headers=(*(mail.headers or ()), ("From", "Somebody <other@shop.example>")))


CHECKS: Final = (
    MailCheck(
        code="header_missing",
        severity="error",
        says="From, To, Subject, Date and Message-ID stand in the header.",
        why="Servers take a message without one of them for spam.",
        looks=OnMail(_missing),
        passes="all five",
        fails=Damage("no Date", lambda mail: without(mail, "Date")),
    ),
    MailCheck(
        code="header_broken",
        severity="error",
        says="Each header field is one line without control characters, at most 998 characters long.",
        why="A line break opens another field: that is how foreign recipients get into a message.",
        looks=OnMail(_broken),
        passes="a subject on one line",
        fails=Damage(
            "a line break in the subject", lambda mail: with_field(mail, "Subject", "Hello\r\nBcc: a@b.example")
        ),
    ),
    MailCheck(
        code="header_twice",
        severity="error",
        says="No field stands twice that may stand once.",
        why="Programs show one of them and check the other.",
        looks=OnMail(_twice),
        passes="one From",
        fails=Damage("two senders", _plant_second),
    ),
    MailCheck(
        code="subject_differs",
        severity="error",
        says="The subject of the header is the one that was proved.",
        why="What people see first would be the one line that nobody proved.",
        looks=OnMail(_differs),
        passes="both the same",
        fails=Damage("another one in the header", lambda mail: with_field(mail, "Subject", "Half price today")),
    ),
)
