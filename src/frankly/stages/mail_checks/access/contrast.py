"""Words stand out from what they stand on, in the light and in the dark, and are not too small."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage, shown
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.colours import LEAST_CONTRAST, Colour, contrast, looks
from frankly.stages.mail_checks.reading.page import Page

LEAST_PX: Final = 12.0
"""Height of letters; mail programs on phones do not enlarge smaller ones."""


def _low(page: Page, *, is_dark: bool) -> Iterator[Found]:
    for run, look in looks(page, is_dark=is_dark):
        found = contrast(look.ink, look.ground)
        if found < LEAST_CONTRAST:
            told = f"{shown(run.text)} stands out {found:.1f} : 1 ({_hex(look.ink)} on {_hex(look.ground)})"
            yield Found("html", f"{told}; {LEAST_CONTRAST} is the least.", (run.at, run.end))


def _light(page: Page, _setting: Setting) -> Iterator[Found]:
    return _low(page, is_dark=False)


def _dark(page: Page, _setting: Setting) -> Iterator[Found]:
    return _low(page, is_dark=True)


def _small(page: Page, _setting: Setting) -> Iterator[Found]:
    for run, look in looks(page, is_dark=False):
        if look.size < LEAST_PX:
            hint = f"{shown(run.text)} is {look.size:.0f} pixels high; {LEAST_PX:.0f} is the least."
            yield Found("html", hint, (run.at, run.end))


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{one:02x}" for one in colour)


def _plant_light(mail: CheckedMail) -> CheckedMail:
    grey = r"\1 style='color:#bbbbbb;background-color:#ffffff;'>"
    return replace(mail, html=re.sub(r"(<h1\b)[^>]*>", grey, mail.html, count=1))


def _plant_dark(mail: CheckedMail) -> CheckedMail:
    colours = "color: #202020 !important; background-color: #101010 !important;"
    rule = f"@media (prefers-color-scheme: dark) {{ h1 {{ {colours} }} }}"
    return replace(mail, html=mail.html.replace("</head>", f"<style>{rule}</style></head>", 1))


def _plant_small(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=re.sub(r"(<h1\b)[^>]*>", r"\1 style='font-size:9px;'>", mail.html, count=1))


CHECKS: Final = (
    MailCheck(
        code="contrast_low",
        severity="error",
        says="Words stand out 4.5 : 1 or more from what they stand on.",
        why="Grey on white cannot be read in the sun or with tired eyes (WCAG 2.2, 1.4.3).",
        looks=OnPage(_light),
        passes="#1d1b18 on #ffffff",
        fails=Damage("light grey on white", _plant_light),
    ),
    MailCheck(
        code="contrast_low_dark",
        severity="error",
        says="They do so in the dark too, by the rules that the mail has for it.",
        why="A rule for the dark that forgets one colour hides what has it.",
        looks=OnPage(_dark),
        passes="light ink on a dark sheet",
        fails=Damage("dark ink on a dark ground", _plant_dark),
    ),
    MailCheck(
        code="font_small",
        severity="warning",
        says="Letters are 12 pixels high or more.",
        why="Phones show mail as it is and do not enlarge it.",
        looks=OnPage(_small),
        passes="16 pixels",
        fails=Damage("9 pixels", _plant_small),
    ),
)
