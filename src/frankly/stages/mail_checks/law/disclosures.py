"""What people must be told is told: that a place was paid for, that it is advertising, that a model wrote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, shown
from frankly.stages.mail_checks.form.header import without
from frankly.stages.mail_checks.mail import CheckedMail, flat

MARK: Final = "AI-Disclosure"
"""Header field that says for programs what a model wrote."""

_META: Final = re.compile(r"<meta\b[^>]*\bname=[\"']?ai-disclosure", re.IGNORECASE)


def _sponsored(mail: CheckedMail) -> Iterator[Found]:
    for number, item in enumerate(mail.items):
        if not item.is_sponsored:
            continue
        missing = [
            line for line in item.disclosures if flat(line) not in mail.flat_html or flat(line) not in mail.flat_text
        ]
        if missing or not item.disclosures:
            yield Found(f"items.{number}", f"The place of {shown(item.title)} was paid for, and nothing says so.")


def _advertising(mail: CheckedMail) -> Iterator[Found]:
    wanted = flat(mail.setting.house.advertising)
    for where, said in (("html", mail.flat_html), ("text", mail.flat_text)):
        if wanted not in said:
            yield Found(where, f"The campaign's disclosure is not in it: {shown(wanted)}.")


def _model(mail: CheckedMail) -> Iterator[Found]:
    if not mail.is_model_written:
        return
    note = flat(mail.setting.house.model_note)
    if not note:
        yield Found("html", "A model wrote of it, and the brand has no words that say so in this language.")
    elif note not in mail.flat_html or note not in mail.flat_text:
        yield Found("html", f"A model wrote of it, and {shown(note)} does not stand in both bodies.")
    if mail.headers is not None and not mail.header(MARK):
        yield Found(f"header {MARK}", "A model wrote of it, and no program can tell.")
    if not _META.search(mail.html):
        yield Found("html", f"A model wrote of it, and no '<meta name=\"{MARK.lower()}\">' says so to programs.")


def _plant_sponsored(mail: CheckedMail) -> CheckedMail:
    first, *others = mail.items
    return replace(mail, items=(replace(first, is_sponsored=True, disclosures=()), *others))


def _plant_advertising(mail: CheckedMail) -> CheckedMail:
    wanted = mail.setting.house.advertising
    return replace(mail, text=mail.flat_text.replace(flat(wanted), ""))


CHECKS: Final = (
    MailCheck(
        code="sponsored_unmarked",
        severity="error",
        says="Beside each item whose place was paid for stands that it was.",
        why="Hidden advertising is forbidden, and no reader forgives it.",
        looks=OnMail(_sponsored),
        passes="“Sponsored” above the item",
        fails=Damage("a paid place without a word", _plant_sponsored),
    ),
    MailCheck(
        code="disclosure_missing",
        severity="error",
        says="What the campaign must say in the footer stands in both bodies.",
        why="The campaign's file asks for it.",
        looks=OnMail(_advertising),
        passes="“Advertisement” in the footer",
        fails=Damage("not in the plain text", _plant_advertising),
    ),
    MailCheck(
        code="model_unmarked",
        severity="error",
        says="Where a model wrote, both bodies say so, and so do the header and a mark for programs.",
        why="People and programs are told what a model wrote (EU AI Act, article 50).",
        looks=OnMail(_model),
        passes="no model wrote of it, or all marks stand",
        fails=Damage(
            "a model wrote, and no header says so", lambda mail: without(replace(mail, is_model_written=True), MARK)
        ),
    ),
)
