"""Headings form an outline: one of the first rank, and no rank left out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Element, Page

_RANKS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


def _look(page: Page, _setting: Setting) -> Iterator[Found]:
    before = 0
    for heading in page.all(*_RANKS):
        rank = int(heading.tag[1])
        if rank > before + 1:
            told = f"'{heading.tag}' follows '{f'h{before}' if before else 'nothing'}'"
            yield Found("html", f"{told}: a rank is left out.", _at(heading))
        if rank == 1 and before:
            yield Found("html", "There are two headings of the first rank; make one of them an 'h2'.", _at(heading))
        if not page.words_in(heading.number):
            yield Found("html", f"A heading '{heading.tag}' holds no words; take it out.", _at(heading))
        before = rank
    if not before:
        yield Found("html", "There is no heading; make the line above the items an 'h1'.")


def _at(heading: Element) -> tuple[int, int]:
    return heading.at, heading.at + 3


def _plant(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=re.sub(r"(</?)h2\b", r"\1h4", mail.html))


CHECKS: Final = (
    MailCheck(
        code="heading_order",
        severity="error",
        says="There is one heading of the first rank, none is empty, and no rank is left out.",
        why="Readers by ear jump from heading to heading.",
        looks=OnPage(_look),
        passes="h1, and an h2 for each item",
        fails=Damage("h4 after h1", _plant),
    ),
)
