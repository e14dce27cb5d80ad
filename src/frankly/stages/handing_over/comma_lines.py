"""CSV (RFC 4180) that no spreadsheet takes for formulas.

Quotation marks do not stop a spreadsheet from running a cell that begins like a formula, so such a cell gets an
apostrophe in front; whoever reads the file by program takes that one sign off again.
"""

from collections.abc import Sequence
from typing import Final

from frankly.domain.campaign.outgoing import OutgoingMail

COLUMNS: Final = (
    "key",
    "campaign",
    "edition",
    "recipient",
    "person",
    "address",
    "first_name",
    "locale",
    "variant",
    "propensity_ppm",
    "decision",
    "subject",
    "preheader",
    "text",
    "html",
    "unsubscribe",
    "view",
    "why",
    "items",
)
"""Columns in their order; `items` holds the ids, each after a space that no id begins or ends with."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""Signs that a formula begins with; spreadsheets of some languages take the wide ones too."""


def comma_lines(mails: Sequence[OutgoingMail]) -> bytes:
    """Write messages as CSV with a line of names, in UTF-8.

    Args:
        mails: in order of their recipients' numbers.
    """
    lines = [COLUMNS, *(tuple(map(harmless, _cells(mail))) for mail in mails)]
    return "".join(map(_line, lines)).encode()


def _line(cells: Sequence[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def harmless(cell: str) -> str:
    """A cell that is text in every spreadsheet."""
    is_formula = cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA)
    return f"'{cell}" if is_formula else cell


def _cells(mail: OutgoingMail) -> tuple[str, ...]:
    return (
        mail.key,
        mail.campaign,
        str(mail.edition),
        str(mail.no),
        mail.person,
        mail.address,
        mail.first_name,
        mail.locale,
        mail.variant,
        str(mail.propensity_ppm),
        mail.decision,
        mail.subject,
        mail.preheader,
        mail.text,
        mail.html,
        mail.unsubscribe,
        mail.view,
        mail.why,
        " ".join(item.id for item in mail.items),
    )
