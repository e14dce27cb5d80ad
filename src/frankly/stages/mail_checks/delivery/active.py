"""Nothing in the HTML runs, asks or watches: programs take such mail for an attack, and it would be one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.css import declarations
from frankly.stages.mail_checks.reading.page import Element, Page

ACTIVE: Final = frozenset(
    "script form input button select textarea iframe frame frameset object embed applet audio video svg math base "
    "portal".split()
)
"""Elements that run, ask or load something."""

_RUNS: Final = re.compile(r"^[\s\x00-\x20]*(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
_IN_STYLE: Final = re.compile(r"expression\s*\(|javascript:|-moz-binding|behavior\s*:", re.IGNORECASE)
_REMOTE: Final = re.compile(r"@import|@font-face|url\(\s*[\"']?\s*(https?:)?//", re.IGNORECASE)
_ADDRESSES: Final = ("href", "src", "action", "background", "srcset", "xlink:href", "poster")


def _look(page: Page, _setting: Setting) -> Iterator[Found]:
    for element in page.elements:
        for what in _of(element):
            yield Found("html", f"{what}; mail programs refuse it. Take it out.", (element.at, element.at + 1))
    for sheet in page.sheets:
        if _IN_STYLE.search(sheet):
            yield Found("html", "A sheet runs a script; take it out.")


def _of(element: Element) -> Iterator[str]:
    if element.tag in ACTIVE:
        yield f"'<{element.tag}>' stands in it"
    if element.tag == "meta" and element.attributes.get("http-equiv", "").lower() in {"refresh", "set-cookie"}:
        yield "A 'meta' sends the reader elsewhere"
    for name, value in element.attributes.items():
        if name.startswith("on"):
            yield f"'{name}' of '<{element.tag}>' runs a script"
        elif name in _ADDRESSES and _RUNS.match(value):
            yield f"'{name}' of '<{element.tag}>' runs or holds what it leads to"
        elif name == "style" and _IN_STYLE.search(value):
            yield f"'style' of '<{element.tag}>' runs a script"


def _remote(page: Page, _setting: Setting) -> Iterator[Found]:
    for element in page.all("link"):
        if "stylesheet" in element.attributes.get("rel", "").lower():
            yield Found("html", "A style sheet is loaded from elsewhere; put it into the message.", _at(element))
    for sheet in page.sheets:
        if _REMOTE.search(sheet):
            yield Found("html", "A sheet loads something from elsewhere; put it into the message, or leave it out.")


def _pixel(page: Page, _setting: Setting) -> Iterator[Found]:
    for picture in page.all("img"):
        style = {one.name: one.value for one in declarations(picture.attributes.get("style", ""))}
        sides = [_side(picture.attributes.get(side, style.get(side, ""))) for side in ("width", "height")]
        if any(side is not None and side <= 2 for side in sides) or style.get("display") == "none":
            yield Found(
                "html", "A picture that nobody sees tells when the message is opened; take it out.", _at(picture)
            )


def _side(value: str) -> int | None:
    found = re.match(r"\s*(\d+)(?:px)?\s*$", value)
    return int(found[1]) if found else None


def _at(element: Element) -> tuple[int, int]:
    return element.at, element.at + len(element.tag) + 1


def _with(mail: CheckedMail, markup: str, before: str = "</body>") -> CheckedMail:
    return replace(mail, html=mail.html.replace(before, f"{markup}{before}", 1))


CHECKS: Final = (
    MailCheck(
        code="active_content",
        severity="error",
        says="There is no script, no form, no frame and no object.",
        why="Programs refuse or cut such messages, and nothing that a catalogue says may ever run.",
        looks=OnPage(_look),
        passes="tables, words, pictures and links",
        fails=Damage("a script", lambda mail: _with(mail, "<script>alert(1)</script>")),
    ),
    MailCheck(
        code="remote_style",
        severity="error",
        says="Styles come with the message.",
        why="A sheet or font from elsewhere tells its owner who opened the message, and most programs drop it.",
        looks=OnPage(_remote),
        passes="styles in the elements and in the head",
        fails=Damage(
            "a sheet from elsewhere",
            lambda mail: _with(mail, '<link rel="stylesheet" href="https://cdn.example/a.css">', "</head>"),
        ),
    ),
    MailCheck(
        code="tracking_pixel",
        severity="error",
        says="No hidden picture watches who opens the message.",
        why="Opens are never counted here: programs open mail too, and nobody agreed to be watched.",
        looks=OnPage(_pixel),
        passes="pictures that people see",
        fails=Damage(
            "a picture of one pixel",
            lambda mail: _with(mail, '<img src="https://lantern-books.example/o.gif" width="1" height="1" alt="">'),
        ),
    ),
)
