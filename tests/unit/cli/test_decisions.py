"""`frankly decisions` over a data folder without any."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.bootstrap.stores import open_stores
from frankly.cli.main import app
from frankly.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_stores(Settings(data=tmp_path)):
        return tmp_path


def run(folder: Path, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["decisions", *args, "--data", str(folder)])
    return done.exit_code, " ".join(done.output.split())


def test_a_surface_that_is_not_there_is_told_from_one_without_decisions(folder: Path) -> None:
    code, text = run(folder, "--person", "ada", "--surface", "hme")
    assert (code, "Did you mean 'home'?" in text) == (2, True)
    code, text = run(folder, "--person", "ada", "--surface", "home")
    assert (code, "Nothing was recorded for 'ada' on 'home'" in text) == (0, True)


def test_a_decision_that_is_not_there_may_have_been_lost_in_a_kill(folder: Path) -> None:
    code, text = run(folder, "show", "d0")
    assert code == 2
    assert all(cause in text for cause in ("their person", "with age", "killed"))
