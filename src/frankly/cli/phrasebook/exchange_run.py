"""Writes the phrasebook to a stream, or to a file that is whole or as it was."""

import os
from pathlib import Path
from typing import BinaryIO

from frankly.errors import Invalid
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.exchange import exported


async def write_out(book: Phrasebook, stream: BinaryIO) -> None:
    """Write all lines."""
    async for line in exported(book):
        stream.write(line)
    stream.flush()


async def write_file(book: Phrasebook, file: Path) -> None:
    """Write all lines beside the file, and take its place with them: an export that stops costs no earlier one.

    Raises:
        Invalid: when the file cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as stream:
            await write_out(book, stream)
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}. Name another place.") from error
    finally:
        part.unlink(missing_ok=True)
