"""The HTML is so small that no mail program cuts it off."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail
from frankly.stages.mail_checks.mail import CheckedMail

MOST_BYTES: Final = 90_000
"""Programs cut longer messages off, often in the middle of a sentence."""


def _look(mail: CheckedMail) -> Iterator[Found]:
    # Encoding costs more than counting: only what could be too large is encoded.
    if len(mail.html) * 4 >= MOST_BYTES and (size := len(mail.html.encode())) >= MOST_BYTES:
        yield Found("html", f"It has {size:,} bytes, and programs cut off above {MOST_BYTES:,}. Show fewer items.")


def _plant(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=mail.html.replace("</body>", f"<!-- {'x' * MOST_BYTES} --></body>"))


CHECKS: Final = (
    MailCheck(
        code="too_large",
        severity="error",
        says="The HTML has fewer than 90,000 bytes.",
        why="Mail programs cut longer messages off, and the link to unsubscribe is the first thing that is lost.",
        looks=OnMail(_look),
        passes="three items with pictures: some 30,000 bytes",
        fails=Damage("a comment of 90,000 characters", _plant),
    ),
)
