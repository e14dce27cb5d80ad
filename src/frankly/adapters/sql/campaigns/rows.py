"""Recipients as rows: hexadecimal hashes take half the room as bytes, cells are numbers."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from frankly.domain.campaign.address import normal_address
from frankly.domain.campaign.recipient import Contact, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs

SELECT: Final = """
    SELECT r.no, r.person, r.address, r.first_name, r.reads, r.time_zone, r.state, r.fate, r.detail, r.locale,
        r.variant, r.propensity_ppm, cells.key, r.decision, r.not_before_ms, r.content, r.handed_ms,
        r.occasion, r.risks, r.renewed
    FROM recipients AS r LEFT JOIN cells ON cells.no = r.cell
"""
"""Everything of a recipient, in the order that `from_row` takes."""

CHANGE: Final = """
    UPDATE recipients SET state = ?, fate = ?, detail = ?, locale = ?, variant = ?, propensity_ppm = ?, cell = ?,
        decision = ?, not_before_ms = ?, content = ?, handed_ms = ?, occasion = ?, risks = ?,
        renewed = ?
    WHERE edition = ? AND no = ?
"""
"""Writes what became of a recipient; takes `changed`. Never who they are: that may have been erased meanwhile."""

_STATES: Final = {state.value: state for state in RecipientState}
_FATES: Final = {fate.value: fate for fate in Fate}
_NOBODY: Final = Contact()
_DIGITS: Final = frozenset("0123456789abcdef")
_DECISION_MARK: Final = "d"


def from_row(row: Sequence[Any]) -> Recipient:
    """A recipient from a row of `SELECT`."""
    no, person, address, first_name, reads, time_zone, state, fate, detail, locale, variant, propensity, *rest = row
    cell, decision, not_before, content, handed, occasion, risks, renewed = rest
    is_reached = address or first_name or reads or time_zone
    return Recipient(
        no,
        person or "",
        Contact(address, first_name, reads, time_zone) if is_reached else _NOBODY,
        _STATES[state],
        None if fate is None else _FATES[fate],
        detail,
        locale,
        variant,
        propensity,
        cell or "",
        unpacked(decision, _DECISION_MARK),
        None if not_before is None else EpochMs(not_before),
        unpacked(content),
        None if handed is None else EpochMs(handed),
        occasion,
        risks,
        unpacked(renewed),
    )


def changed(edition: int, row: Recipient, cells: Mapping[str, int]) -> tuple[Any, ...]:
    """What `CHANGE` takes.

    Args:
        edition: number of the edition.
        row: the recipient as they are now.
        cells: key → number.
    """
    return (
        row.state.value,
        None if row.fate is None else row.fate.value,
        row.detail,
        row.locale,
        row.variant,
        row.propensity_ppm,
        cells[row.cell] if row.cell else None,
        packed(row.decision, _DECISION_MARK),
        row.not_before,
        packed(row.content),
        row.handed,
        row.occasion,
        row.risks,
        packed(row.renewed),
        edition,
        row.no,
    )


def packed(text: str, mark: str = "") -> bytes | str | None:
    """A hash as bytes where it is hexadecimal behind its mark, else as it is; None for nothing."""
    if not text:
        return None
    digits = text[len(mark) :]
    if text.startswith(mark) and digits and len(digits) % 2 == 0 and _DIGITS.issuperset(digits):
        return bytes.fromhex(digits)
    return text


def unpacked(stored: bytes | str | None, mark: str = "") -> str:
    """What was packed."""
    if stored is None:
        return ""
    return mark + stored.hex() if isinstance(stored, bytes) else stored


def address_key(address: str) -> int | None:
    """A number that is the same for all spellings of an address; None without one.

    Of two million addresses, two share one by chance in one case of ten million.
    """
    if not address:
        return None
    return int.from_bytes(hashlib.sha256(normal_address(address).encode()).digest()[:8], "big", signed=True)


def values_of(states: Iterable[RecipientState]) -> str:
    """States as a list for SQL; they are ours, and hold no quotation marks."""
    return ", ".join(f"'{state.value}'" for state in sorted(states))
