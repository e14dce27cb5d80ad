"""CSV rows. A stray quote costs the line that it stands on, not the rest of the file."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import Final

from frankly.adapters.rows.lines import MAX_ROW_BYTES, SHOWN_CHARACTERS, Line, LineFile
from frankly.errors import Invalid
from frankly.ports.rows import BadRow, Row

DELIMITERS: Final = (",", ";", "\t", "|")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
"""A cell that was guarded against being run as a formula by a spreadsheet; one quote is taken off again."""


class CsvRows:
    """Rows under a header line."""

    def __init__(self, lines: LineFile, delimiter: str | None = None) -> None:
        """Read the header.

        Args:
            lines: the file.
            delimiter: one character; found from the header when not given.

        Raises:
            Invalid: when there is no usable header.
        """
        self._lines = lines
        feed = _Feed(lines.lines())
        first = feed.record(delimiter or _delimiter(feed))
        feed.close()
        if first is None or isinstance(first, BadRow):
            raise Invalid(f"{lines.path} has no readable header line" + (f": {first.reason}" if first else "."))
        self.delimiter = delimiter or first.delimiter
        self.columns = tuple(cell.strip() for cell in first.cells)
        _check_header(lines, self.columns)

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows below the header; empty lines are passed over."""
        feed = _Feed(self._lines.lines())
        feed.record(self.delimiter)
        width = len(self.columns)
        while (record := feed.record(self.delimiter)) is not None:
            if isinstance(record, BadRow):
                yield record
            elif len(record.cells) != width:
                yield feed.reject(
                    record,
                    f"Line {record.line} has {len(record.cells)} cells, the header names {width} columns; "
                    "look for a stray quote or separator.",
                )
            else:
                yield Row(record.line, dict(zip(self.columns, map(_unguarded, record.cells), strict=True)))


class _Record:
    """Cells of one record, and the lines it was read from."""

    __slots__ = ("cells", "delimiter", "lines")

    def __init__(self, cells: list[str], lines: list[Line], delimiter: str) -> None:
        self.cells = cells
        self.lines = lines
        self.delimiter = delimiter

    @property
    def line(self) -> int:
        return self.lines[0].number


class _Feed:
    """Hands lines to the CSV reader record by record, and takes back those that it should not have swallowed."""

    def __init__(self, lines: Iterator[Line | BadRow]) -> None:
        self._lines = lines
        self._back: deque[Line | BadRow] = deque()

    def close(self) -> None:
        self._lines.close()  # type: ignore[attr-defined]  # it is a generator

    def peek(self) -> Line | BadRow | None:
        line = self._next()
        if line is not None:
            self._back.appendleft(line)
        return line

    def record(self, delimiter: str) -> _Record | BadRow | None:
        """The next record that is not empty; None at the end."""
        while (line := self._next()) is not None:
            if isinstance(line, BadRow):
                return line
            if not line.text.strip("\r\n"):
                continue
            if '"' in line.text:
                return self._quoted(line, delimiter)
            return _Record(line.text.rstrip("\r\n").split(delimiter), [line], delimiter)
        return None

    def reject(self, record: _Record, reason: str) -> BadRow:
        """Give up the first line of a record; its other lines are read again as records of their own."""
        self._back.extendleft(reversed(record.lines[1:]))
        return BadRow(record.line, reason, record.lines[0].text[:SHOWN_CHARACTERS])

    def _quoted(self, first: Line, delimiter: str) -> _Record | BadRow:
        taken: list[Line] = []
        reader = csv.reader(self._taking(first, taken), delimiter=delimiter, strict=True)
        try:
            return _Record(next(reader), taken, delimiter)
        except csv.Error as error:
            broken = _Record([], taken, delimiter)
            return self.reject(broken, f"Line {first.number} is no CSV: {error}; is a quote never closed?")

    def _taking(self, first: Line, taken: list[Line]) -> Iterator[str]:
        taken.append(first)
        size = len(first.text)
        yield first.text
        while (line := self._next()) is not None:
            if isinstance(line, BadRow) or size + len(line.text) > MAX_ROW_BYTES:
                self._back.appendleft(line)
                return
            taken.append(line)
            size += len(line.text)
            yield line.text

    def _next(self) -> Line | BadRow | None:
        return self._back.popleft() if self._back else next(self._lines, None)


def _delimiter(feed: _Feed) -> str:
    """The separator that gives the header the most columns; a comma where none does."""
    first = feed.peek()
    text = first.text if isinstance(first, Line) else ""
    return max(DELIMITERS, key=text.count)


def _check_header(lines: LineFile, columns: tuple[str, ...]) -> None:
    named = [column for column in columns if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise Invalid(f"{lines.path}, line 1: the column '{twice[0]}' stands twice in the header; rename one.")
    if not named:
        raise Invalid(f"{lines.path}, line 1: the header names no column.")
    if any("\r" in column for column in named):
        raise Invalid(f"{lines.path}: the lines end in carriage returns alone; save it with Unix or Windows line ends.")


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
