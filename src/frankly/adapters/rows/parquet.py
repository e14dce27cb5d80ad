"""Parquet rows, for installations with the `parquet` extra. pyarrow is imported when the first such file is opened."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from frankly.adapters.rows.json import decimal_of
from frankly.adapters.rows.lines import check_file
from frankly.errors import Invalid
from frankly.ports.rows import BadRow, Row

_BATCH: Final = 1000


class ParquetRows:
    """Rows of a Parquet file, a batch at a time."""

    def __init__(self, path: Path) -> None:
        """Read the schema.

        Args:
            path: the file.

        Raises:
            Misconfigured: when pyarrow is not installed.
            NotFound: when there is no such file.
            Invalid: when it is no Parquet file.
        """
        self.total_bytes = check_file(path)
        parquet = _pyarrow_parquet()
        try:
            self._file: Any = parquet.ParquetFile(path)
        except (OSError, ValueError) as error:
            raise Invalid(f"{path} cannot be read as Parquet: {error}") from error
        self.columns: tuple[str, ...] = tuple(self._file.schema_arrow.names)
        self._rows_read = 0

    @property
    def bytes_read(self) -> int:
        """Estimated from the share of rows that were read."""
        rows = self._file.metadata.num_rows
        return self.total_bytes * self._rows_read // rows if rows else self.total_bytes

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows; a damaged file ends them with one bad row."""
        batches = self._file.iter_batches(batch_size=_BATCH)
        while True:
            try:
                batch = next(batches, None)
                rows = batch.to_pylist() if batch is not None else []
            except (OSError, ValueError) as error:
                number = self._rows_read + 1
                yield BadRow(number, f"The file is damaged from row {number} on ({error}); what follows was not read.")
                break
            if batch is None:
                break
            for row in rows:
                self._rows_read += 1
                yield _row(self._rows_read, row)
        self._file.close()


def _row(number: int, fields: dict[str, object]) -> Row | BadRow:
    try:
        return Row(number, {name: _exact(value) for name, value in fields.items()})
    except ValueError as error:
        return BadRow(number, f"Row {number}: {error}.", repr(fields)[:500])


def _exact(value: object) -> object:
    if isinstance(value, float):
        return decimal_of(repr(value))
    if isinstance(value, list):
        return [_exact(part) for part in value]
    return {name: _exact(part) for name, part in value.items()} if isinstance(value, dict) else value


def _pyarrow_parquet() -> Any:
    try:
        return importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise Invalid(
            "Parquet files need pyarrow, which is not installed: pip install 'frankly[parquet]', or use CSV."
        ) from error
