"""A whole shop, made once by the product's own command; each test works on a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import frankly


@pytest.fixture(scope="session")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demo shop; never written to."""
    place = tmp_path_factory.mktemp("lantern")
    done = frankly(place / "data", "demo", "--json")
    assert done.returncode == 0, done.stderr
    return place / "data" / "demo"


@pytest.fixture
def folder(lantern: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the shop's data folder."""
    copy = tmp_path / "data"
    shutil.copytree(lantern, copy)
    yield copy
    shutil.rmtree(copy, ignore_errors=True)
