"""What an export command does: streams rows into a file beside the named one and renames it when it is whole."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from frankly.bootstrap.stores import Stores, open_stores
from frankly.cli.screen import err
from frankly.errors import Invalid
from frankly.settings import Settings


async def to_file(settings: Settings, file: Path, rows: Callable[[Stores], AsyncIterator[bytes]]) -> int:
    """Write all rows, or leave the file as it was.

    Returns:
        Size of the file in bytes.

    Raises:
        Invalid: when the file cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with open_stores(settings) as stores, part.open("wb") as target, err().status(f"Writing {file.name}"):
            async for chunk in rows(stores):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.replace(file)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}. Name another place.") from error
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


async def to_output(settings: Settings, rows: Callable[[Stores], AsyncIterator[bytes]]) -> None:
    """Write all rows to standard output."""
    with open_stores(settings) as stores:
        async for chunk in rows(stores):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
