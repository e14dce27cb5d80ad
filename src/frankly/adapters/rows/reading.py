"""Opens a file of rows by its name: CSV, JSONL, JSON, YAML, plain or gzipped, and Parquet."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, Literal, Protocol

from frankly.adapters.rows.csv import CsvRows
from frankly.adapters.rows.json import JsonArray, JsonLines
from frankly.adapters.rows.lines import LineFile
from frankly.adapters.rows.parquet import ParquetRows
from frankly.adapters.rows.yaml import YamlRows
from frankly.errors import Invalid
from frankly.ports.rows import BadRow, Row

Format = Literal["csv", "jsonl", "json", "yaml", "parquet"]
FORMATS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
}
"""Suffix, without `.gz`, → format."""


class _Reader(Protocol):
    @property
    def columns(self) -> tuple[str, ...] | None: ...

    def rows(self) -> Iterator[Row | BadRow]: ...


class _Counted(Protocol):
    @property
    def total_bytes(self) -> int: ...

    @property
    def bytes_read(self) -> int: ...


class FileRows:
    """A file of rows of any format; see `frankly.ports.rows.RowSource`."""

    def __init__(self, path: Path, reader: _Reader, counted: _Counted) -> None:
        """Put a reader and its byte count together.

        Args:
            path: the file.
            reader: what makes rows of it.
            counted: what knows how much has been read.
        """
        self.path = path
        self._reader = reader
        self._counted = counted

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Names of the columns, where the format has a header."""
        return self._reader.columns

    @property
    def total_bytes(self) -> int:
        """Size on disk."""
        return self._counted.total_bytes

    @property
    def bytes_read(self) -> int:
        """How much has been read so far."""
        return self._counted.bytes_read

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows in the order of the file."""
        return self._reader.rows()


def open_rows(
    path: Path, *, format: Format | None = None, encoding: str | None = None, delimiter: str | None = None
) -> FileRows:
    """Open a file for an import.

    Args:
        path: the file; gzip is seen from its first bytes, whatever its name.
        format: how to read it; by the suffix when not given.
        encoding: of text formats; None for UTF-8 where nobody can name another.
        delimiter: of CSV; found from the header when not given.

    Raises:
        NotFound: when there is no such file.
        Invalid: when it is not readable as a file of rows; the message says why and what to do.
    """
    chosen = format or _format_of(path)
    if chosen == "parquet":
        parquet = ParquetRows(path)
        return FileRows(path, parquet, parquet)
    lines = LineFile(path, encoding)
    return FileRows(path, _READERS[chosen](lines, delimiter), lines)


def _format_of(path: Path) -> Format:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    known = FORMATS.get(suffixes[-1]) if suffixes else None
    if known is None:
        raise Invalid(
            f"{path.name}: the format is not clear from the name; name it one of {', '.join(FORMATS)} (or .gz)."
        )
    return known


def _json(lines: LineFile, _: str | None) -> _Reader:
    """An array where the file begins with a bracket, else one object a line."""
    with closing(lines.lines()) as found:
        start = next((text for line in found if (text := line.text.lstrip("\ufeff \t\r\n"))), "")
    return JsonArray(lines) if start.startswith("[") else JsonLines(lines)


_READERS: Final[dict[Format, Callable[[LineFile, str | None], _Reader]]] = {
    "csv": CsvRows,
    "jsonl": lambda lines, _: JsonLines(lines),
    "json": _json,
    "yaml": lambda lines, _: YamlRows(lines),
}
