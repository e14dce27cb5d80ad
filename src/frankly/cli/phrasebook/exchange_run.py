"""Writes the phrasebook to a stream."""

from typing import BinaryIO

from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.exchange import exported


async def write_out(book: Phrasebook, stream: BinaryIO) -> None:
    """Write all lines."""
    async for line in exported(book):
        stream.write(line)
    stream.flush()
