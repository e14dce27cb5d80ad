"""A whole shop; each test works on a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def lantern(demo_shop: Path) -> Path:
    """The data folder of the demo shop; never written to."""
    return demo_shop


@pytest.fixture
def folder(lantern: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the shop's data folder."""
    copy = tmp_path / "data"
    shutil.copytree(lantern, copy)
    yield copy
    shutil.rmtree(copy, ignore_errors=True)
