"""The rejects file: every row that an import could not use, with the reasons, as one JSON object a line."""

import json
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from frankly.errors import Invalid
from frankly.ports.rows import Reject

SUFFIX: Final = ".rejects.jsonl"


class RejectsFile:
    """`<file>.rejects.jsonl`, begun with the first reject; one from an earlier run of the same file is replaced."""

    def __init__(self, source: Path, folder: Path | None = None) -> None:
        """Choose where it lies.

        Args:
            source: the imported file.
            folder: where to put it; beside the imported file when not given.
        """
        self._path = (folder if folder is not None else source.parent) / f"{source.name}{SUFFIX}"
        self._file: IO[str] | None = None

    @property
    def path(self) -> str | None:
        """Where the rejects can be read; None when there were none so far."""
        return str(self._path) if self._file is not None else None

    def add(self, reject: Reject) -> None:
        """Write one down.

        Raises:
            Invalid: when the file cannot be written.
        """
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # What is not valid Unicode in a row is written as escapes, so that no row can stop the import.
                self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace")
            self._file.write(_line(reject))
        except OSError as error:
            raise Invalid(
                f"Rejected rows cannot be written to {self._path}: {error.strerror}. Name another folder for them."
            ) from error

    def close(self) -> None:
        """Finish the file; without rejects, remove that of an earlier run, which would mislead."""
        if self._file is not None:
            self._file.close()
        else:
            with suppress(OSError):
                self._path.unlink()


def _line(reject: Reject) -> str:
    row: dict[str, object] = {
        "file": reject.file,
        "line": reject.line,
        "reasons": [{"field": reason.field, "reason": reason.message} for reason in reject.reasons],
    }
    row.update({"row": dict(reject.row)} if reject.row is not None else {"text": reject.text})
    return json.dumps(row, ensure_ascii=False, default=str) + "\n"
