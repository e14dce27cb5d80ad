"""Everybody can ask why they got the message: a link leads to the reasons of the decision behind it."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage
from frankly.stages.mail_checks.mail import CheckedMail, Setting, flat
from frankly.stages.mail_checks.reading.page import Page


def _look(page: Page, setting: Setting) -> Iterator[Found]:
    label = flat(setting.house.why)
    if label and not any(label in page.words_in(link.number) for link in page.all("a")):
        yield Found(
            "html",
            f"No link is called “{label}”. Give 'mail.service' in the brand's file; the footer shows it.",
        )


def _plant(mail: CheckedMail) -> CheckedMail:
    label = html.escape(mail.setting.house.why)
    return replace(mail, html=re.sub(rf"<a\b[^>]*>\s*{re.escape(label)}\s*</a>", label, mail.html))


CHECKS: Final = (
    MailCheck(
        code="why_link_missing",
        severity="error",
        says="A link leads to why the person got the message.",
        why="Whoever is profiled may ask for the reasons (GDPR, articles 13 to 15); here one click answers.",
        looks=OnPage(_look),
        passes="“Why did I get this?” in the footer",
        fails=Damage("the words without their link", _plant),
    ),
)
