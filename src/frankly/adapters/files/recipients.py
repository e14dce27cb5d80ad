"""Reads an audience from a file: a person a row, and how they are reached. A row that cannot be used stops it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from frankly.adapters.rows.reading import open_rows
from frankly.domain.campaign.recipient import Considered, Contact
from frankly.domain.faults import nearest
from frankly.errors import Invalid
from frankly.ports.rows import BadRow, Row

COLUMNS: Final = ("person", "email", "first_name", "locale", "time_zone")
"""What a file of recipients may say."""


def read_recipients(path: Path) -> Iterator[Considered]:
    """Read an audience, row by row.

    Raises:
        Invalid: with file and line, when the file cannot be read or a row cannot be used: a list that is half read
            would leave people out without a word.
    """
    for row in open_rows(path).rows():
        if isinstance(row, BadRow):
            raise Invalid(f"{path}:{row.line}: {row.reason}")
        yield _considered(path, row)


def _considered(path: Path, row: Row) -> Considered:
    said = {name: str(value).strip() for name, value in row.fields.items() if value not in (None, "")}
    for name in said:
        if name not in COLUMNS:
            near = nearest(name, COLUMNS)
            hint = f" Did you mean '{near}'?" if near else f" Columns: {', '.join(COLUMNS)}."
            raise Invalid(f"{path}:{row.line}: '{name}' is not known here.{hint}")
    if "person" not in said:
        raise Invalid(f"{path}:{row.line}: 'person' is missing: the id by which the person's consent is stored.")
    zone = said.get("time_zone", "")
    if zone and not _is_zone(zone):
        raise Invalid(f"{path}:{row.line}: '{zone}' is no time zone; write one such as Europe/Berlin.")
    return Considered(
        said["person"], Contact(said.get("email", ""), said.get("first_name", ""), said.get("locale", ""), zone)
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
