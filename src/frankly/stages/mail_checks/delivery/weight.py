"""There is more to read than to load, and nothing is attached."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, OnPage
from frankly.stages.mail_checks.form.header import with_field
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Page

LEAST_WORDS: Final = 12
"""Words for each picture; filters take mail that is all pictures for spam, and with pictures off it says nothing."""

_BODIES: Final = ("multipart/alternative", "text/plain", "text/html")


def _pictures(page: Page, _setting: Setting) -> Iterator[Found]:
    pictures = sum(1 for _ in page.all("img"))
    words = sum(len(run.text.split()) for run in page.runs)
    if pictures and words < LEAST_WORDS * pictures:
        told = f"It has {pictures} pictures and {words} words"
        yield Found("html", f"{told}; give {LEAST_WORDS} words or more for each picture, or show fewer.")


def _attached(mail: CheckedMail) -> Iterator[Found]:
    for value in mail.header("Content-Type"):
        if not value.strip().lower().startswith(_BODIES):
            yield Found(
                "header Content-Type", f"'{value.partition(';')[0]}' carries an attachment; link to it instead."
            )
    for value in mail.header("Content-Disposition"):
        if "attachment" in value.lower():
            yield Found("header Content-Disposition", "A file is attached; link to it instead.")


def _plant(mail: CheckedMail) -> CheckedMail:
    picture = '<img src="https://lantern-books.example/a.jpg" alt="A shelf" width="200">'
    return replace(mail, html=mail.html.replace("</body>", f"{picture * 60}</body>", 1))


CHECKS: Final = (
    MailCheck(
        code="image_heavy",
        severity="warning",
        says="For each picture there are twelve words or more.",
        why="With pictures off such a message says nothing, and filters take it for spam.",
        looks=OnPage(_pictures),
        passes="three pictures, two hundred words",
        fails=Damage("sixty pictures", _plant),
    ),
    MailCheck(
        code="attachment",
        severity="error",
        says="Nothing is attached.",
        why="Servers hold back bulk mail with attachments.",
        looks=OnMail(_attached),
        passes="plain text and HTML",
        fails=Damage("multipart/mixed", lambda mail: with_field(mail, "Content-Type", "multipart/mixed; boundary=b")),
    ),
)
