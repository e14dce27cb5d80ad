"""Everybody can leave: by a link in both bodies, and by one click of their mail program (RFC 8058)."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, OnPage
from frankly.stages.mail_checks.form.header import without
from frankly.stages.mail_checks.mail import CheckedMail, Setting, flat
from frankly.stages.mail_checks.reading.page import Page

_LINK: Final = re.compile(r"<(https://[^<>\s]+)>")
_ADDRESS: Final = re.compile(r"https://\S+")
ONE_CLICK: Final = "List-Unsubscribe=One-Click"


def _in_html(page: Page, setting: Setting) -> Iterator[Found]:
    label = flat(setting.house.unsubscribe)
    if not label:
        yield Found("html", "The brand has no word for leaving in this language. Give its label.")
    elif not any(
        label in page.words_in(link.number) and link.attributes.get("href", "").startswith("https://")
        for link in page.all("a")
    ):
        yield Found(
            "html",
            f"No link is called “{label}”. Give 'mail.service' in the brand's file; the footer shows it.",
        )


def _in_text(mail: CheckedMail) -> Iterator[Found]:
    label = flat(mail.setting.house.unsubscribe)
    _, found, rest = mail.flat_text.partition(label)
    if label and (not found or not _ADDRESS.match(rest.lstrip(" :"))):
        yield Found("text", f"“{label}” does not stand in it with an address behind it. Put it into the footer.")


def _header(mail: CheckedMail) -> Iterator[Found]:
    if mail.headers is None:
        return
    links = [link for value in mail.header("List-Unsubscribe") for link in _LINK.findall(value)]
    if not links:
        yield Found(
            "header List-Unsubscribe", "It names no https address between angle brackets; programs show no button."
        )
    if mail.header("List-Unsubscribe-Post") != [ONE_CLICK]:
        yield Found(
            "header List-Unsubscribe-Post", f"It is not '{ONE_CLICK}', so that leaving takes more than a click."
        )


def _plant_html(mail: CheckedMail) -> CheckedMail:
    label = html.escape(mail.setting.house.unsubscribe)
    return replace(mail, html=re.sub(rf"<a\b[^>]*>\s*{re.escape(label)}\s*</a>", label, mail.html))


def _plant_text(mail: CheckedMail) -> CheckedMail:
    label = mail.setting.house.unsubscribe
    return replace(mail, text=re.sub(rf"{re.escape(label)}\s*:?\s*https://\S+", label, mail.flat_text))


CHECKS: Final = (
    MailCheck(
        code="unsubscribe_link_missing",
        severity="error",
        says="The HTML has a link by which people leave.",
        why="The law of nearly every country wants it; who finds none reports the message as spam.",
        looks=OnPage(_in_html),
        passes="“Unsubscribe” in the footer",
        fails=Damage("the word without its link", _plant_html),
    ),
    MailCheck(
        code="unsubscribe_text_missing",
        severity="error",
        says="The plain text names the address by which people leave.",
        why="Who reads plain text has the same right.",
        looks=OnMail(_in_text),
        passes="“Unsubscribe: https://…” at its end",
        fails=Damage("the word without an address", _plant_text),
    ),
    MailCheck(
        code="unsubscribe_header_missing",
        severity="error",
        says="List-Unsubscribe names an https address, and List-Unsubscribe-Post allows one click.",
        why="Gmail and Yahoo refuse bulk mail without both (RFC 8058).",
        looks=OnMail(_header),
        passes="both fields",
        fails=Damage("no List-Unsubscribe-Post", lambda mail: without(mail, "List-Unsubscribe-Post")),
    ),
)
