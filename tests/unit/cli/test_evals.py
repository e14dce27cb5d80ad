import json
from functools import partial
from pathlib import Path

import pytest

from frankly.cli.door import EXIT_ERROR
from frankly.cli.main import app
from frankly.cli.proving.evals_data import lantern
from frankly.evals import running
from frankly.evals.report import Report
from frankly.evals.running import Choices, Load
from frankly.evals.suites import Suite


def _is_lantern(load: Load | None) -> bool:
    return isinstance(load, partial) and load.func is lantern and load.args == ("demo",)


def ask(*args: str) -> int:
    """Run a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        app(list(args))
    return int(left.value.code or 0)


@pytest.fixture
def suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite of one's own, and a runner that finds what it is asked for."""
    folder = tmp_path / "evals" / "mine"
    folder.mkdir(parents=True)
    (folder / "suite.yaml").write_text(
        "title: Mine\nproves: That it is so.\nrunner: plain\nsets: [demo, movielens]\ncases: 7\nseed: 3\n"
        "options: {share: 0.9}\nbars: {mine.share: {at_least: 0.5}}\n"
    )

    def plain(suite: Suite, loads: dict[str, Load], choices: Choices, say: object) -> Report:
        assert list(loads) == ["demo"]
        config: dict[str, object] = {"cases": choices.cases or suite.cases, "seed": choices.seed, "demo": loads["demo"]}
        return Report(
            figures={"mine.share": suite.options["share"]}, config=config | {"demo": _is_lantern(loads["demo"])}
        )

    monkeypatch.setattr(running, "RUNNERS", {"plain": plain})
    monkeypatch.setenv("FRANKLY_CONFIG", str(tmp_path))
    return folder


@pytest.mark.usefixtures("suites")
def test_suites_are_listed_with_what_they_prove(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("eval", "list") == 0
    assert "mine" in (told := capsys.readouterr().out)
    assert "That it is so." in told
    assert ask("eval", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["mine"]["bars"] == {"mine.share": "at least 0.5"}


@pytest.mark.usefixtures("suites")
def test_a_suite_runs_on_the_sets_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("eval", "run", "mine", "--cases", "5", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["figures"]["mine.share"] == 0.9
    assert said["config"] == {"cases": 5, "seed": None, "demo": True}
    assert said["bars"][0]["outcome"] == "met"
    assert "movielens" in said["notes"][0]


def test_a_missed_bar_is_exit_code_1(suites: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = suites / "suite.yaml"
    file.write_text(file.read_text().replace("share: 0.9", "share: 0.4"))
    assert ask("eval", "run", "mine") == 1
    assert "missed" in capsys.readouterr().out


@pytest.mark.usefixtures("suites")
def test_what_cannot_run_is_exit_code_2_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("eval", "run", "mien") == EXIT_ERROR
    assert "Did you mean 'mine'" in " ".join(capsys.readouterr().err.split())
    assert ask("eval", "run", "mine", "--only", "movielens") == EXIT_ERROR
    assert "--sets" in " ".join(capsys.readouterr().err.split())


def test_what_was_not_measured_is_exit_code_2(suites: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = suites / "suite.yaml"
    file.write_text(file.read_text().replace("mine.share", "mine.other"))
    assert ask("eval", "run", "mine") == EXIT_ERROR
    assert "not measured" in capsys.readouterr().out
