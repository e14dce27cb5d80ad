"""Every picture has a text in its place: many mail programs show none, and some readers see none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage, shown
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Page

_FILE: Final = re.compile(r"\.(jpe?g|png|gif|webp|svg)$|^(image|picture|photo|img|bild|foto)\W*\d*$", re.IGNORECASE)
_PICTURE: Final = re.compile(r"<img\b[^>]*>")
_ALT: Final = re.compile(r'\s+alt="[^"]*"')


def _missing(page: Page, _setting: Setting) -> Iterator[Found]:
    for picture in page.all("img"):
        words = picture.attributes.get("alt")
        if words is None:
            yield Found(
                "html", "A picture has no alternative text. Give 'alt', empty where it only adorns.", _at(picture.at)
            )
        elif _FILE.search(words.strip()):
            yield Found("html", f"{shown(words)} says nothing of its picture. Say what it shows.", _at(picture.at))


def _at(place: int) -> tuple[int, int]:
    return (place, place + 4)


def _plant(mail: CheckedMail) -> CheckedMail:
    if found := _PICTURE.search(mail.html):
        return replace(mail, html=mail.html.replace(found[0], _ALT.sub("", found[0]), 1))
    return replace(mail, html=mail.html.replace("</body>", '<img src="https://shop.example/a.png"></body>'))


CHECKS: Final = (
    MailCheck(
        code="alt_missing",
        severity="error",
        says="Every picture has an alternative text that is no file name; an empty one where it only adorns.",
        why="Most programs load no pictures at first, and a voice reads out the file's name.",
        looks=OnPage(_missing),
        passes="the item's title",
        fails=Damage("a picture without one", _plant),
    ),
)
