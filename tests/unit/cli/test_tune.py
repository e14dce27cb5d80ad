from pathlib import Path

import pytest

import frankly
from frankly.cli.data.tune import surface_file
from frankly.errors import Misconfigured, NotFound
from frankly.settings import Settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A folder like the one in an installed package: `frankly/data` with surfaces in it."""
    folder = tmp_path / "frankly" / "data"
    (folder / "surfaces").mkdir(parents=True)
    (folder / "surfaces" / "home.yaml").write_text("sources: {content: {weight: 1}}\n")
    return folder


def test_a_file_of_ones_own_may_be_written(config: Path) -> None:
    path = surface_file(Settings(config=config), "home", is_written=True)
    assert path == config / "surfaces" / "home.yaml"


def test_shipped_files_are_not_written_and_it_says_what_to_do(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frankly, "__file__", str(config.parent / "__init__.py"))
    with pytest.raises(Misconfigured, match=r"came with the program.*Copy .*surfaces.*FRANKLY_CONFIG.*--dry-run"):
        surface_file(Settings(config=config), "home", is_written=True)
    assert surface_file(Settings(config=config), "home", is_written=False).is_file()


def test_a_surface_that_is_not_there_is_told_with_those_that_are(config: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean 'home'"):
        surface_file(Settings(config=config), "hoem", is_written=False)
    with pytest.raises(NotFound, match="There are: home"):
        surface_file(Settings(config=config), "checkout-page", is_written=False)
