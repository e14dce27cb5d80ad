"""Lines of a text file, plain or gzipped: one in memory at a time, none longer than a limit, each decoded by itself.

So one broken byte or one endless line costs one row, and the rest of the file is still read.
"""

import codecs
import gzip
import io
import zlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from frankly.errors import Invalid, NotFound
from frankly.ports.rows import BadRow

MAX_ROW_BYTES: Final = 1_000_000
"""Longest row that is read; a real one is a few kilobytes, and a longer one is most likely a file without line ends."""

SHOWN_CHARACTERS: Final = 500
"""How much of an unreadable row is kept for the person who mends it."""

ENCODINGS: Final = ("utf-8", "cp1252", "latin-1", "iso-8859-15")
"""Encodings in which a line end is one byte, so that lines can be split before they are decoded."""

_PACKED: Final = {
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"\xfd7zXZ": "packed with xz",
    b"BZh": "packed with bzip2",
    b"\x28\xb5\x2f\xfd": "packed with zstandard",
    b"PAR1": "a Parquet file; name it .parquet",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
}
_DAMAGED: Final = (EOFError, zlib.error, OSError)
_PART_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One decoded line.

    Attributes:
        number: counted from 1.
        text: with its line end.
    """

    number: int
    text: str


class LineFile:
    """A text file as lines; counts how much of it has been read."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Look whether the file is there and can be text.

        Args:
            path: plain or gzipped file; which of them is seen from its first bytes.
            encoding: one of `ENCODINGS`; None for UTF-8 where nobody can name another.

        Raises:
            NotFound: when there is no such file.
            Invalid: when it is a folder, empty, packed, in UTF-16, or may not be read.
        """
        if encoding is not None and encoding not in ENCODINGS:
            raise Invalid(f"Encoding '{encoding}' is none of {', '.join(ENCODINGS)}; convert the file to UTF-8.")
        self.path = path
        self.encoding = encoding or "utf-8"
        self._other = ", or name its encoding: cp1252 for most files from Windows, latin-1" if encoding else ""
        self.total_bytes = check_file(path)
        self._raw: IO[bytes] | None = None
        self._is_read = False
        with self._opened() as stream:
            _check_head(path, _first_bytes(path, stream))

    @property
    def bytes_read(self) -> int:
        """How much of the file, as it lies on disk, has been read."""
        if self._raw is None or self._raw.closed:
            return self.total_bytes if self._is_read else 0
        return self._raw.tell()

    def lines(self) -> Generator[Line | BadRow]:
        """The lines from the beginning; a damaged archive ends them with one bad row."""
        number = 0
        with self._opened() as stream:
            offset = 0
            while True:
                try:
                    raw, skipped = _limited_line(stream)
                except _DAMAGED as error:
                    yield BadRow(
                        number + 1, f"The file is damaged after line {number} ({error}); what follows was not read."
                    )
                    break
                if not raw:
                    break
                number += 1
                yield self._decoded(number, offset, raw, skipped)
                offset += len(raw) + skipped
        self._is_read = True

    def parts(self) -> Generator[str | BadRow]:
        """The text in pieces, for formats in which lines mean nothing; ends with a bad row at the first broken byte."""
        decoder = codecs.getincrementaldecoder("utf-8-sig" if self.encoding == "utf-8" else self.encoding)()
        offset = 0
        with self._opened() as stream:
            while True:
                try:
                    raw = stream.read(_PART_BYTES)
                    yield decoder.decode(raw, final=not raw)
                except UnicodeDecodeError as error:
                    yield BadRow(
                        0, f"Near byte {offset + error.start} the file is not {self.encoding}; save it as UTF-8."
                    )
                    return
                except _DAMAGED as error:
                    yield BadRow(0, f"The file is damaged ({error}); what follows was not read.")
                    return
                if not raw:
                    break
                offset += len(raw)
        self._is_read = True

    def _decoded(self, number: int, offset: int, raw: bytes, skipped: int) -> Line | BadRow:
        if skipped or len(raw) > MAX_ROW_BYTES:
            return BadRow(
                number,
                f"Line {number} has {len(raw) + skipped} bytes, more than the limit of {MAX_ROW_BYTES} for a row; "
                "it was skipped. Put each row on a line of its own.",
                raw[:SHOWN_CHARACTERS].decode(self.encoding, "replace"),
            )
        if number == 1 and self.encoding == "utf-8":
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            return Line(number, raw.decode(self.encoding))
        except UnicodeDecodeError as error:
            return BadRow(
                number,
                f"Byte {offset + error.start} (0x{raw[error.start]:02x}), line {number}, is not {self.encoding}. "
                f"Save the file as UTF-8{self._other}.",
                raw[:SHOWN_CHARACTERS].decode(self.encoding, "replace"),
            )

    def _opened(self) -> IO[bytes]:
        try:
            self._raw = self.path.open("rb")
        except OSError as error:
            raise Invalid(f"{self.path} cannot be read: {error.strerror}. Check its permissions.") from error
        if self._raw.peek(2)[:2] == b"\x1f\x8b":
            return io.BufferedReader(_OwningGzip(self._raw), 1 << 17)
        return self._raw


class _OwningGzip(gzip.GzipFile):
    """Closes the file beneath it, which `GzipFile` leaves open."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(fileobj=raw, mode="rb")
        self._beneath = raw

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._beneath.close()


def check_file(path: Path) -> int:
    """Size of a regular file.

    Raises:
        NotFound: when there is none.
        Invalid: when it is a folder or a device.
    """
    if not path.exists():
        raise NotFound(f"There is no file {path}; check the path.")
    if path.is_dir():
        raise Invalid(f"{path} is a folder; name a file in it, or import the folder by a preset.")
    if not path.is_file():
        raise Invalid(f"{path} is no regular file.")
    return path.stat().st_size


def _first_bytes(path: Path, stream: IO[bytes]) -> bytes:
    try:
        return stream.read(1024)
    except _DAMAGED as error:
        raise Invalid(f"{path} cannot be read: {error}. Copy it again.") from error


def _check_head(path: Path, head: bytes) -> None:
    if not head:
        raise Invalid(f"{path} is empty: nothing to import.")
    for magic, what in _PACKED.items():
        if head.startswith(magic):
            raise Invalid(f"{path} is no text: it is {what}. Unpack it, or export it as CSV or JSONL in UTF-8.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head:
        at = head.find(b"\x00") if b"\x00" in head else 0
        raise Invalid(
            f"{path} is no UTF-8 text: byte {at} is 0x{head[at]:02x}, as in UTF-16 or in a binary file. "
            f"Convert it: iconv -f UTF-16 -t UTF-8 {path.name}"
        )


def _limited_line(stream: IO[bytes]) -> tuple[bytes, int]:
    """One line, and how many of its bytes were thrown away because it is too long."""
    raw = stream.readline(MAX_ROW_BYTES + 1)
    skipped = 0
    if len(raw) > MAX_ROW_BYTES and not raw.endswith(b"\n"):
        while part := stream.readline(_PART_BYTES):
            skipped += len(part)
            if part.endswith(b"\n"):
                break
    return raw, skipped
