"""Tables that only arrange the page say so: else a voice counts rows and columns."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnPage
from frankly.stages.mail_checks.mail import CheckedMail, Setting
from frankly.stages.mail_checks.reading.page import Page

_ROLES: Final = frozenset({"presentation", "none"})


def _look(page: Page, _setting: Setting) -> Iterator[Found]:
    with_heads = {one.number for cell in page.all("th") for one in page.around(cell.number) if one.tag == "table"}
    for table in page.all("table"):
        if table.attributes.get("role") not in _ROLES and table.number not in with_heads:
            hint = "A table has no role. Give it 'role=\"presentation\"', or head cells if it is one of data."
            yield Found("html", hint, (table.at, table.at + 6))


def _plant(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=re.sub(r'(<table\b[^>]*?)\s+role="[^"]*"', r"\1", mail.html, count=1))


CHECKS: Final = (
    MailCheck(
        code="table_role_missing",
        severity="error",
        says="Tables that arrange the page have the role presentation.",
        why="A voice announces every row and column of one that has not.",
        looks=OnPage(_look),
        passes='role="presentation" on each',
        fails=Damage("one without", _plant),
    ),
)
