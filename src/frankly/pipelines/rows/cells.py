"""From a cell of somebody's file to a value: text, lists, times, money. Each says what it expected when it cannot.

Nothing is guessed: a number without a unit, an amount with too many decimals or a time in an unknown shape is refused.
"""

import functools
import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision, list_currencies

from frankly.domain.time import to_ms

_EARLIEST_PLAIN_MS: Final = 100_000_000_000
"""1973-03-03 in milliseconds. A smaller bare number is far more likely a count of seconds, so it is refused."""

_NUMBER: Final = re.compile(r"[+-]?\d+")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_MAX_DIGITS: Final = 20


def as_text(value: object) -> str:
    """Text as it stands; whole numbers are written out.

    Raises:
        ValueError: for lists, objects, truth values and text with a zero character.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"expected text, found {_kind(value)}")
    text = value if isinstance(value, str) else str(value)
    if "\x00" in text:
        raise ValueError("the text holds a zero character (U+0000); take it out")
    if not text.isascii() and _SURROGATE.search(text):
        raise ValueError("the text holds half a character (a lone surrogate); write the character itself")
    return text


def as_id(value: object) -> str:
    """An id: text without white space at its ends."""
    return as_text(value).strip()


def as_texts(value: object, separator: str = "|") -> list[str]:
    """A list of texts: a list, a JSON list in a cell, or text split at a separator; empty parts are left out.

    Raises:
        ValueError: for anything else.
    """
    if isinstance(value, list | tuple):
        return [as_text(part) for part in value]
    text = as_text(value)
    if text.startswith("["):
        return as_texts(as_json(text))
    return [part.strip() for part in text.split(separator) if part.strip()]


def as_whole(value: object) -> object:
    """A whole number; what is none is handed on as it is, for the model's own message."""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_DIGITS:
            raise ValueError(f"expected a whole number, found {len(text)} characters")
        return int(text) if _NUMBER.fullmatch(text) else _whole_decimal(text)
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _whole_decimal(text: str) -> object:
    """6.0 is six, as many exports write it."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number.is_finite() and abs(number) < 10**18 and number == int(number) else text


def as_json(value: object) -> object:
    """An object or list: as it is, or as JSON text in a cell.

    Raises:
        ValueError: when the text is no JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ValueError("expected JSON in this cell") from error


def as_moment(value: object, format: str | None = None, timezone: str | None = None) -> int:
    """A time in milliseconds since 1970.

    Args:
        value: ISO 8601 text, a `datetime`, or a number.
        format: `unix_s`, `unix_ms`, `iso` or a `strptime` pattern; ISO 8601 or milliseconds when not given.
        timezone: name of the zone of times that name none; UTC when not given.

    Raises:
        ValueError: when it is no time of that shape.
    """
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return _in_zone(moment, timezone)
    if format in {"unix_s", "unix_ms"}:
        return _unix(value, 1000 if format == "unix_s" else 1)
    text = as_text(value).strip()
    if format not in {None, "iso"}:
        return _in_zone(datetime.strptime(text, str(format)), timezone)  # noqa: DTZ007  the zone follows
    if format is None and _NUMBER.fullmatch(text):
        return _plain_ms(text)
    try:
        return _in_zone(datetime.fromisoformat(text), timezone)
    except ValueError as error:
        raise ValueError(
            f"expected ISO 8601 time such as 2026-11-21T09:30:00Z, found '{text[:60]}'; name its format"
        ) from error


def _plain_ms(text: str) -> int:
    if len(text) > _MAX_DIGITS or abs(int(text)) < _EARLIEST_PLAIN_MS:
        raise ValueError(
            f"the number {text[:_MAX_DIGITS]} is no plausible time in milliseconds; name its format, such as unix_s"
        )
    return int(text)


def _unix(value: object, factor: int) -> int:
    try:
        number = Decimal(as_text(value).strip()) * factor
        if number.is_finite() and abs(number) < 10**15:
            return int(number)
    except InvalidOperation:
        pass
    raise ValueError(f"expected seconds or milliseconds since 1970, found '{str(value)[:60]}'")


def _in_zone(moment: datetime, timezone: str | None) -> int:
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=zone(timezone) if timezone else UTC))


@functools.lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        ValueError: when there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"'{name}' is no time zone; expected a name such as Europe/Berlin") from error


def as_minor(value: object, currency: str, decimal: str = ".") -> int:
    """A decimal amount in whole minor units, by the number of decimals that its currency has (CLDR).

    Args:
        value: `12.99`, as text or number; text may hold thousands separators.
        currency: ISO 4217 code.
        decimal: decimal mark of text, `.` or `,`.

    Raises:
        ValueError: for no number, a negative one, one with more decimals than the currency has, an unknown currency.
    """
    digits = currency_digits(currency)
    text = as_text(value).strip().replace(" ", "").replace("\u00a0", "")
    if isinstance(value, str):
        text = _plain_number(text, decimal)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"expected an amount such as 12{decimal}99, found '{text[:60]}'") from error
    if not number.is_finite() or not 0 <= number < 10**12:
        raise ValueError(f"the amount {text[:60]} is out of range")
    minor = number.scaleb(digits)
    if minor != minor.to_integral_value():
        raise ValueError(f"{text[:60]} has more decimals than the {digits} of {currency}; round it in the file")
    return int(minor)


def as_major(amount_minor: int, currency: str) -> str:
    """The decimal amount that `as_minor` turns back into the same minor units."""
    return str(
        Decimal(amount_minor).scaleb(-currency_digits(currency)).quantize(Decimal(1).scaleb(-currency_digits(currency)))
    )


@functools.lru_cache(maxsize=512)
def currency_digits(currency: str) -> int:
    """Number of decimals of a currency.

    Raises:
        ValueError: when there is no such currency.
    """
    if currency not in list_currencies():
        raise ValueError(f"'{currency}' is no currency; expected an ISO 4217 code such as EUR")
    return int(get_currency_precision(currency))


def _plain_number(text: str, decimal: str) -> str:
    """Take thousands separators out, where they stand as they should; anything else stays and is refused later."""
    group = "," if decimal == "." else "."
    grouped = re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(decimal)}\d*)?", text)
    if grouped:
        text = text.replace(group, "")
    elif decimal == "," and "." in text:
        return text.replace(".", "?")
    return text.replace(decimal, ".")


def _kind(value: object) -> str:
    names = {bool: "true or false", list: "a list", dict: "an object", bytes: "bytes", type(None): "nothing"}
    return names.get(type(value), type(value).__name__)
