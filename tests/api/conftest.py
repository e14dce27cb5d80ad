from pathlib import Path
from typing import Any

import pytest

from frankly.pipelines.parts import Parts
from tests.api.world import World, make_parts, settings


@pytest.fixture
def parts() -> Parts:
    return make_parts()


@pytest.fixture
def world(parts: Parts, tmp_path: Path) -> World:
    """A service without a key, for this machine alone."""
    return World(parts, settings(tmp_path))


@pytest.fixture
def guarded(parts: Parts, tmp_path: Path) -> World:
    """A service with a key."""
    return World(parts, settings(tmp_path, **keyed()))


def keyed() -> dict[str, Any]:
    from pydantic import SecretStr

    from tests.api.world import KEY, SECRET

    return {"api_key": SecretStr(KEY), "token_secret": SecretStr(SECRET)}
