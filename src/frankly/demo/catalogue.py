"""The books of Lantern Books, a fictional shop, read from `lantern/catalogue.jsonl`.

The works are real and in the public domain; prices, stock and dates of arrival are made up.
"""

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from frankly.domain.item import Item
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured

LANTERN_NOW_MS = EpochMs(1_793_491_200_000)
"""2026-11-01T00:00:00Z, the moment at which the dates in the file are meant to be looked at."""

CATALOGUE_FILE = Path(__file__).with_name("lantern") / "catalogue.jsonl"
"""One book a line, sorted by id."""

BRAND_FILE = CATALOGUE_FILE.with_name("brand.yaml")
"""How the shop speaks: of titles, where another speaks of items."""


def books(now_ms: int = LANTERN_NOW_MS) -> tuple[Item, ...]:
    """Read the catalogue, in order of id.

    Args:
        now_ms: the moment of the demo; dates of arrival move with it, so that the shop always has new books.

    Raises:
        Misconfigured: when the file is missing or a line of it is no item.
    """
    moved = now_ms - LANTERN_NOW_MS
    return _stored() if moved == 0 else tuple(_arrived_later(book, moved) for book in _stored())


def _arrived_later(book: Item, moved_ms: int) -> Item:
    first = EpochMs(max(0, (book.first_available or 0) + moved_ms))
    return book.model_copy(update={"first_available": first})


@cache
def _stored() -> tuple[Item, ...]:
    try:
        lines = CATALOGUE_FILE.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Misconfigured("The demo's catalogue is missing from this installation; reinstall frankly.") from error
    return tuple(_book(line, number) for number, line in enumerate(lines, start=1))


def _book(line: str, number: int) -> Item:
    try:
        return Item.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise Misconfigured(
            f"{CATALOGUE_FILE.name}:{number}: '{where}' is not valid: {fault['msg']}; mend that line."
        ) from error
