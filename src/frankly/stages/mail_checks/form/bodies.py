"""Both bodies are there and say the same: plain text and HTML come from the same sentences."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, shown
from frankly.stages.mail_checks.mail import CheckedMail, Told, flat, line

_OUTSIDE: Final = frozenset({"subject", "preheader"})
"""What mailboxes show; the plain text has no place for it."""


def in_body(mail: CheckedMail) -> Iterator[Told]:
    """Sentences that stand in both bodies."""
    return (one for one in mail.told if one.role not in _OUTSIDE)


def _missing(mail: CheckedMail) -> Iterator[Found]:
    if not mail.flat_text:
        yield Found("text", "There is no plain text: some people read nothing else, and servers expect it.")
    if not mail.html.strip():
        yield Found("html", "There is no HTML. Write the message again.")


def _differ(mail: CheckedMail) -> Iterator[Found]:
    if not mail.flat_text or not mail.html.strip():
        return
    text, runs = mail.flat_text, mail.runs
    for one in in_body(mail):
        said = line(one.text)
        if said not in text:
            yield Found(one.place, f"{shown(said)} stands in the HTML and not in the plain text.")
        if said not in runs and said not in mail.flat_html:
            yield Found(one.place, f"{shown(said)} stands in the plain text and not in the HTML.")


def _plant(mail: CheckedMail) -> CheckedMail:
    first = next(one for one in in_body(mail) if flat(one.text) in mail.flat_text)
    return replace(mail, text=mail.flat_text.replace(flat(first.text), "", 1))


CHECKS: Final = (
    MailCheck(
        code="body_missing",
        severity="error",
        says="There is a plain text beside the HTML.",
        why="Some people and some programs read nothing else; a message without it looks like spam.",
        looks=OnMail(_missing),
        passes="both bodies",
        fails=Damage("an empty plain text", lambda mail: replace(mail, text=" \n")),
    ),
    MailCheck(
        code="body_differs",
        severity="error",
        says="Each sentence stands in the plain text and in the HTML.",
        why="People would read two different messages, of which one was reviewed.",
        looks=OnMail(_differ),
        passes="the same sentences twice",
        fails=Damage("a sentence is missing from the plain text", _plant),
    ),
)
