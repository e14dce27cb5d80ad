"""JSON rows: one object a line, or one array of objects that is read element by element.

Refused, because each would lose something silently: keys that stand twice, NaN and Infinity, numbers out of range.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

from frankly.adapters.rows.lines import MAX_ROW_BYTES, SHOWN_CHARACTERS, LineFile
from frankly.ports.rows import BadRow, Row

_BLANK: Final = re.compile(r"[\s,]*")
_MAX_DIGITS: Final = 30


class JsonLines:
    """One object a line."""

    columns = None

    def __init__(self, lines: LineFile) -> None:
        """Keep the file.

        Args:
            lines: the file.
        """
        self._lines = lines

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows; empty lines are passed over."""
        for line in self._lines.lines():
            if isinstance(line, BadRow):
                yield line
            elif not line.text.isspace():
                yield parsed(line.number, line.text)


class JsonArray:
    """One array of objects, as many programs export it; rows are counted instead of lines."""

    columns = None

    def __init__(self, lines: LineFile) -> None:
        """Keep the file.

        Args:
            lines: the file; its lines may be of any length.
        """
        self._lines = lines

    def rows(self) -> Iterator[Row | BadRow]:
        """The elements of the array; what follows a broken one cannot be read, and one bad row says so."""
        buffer = ""
        number = 0
        for part in self._lines.parts():
            if isinstance(part, BadRow):
                yield replace(part, line=number, text=_head(buffer))
                return
            buffer += part
            if number == 0 and buffer.lstrip():
                buffer, number = buffer.lstrip().removeprefix("["), 1
            while (element := _element(buffer, number)) is not None:
                row, rest = element
                yield row
                if rest is None:
                    return
                buffer, number = rest, number + 1
            if len(buffer) > MAX_ROW_BYTES:
                yield BadRow(
                    number, f"Row {number} is longer than {MAX_ROW_BYTES} characters, or broken.", _head(buffer)
                )
                return
        if buffer.strip(" \t\r\n,") != "]":
            yield BadRow(number, f"The array breaks off at row {number}, or that row is no JSON.", _head(buffer))


def parsed(number: int, text: str) -> Row | BadRow:
    """One object from its JSON text."""
    try:
        value = DECODER.decode(text)
    except RecursionError:
        return BadRow(number, f"Line {number} is nested too deeply to be a row.", _head(text))
    except ValueError as error:
        return BadRow(number, f"Line {number} is no JSON object: {error}.", _head(text))
    return _row(number, value, text)


def _element(buffer: str, number: int) -> tuple[Row | BadRow, str | None] | None:
    """The next element and the rest; None when more must be read; a rest of None ends the reading."""
    blank = _BLANK.match(buffer)
    start = blank.end() if blank else 0
    if start == len(buffer) or buffer[start] == "]":
        return None
    if buffer[start] != "{":
        return BadRow(number, f"Row {number} is no object; each row must be one.", _head(buffer[start:])), None
    try:
        value, end = DECODER.raw_decode(buffer, start)
    except RecursionError:
        return BadRow(number, f"Row {number} is nested too deeply; what follows was not read.", _head(buffer)), None
    except json.JSONDecodeError:
        return None
    except ValueError as error:
        return BadRow(number, f"Row {number}: {error}; what follows was not read.", _head(buffer)), None
    return _row(number, value, buffer[start:end]), buffer[end:]


def _row(number: int, value: object, text: str) -> Row | BadRow:
    if not isinstance(value, dict):
        return BadRow(number, f"Line {number} holds no JSON object; write one object a line.", _head(text))
    return Row(number, value)


def _head(text: str) -> str:
    return text[:SHOWN_CHARACTERS]


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"the key '{twice}' stands twice")
    return found


def _no_constant(name: str) -> object:
    raise _Refused(f"{name} is no number that can be stored; leave the field out")


def decimal_of(text: str) -> Decimal:
    """An exact decimal number of a sensible size.

    Raises:
        ValueError: for a number beyond 30 digits, which nothing here has and which could exhaust the memory.
    """
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _Refused(f"'{text[:40]}' is no number") from error
    if not number.is_finite():
        raise _Refused(f"{text} is no number that can be stored; leave the field out")
    if abs(number.adjusted()) > _MAX_DIGITS or len(number.as_tuple().digits) > _MAX_DIGITS:
        raise _Refused(f"the number {text[:40]} is out of range")
    return number


class _Refused(ValueError):
    """Well-formed, and still not admitted."""


DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_float=decimal_of)
