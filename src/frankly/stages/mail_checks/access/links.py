"""Links say where they lead: they are read out one after the other, without the words around them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage, shown
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Page

VAGUE: Final = frozenset(
    "here|click here|click|more|read more|learn more|this link|link|tap here|hier|hier klicken|klicken sie hier|"
    "klick hier|mehr|weiter|mehr lesen|weiterlesen|dieser link".split("|")
)
"""Words that say nothing by themselves."""


def _look(page: Page, _setting: Setting) -> Iterator[Found]:
    for link in page.all("a"):
        if "href" not in link.attributes:
            continue
        words = page.words_in(link.number) or link.attributes.get("aria-label", "").strip()
        if not words:
            yield Found(
                "html", "A link holds no words and no named picture. Say where it leads.", (link.at, link.at + 2)
            )
        elif words.strip(" .:!…»→›").casefold() in VAGUE:
            yield Found("html", f"{shown(words)} does not say where it leads.", (link.at, link.at + 2))


def _plant(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=re.sub(r"(<a\b[^>]*>)[^<]+(</a>)", r"\1click here\2", mail.html, count=1))


CHECKS: Final = (
    MailCheck(
        code="link_text_poor",
        severity="error",
        says="Each link has words, or a named picture, that say where it leads.",
        why="Readers by ear jump from link to link, and “click here” leads nowhere.",
        looks=OnPage(_look),
        passes="the item's title",
        fails=Damage("“click here”", _plant),
    ),
)
