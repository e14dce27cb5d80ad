import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.cli.main import app
from tests.unit.evals.gate.runs import CHECK, kept
from tests.unit.evals.gate.verdicts import many

RUNNER = CliRunner()


def asked(*words: str, exit_code: int = 0) -> str:
    told = RUNNER.invoke(app, ["eval", *words])
    assert told.exit_code == exit_code, told.output
    return told.stdout


@pytest.fixture
def better_and_worse(tmp_path: Path) -> tuple[Path, Path]:
    better = kept(tmp_path / "better", many(["pass", "pass"], check=CHECK))
    return better, kept(tmp_path / "worse", many(["pass", "fail"], check=CHECK))


def test_a_comparison_names_what_broke_and_its_exit_code_says_worse(
    better_and_worse: tuple[Path, Path], tmp_path: Path
) -> None:
    better, worse = map(str, better_and_worse)
    told = asked("compare", better, worse, "--suites", str(tmp_path), exit_code=1)
    assert "worse" in told
    assert "tone/case-001" in told
    assert "-50.0" in told
    assert "same within their margin" in asked("compare", f"{better}..{better}", "--suites", str(tmp_path))


def test_a_comparison_can_be_read_by_programs_and_put_into_a_pull_request(
    better_and_worse: tuple[Path, Path], tmp_path: Path
) -> None:
    better, worse = map(str, better_and_worse)
    suites = ("--suites", str(tmp_path))
    told = json.loads(asked("compare", worse, better, *suites, "--json"))
    assert told["figures"] == {"compare.better": 1.0}
    file = tmp_path / "comment.md"
    asked("compare", better, worse, *suites, "--format", "markdown", "--out", str(file), exit_code=1)
    assert "| tone | length | 100" in file.read_text(encoding="utf-8")


def test_a_baseline_is_accepted_with_a_reason_and_shown_with_it(
    better_and_worse: tuple[Path, Path], tmp_path: Path
) -> None:
    better, worse = map(str, better_and_worse)
    suites = ("--suites", str(tmp_path))
    assert "Nothing was accepted yet" in asked("baseline", "show", *suites)
    asked("baseline", "accept", "tone", "--because", "first", "--run", better, *suites)
    told = json.loads(asked("baseline", "accept", "tone", "--because", "shorter", "--run", worse, *suites, "--json"))
    assert (told["passed"], told["was"], told["broken"]) == (1, 2, 1)
    shown = asked("baseline", "show", "tone", *suites)
    assert "1 of 2 pass" in shown
    assert "1 let go: shorter" in " ".join(shown.split())
    asked("baseline", "show", "tune", *suites, exit_code=2)
    asked("compare", "baseline", worse, *suites)


def test_a_baseline_is_not_accepted_without_a_reason(better_and_worse: tuple[Path, Path], tmp_path: Path) -> None:
    asked("baseline", "accept", "tone", "--run", str(better_and_worse[0]), "--suites", str(tmp_path), exit_code=2)


def test_cards_name_what_counts_nothing() -> None:
    told = RUNNER.invoke(app, ["eval", "cards", "latency", "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["cards"] == {}
    assert RUNNER.invoke(app, ["eval", "cards", "lenght"]).exit_code == 2
