"""The HTML is closed as it was opened: programs mend what is not, each in its own way."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Page


def _look(page: Page, _setting: Setting) -> Iterator[Found]:
    for name, at in page.unclosed:
        told = f"'<{name}>' closes nothing" if name.startswith("/") else f"'<{name}>' is not closed"
        yield Found("html", f"{told}. Mend the template.", (at, at + len(name) + 2))


def _plant(mail: CheckedMail) -> CheckedMail:
    before, found, after = mail.html.rpartition("</table>")
    return replace(mail, html=f"{before}{'' if found else '</table>'}{after}")


CHECKS: Final = (
    MailCheck(
        code="markup_broken",
        severity="error",
        says="Every element is closed that must be, in the right order.",
        why="Outlook, Gmail and Apple Mail mend broken markup differently, and half of the message may vanish.",
        looks=OnPage(_look),
        passes="tables closed in their order",
        fails=Damage("the last table is not closed", _plant),
    ),
)
