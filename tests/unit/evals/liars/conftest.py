"""What tests of the liars' suites share."""

from pathlib import Path

import pytest

from frankly.evals.liars.making.book import LieBook, read_book
from frankly.evals.liars.making.made import read_items
from frankly.evals.liars.marked import MarkedItem
from tests.needs import ROOT

FOLDER = ROOT / "evals" / "liars"


@pytest.fixture(scope="session")
def folder() -> Path:
    """Where the data of the suite lies."""
    return FOLDER


@pytest.fixture(scope="session")
def marked() -> dict[str, tuple[MarkedItem, ...]]:
    """Language → its marked items."""
    return {locale: tuple(items) for locale, items in read_items(FOLDER).items()}


@pytest.fixture(scope="session")
def books() -> dict[str, LieBook]:
    """Language → what liars say."""
    return {locale: read_book(FOLDER / f"lies-{locale}.yaml") for locale in ("en", "de")}
