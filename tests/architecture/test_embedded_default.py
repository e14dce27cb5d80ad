import os

import pytest

from frankly.settings import Settings


@pytest.fixture
def defaults(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in [name for name in os.environ if name.startswith("FRANKLY_")]:
        monkeypatch.delenv(name)
    return Settings()


def test_nothing_but_a_folder_is_needed(defaults: Settings) -> None:
    assert (defaults.chroma_url, defaults.embedder, defaults.data.is_absolute()) == (None, "lsa", False)


def test_nobody_else_is_listened_to(defaults: Settings) -> None:
    assert (defaults.host, defaults.api_key, defaults.cors_origins) == ("127.0.0.1", None, ())
