"""Rows of a file as an import reads them, and where the rows go that cannot be used."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Row:
    """One row that could be read.

    Attributes:
        line: line of the file where it begins, counted from 1; for JSON arrays and Parquet the number of the row.
        fields: column → value; text in CSV, any JSON value elsewhere. Decimal numbers are `Decimal`, never a float.
    """

    line: int
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that could not even be read.

    Attributes:
        line: as in `Row`.
        reason: what is wrong, where, and what to do.
        text: the beginning of the row as it stands in the file.
    """

    line: int
    reason: str
    text: str = ""


class RowSource(Protocol):
    """One file, read once from its beginning to its end, in bounded memory."""

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        ...

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Names of the columns where the format has a header; None where each row names its own."""
        ...

    @property
    def total_bytes(self) -> int:
        """Size of the file as it lies on disk."""
        ...

    @property
    def bytes_read(self) -> int:
        """How much of it has been read so far."""
        ...

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows in the order of the file; those that cannot be read are handed over as such.

        Raises:
            Invalid: when nothing in the file can be read.
        """
        ...


OpenRows: TypeAlias = Callable[[Path], RowSource]
"""Opens a file, by its suffix; raises `Invalid` or `NotFound` when it is no readable file of a known format."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was rejected.

    Attributes:
        field: the field that is wrong; empty when it is the whole row.
        message: what is wrong and what to do.
    """

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Reject:
    """One rejected row, with all that is needed to mend it.

    Attributes:
        file: name of the file.
        line: line or number of the row.
        reasons: at least one.
        row: the row as it was read; None when it could not be read.
        text: its beginning as text, when it could not be read.
    """

    file: str
    line: int
    reasons: tuple[Reason, ...]
    row: Mapping[str, object] | None = None
    text: str = ""


class RejectSink(Protocol):
    """Where rejected rows go."""

    @property
    def path(self) -> str | None:
        """Where they can be read afterwards; None when none was rejected so far."""
        ...

    def add(self, reject: Reject) -> None:
        """Keep one.

        Raises:
            Invalid: when it cannot be written down.
        """
        ...

    def close(self) -> None:
        """Nothing more will come."""
        ...
