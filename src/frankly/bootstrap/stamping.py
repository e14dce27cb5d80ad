"""What stamps the quotations of a data folder: its own key, and a hash of the code that proves them."""

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from frankly import __version__
from frankly.bootstrap.secret_files import fact_secret
from frankly.domain.canonical import hash_bytes
from frankly.settings import Settings
from frankly.stages.verify.facts.stamps import QuoteStamps

PROVING: Final = ("domain/quoting", "domain/saying", "domain/untrusted", "stages/verify")
"""Folders of the code that proves a quotation and its language; a test holds them to what that code imports."""


def stamps_of(settings: Settings) -> QuoteStamps:
    """What stamps the quotations of a data folder.

    Raises:
        Misconfigured: when its secret can neither be read nor made.
    """
    return QuoteStamps(blake2b(fact_secret(settings)).digest(), proving_code())


@cache
def proving_code() -> str:
    """Hash of the code that proves quotations, as it lies on disk, and of the version that it belongs to."""
    parts = [__version__.encode(), *(path.read_bytes() for path in proving_files())]
    return hash_bytes(b"\x1e".join(parts))


def proving_files() -> Iterator[Path]:
    """The files of that code, in order of their names."""
    package = Path(__file__).parent.parent
    for folder in PROVING:
        yield from sorted((package / folder).rglob("*.py"))
