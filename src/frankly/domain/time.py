"""Time as whole milliseconds since 1970-01-01 UTC: exact, sortable, and equal on every machine."""

from datetime import UTC, date, datetime
from typing import Annotated, NewType

from pydantic import BeforeValidator, Field, WithJsonSchema

EpochMs = NewType("EpochMs", int)

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
LATEST_MS = 253_402_300_799_000
"""The last whole second of the year 9999, the end of what ISO 8601 dates here may say."""


def to_ms(moment: datetime) -> EpochMs:
    """Turn a moment with a time zone into milliseconds; a naive one is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return EpochMs(round(aware.timestamp() * 1000))


def to_iso(at_ms: int) -> str:
    """Write milliseconds as ISO 8601 in UTC with a trailing `Z`."""
    whole, rest = divmod(at_ms, 1000)
    text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:03d}Z" if rest else f"{text}Z"


def parse_moment(value: object) -> object:
    """Read ISO 8601 text as milliseconds; integers are taken as milliseconds already.

    Raises:
        ValueError: for text that is no ISO 8601 date or time, and for a day as YAML reads it, which leaves open when
            on that day.
    """
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, date):
        raise ValueError(f"say the time of the day too, such as {value.isoformat()}T08:00:00Z")
    if isinstance(value, str):
        try:
            return to_ms(datetime.fromisoformat(value.strip()))
        except (ValueError, OverflowError) as error:
            raise ValueError(
                "expected ISO 8601 time such as 2026-11-21T09:30:00Z, or milliseconds since 1970"
            ) from error
    return value


Moment = Annotated[
    EpochMs,
    BeforeValidator(parse_moment),
    Field(ge=0, le=LATEST_MS),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": LATEST_MS, "description": "Milliseconds since 1970, UTC."},
                {"type": "string", "format": "date-time", "description": "ISO 8601."},
            ]
        },
        mode="validation",
    ),
]
"""A time at an edge: ISO 8601 text or milliseconds on the way in, milliseconds inside."""
