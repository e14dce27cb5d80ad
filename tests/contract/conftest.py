from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.stores import KINDS, Stores, open_stores


@pytest.fixture(params=KINDS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Empty stores over one database, once for each kind."""
    with open_stores(request.param, tmp_path) as opened:
        yield opened
