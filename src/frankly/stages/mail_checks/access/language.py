"""The HTML says in which language it is and in which direction it runs, so that it is read out rightly."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage, shown
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Page


def _language(page: Page, setting: Setting) -> Iterator[Found]:
    root = page.first("html")
    said = root.attributes.get("lang", "") if root else ""
    if said.lower().split("-")[0] != setting.locale.lower().split("-")[0]:
        told = f"It says {shown(said)}" if said else "It says no language"
        yield Found("html", f"{told}, and the message is in '{setting.locale}'. Give 'lang' of the html element.")


def _direction(page: Page, setting: Setting) -> Iterator[Found]:
    root = page.first("html")
    said = (root.attributes.get("dir", "") if root else "").lower() or "ltr"
    wanted = "rtl" if setting.is_right_to_left else "ltr"
    if said != wanted:
        yield Found("html", f"It runs '{said}', and its language runs '{wanted}'. Give 'dir' of the html element.")


def _title(page: Page, _setting: Setting) -> Iterator[Found]:
    if page.first("title") is None:
        yield Found("html", "It has no title. Give the subject as '<title>'.")


def _plant_language(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=re.sub(r'(<html\b[^>]*?)\s+lang="[^"]*"', r"\1", mail.html, count=1))


def _plant_direction(mail: CheckedMail) -> CheckedMail:
    other = "ltr" if mail.setting.is_right_to_left else "rtl"
    plain = re.sub(r'(<html\b[^>]*?)\s+dir="[^"]*"', r"\1", mail.html, count=1)
    return replace(mail, html=plain.replace("<html", f'<html dir="{other}"', 1))


CHECKS: Final = (
    MailCheck(
        code="language_unmarked",
        severity="error",
        says="The HTML names the language of the message.",
        why="A voice reads it out in the language that it names.",
        looks=OnPage(_language),
        passes='lang="en" in an English message',
        fails=Damage("no language", _plant_language),
    ),
    MailCheck(
        code="direction_wrong",
        severity="error",
        says="The HTML runs as its language does.",
        why="Arabic that runs from left to right has its full stops at the wrong end.",
        looks=OnPage(_direction),
        passes='dir="ltr" in an English message',
        fails=Damage("the other direction", _plant_direction),
    ),
    MailCheck(
        code="title_missing",
        severity="warning",
        says="The HTML has a title.",
        why="It is what a voice says first when the message is opened in a browser.",
        looks=OnPage(_title),
        passes="the subject as its title",
        fails=Damage("none", lambda mail: replace(mail, html=re.sub(r"<title>[^<]*</title>", "", mail.html))),
    ),
)
