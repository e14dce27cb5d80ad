"""Reads an audience from a file: a person a row, and how they are reached. A row that cannot be used stops it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import StringConstraints, TypeAdapter, ValidationError

from frankly.adapters.rows.reading import open_rows
from frankly.domain.campaign.campaign import LocaleText
from frankly.domain.campaign.recipient import Considered, Contact
from frankly.domain.faults import nearest
from frankly.domain.ids import IdText
from frankly.errors import Invalid
from frankly.ports.rows import BadRow, Row

COLUMNS: Final = ("person", "email", "first_name", "locale", "time_zone")
"""What a file of recipients may say."""

_LONGEST_ZONE: Final = 64
"""The longest name of the IANA database has 32 characters; more is only shown to be mended."""

_NO_PERSON: Final = "'person' is missing: the id by which the person's consent is stored."
_Line = Annotated[str, StringConstraints(max_length=320)]
_SHAPES: Final = {
    "person": (TypeAdapter(IdText), "is no id of a person: at most 200 characters, none of them a control character"),
    "email": (TypeAdapter(_Line), "is longer than an address may be"),
    "first_name": (TypeAdapter(_Line), "is longer than a name may be"),
    "locale": (TypeAdapter(LocaleText), "is no language; write one such as en or de-AT"),
}


@dataclass(frozen=True, slots=True)
class RecipientsFile:
    """An audience as a file; it can be gone through more than once.

    Attributes:
        path: a CSV or JSONL file.
    """

    path: Path

    def __iter__(self) -> Iterator[Considered]:
        """The audience, row by row.

        Raises:
            Invalid: with file and line, when the file cannot be read or a row cannot be used: a list that is half read
                would leave people out without a word.
        """
        file = open_rows(self.path)
        # The heading says it for every row, so its own line is named.
        _require_known(file.columns or (), f"{self.path}:1")
        if file.columns is not None and "person" not in file.columns:
            raise Invalid(f"{self.path}:1: {_NO_PERSON}")
        for row in file.rows():
            if isinstance(row, BadRow):
                raise Invalid(f"{self.path}:{row.line}: {row.reason}")
            yield _considered(self.path, row)


def _considered(path: Path, row: Row) -> Considered:
    said = {name: str(value).strip() for name, value in row.fields.items() if value not in (None, "")}
    _require_known(said, f"{path}:{row.line}")
    if not said.get("person"):
        raise Invalid(f"{path}:{row.line}: {_NO_PERSON}")
    if said["person"].startswith("session:"):
        raise Invalid(f"{path}:{row.line}: a session is nobody who could be written to; 'person' names people.")
    # Exports of other programs write de_AT.
    said |= {"locale": said["locale"].replace("_", "-")} if "locale" in said else {}
    for name, (shape, wrong) in _SHAPES.items():
        if name in said and not _fits(shape, said[name]):
            raise Invalid(f"{path}:{row.line}: {name}: '{said[name][:40]}' {wrong}.")
    email, first_name, locale, zone = (said.get(name, "") for name in COLUMNS[1:])
    # Nobody is left out for a time zone that is none: it is kept as it stands, and the plan tells of how many.
    return Considered(said["person"], Contact(email, first_name, locale, zone[:_LONGEST_ZONE]))


def _require_known(names: Iterable[str], place: str) -> None:
    for name in names:
        if name not in COLUMNS:
            near = nearest(name, COLUMNS)
            hint = f" Did you mean '{near}'?" if near else f" Columns: {', '.join(COLUMNS)}."
            raise Invalid(f"{place}: '{name}' is not known here.{hint}")


def _fits(shape: TypeAdapter[str], value: str) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True
