"""Rows of a file that were refused, or taken with doubt: counted, told with their lines, what many share told once."""

from dataclasses import dataclass, field
from typing import Final

_SHOWN: Final = 5
"""Faults that are told in a terminal."""

_LINES: Final = 3
"""Lines that are named of each."""

_LISTED: Final = 100
"""Rows that are told to programs."""


@dataclass(slots=True, eq=False)
class _Fault:
    """One fault, and the rows that have it."""

    rows: list[str] = field(default_factory=list)
    number: int = 0


@dataclass(slots=True, eq=False)
class Refusals:
    """What was noted so far; as much is kept as is told, however long the file.

    Attributes:
        number: rows that were noted.
        listed: the first of them, each with its line and what is wrong.
    """

    number: int = 0
    listed: list[str] = field(default_factory=list)
    _faults: dict[str, _Fault] = field(default_factory=dict)

    def add(self, line: int, id: str, told: str) -> None:
        """Take one.

        Args:
            line: of the file, counted from 1.
            id: the row's own; empty where it has none.
            told: what is wrong with it.
        """
        self.number += 1
        row = f"{line} ({id})" if id else f"{line}"
        if len(self.listed) < _LISTED:
            self.listed.append(f"line {row}: {told}")
        if told not in self._faults and len(self._faults) == _SHOWN:
            return
        fault = self._faults.setdefault(told, _Fault())
        fault.number += 1
        if len(fault.rows) < _LINES:
            fault.rows.append(row)

    def lines(self) -> list[str]:
        """What is told in a terminal: a line for each fault, and how many rows have others."""
        lines = [_line(told, fault) for told, fault in self._faults.items()]
        rest = self.number - sum(fault.number for fault in self._faults.values())
        if rest:
            lines.append(f"… and {rest:,} rows with other faults; --json tells up to {_LISTED} rows.")
        return lines


def _line(told: str, fault: _Fault) -> str:
    if fault.number == 1:
        return f"line {fault.rows[0]}: {told}"
    more = fault.number - len(fault.rows)
    named = f"{', '.join(fault.rows)} and {more:,} more" if more else ", ".join(fault.rows)
    return f"{fault.number:,} rows (lines {named}): {told}"
