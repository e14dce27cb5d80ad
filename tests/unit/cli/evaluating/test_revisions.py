"""`frankly eval compare` by revisions of git: a folder of suites in a repository of its own."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.cli.main import app

RUNNER = CliRunner()
WHO = {f"GIT_{role}_{what}": "qa@shop.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder, self.suites, self.data = folder, folder / "shop" / "evals", folder / "data"
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True, env={**os.environ, **WHO})

    def committed(self, value: int) -> None:
        """A commit in which the case's answer is another one."""
        place = self.suites / "mine"
        place.mkdir(parents=True, exist_ok=True)
        suite = {"title": "Mine", "proves": "It works.", "runner": "cases", "cases": ["cases.yaml"]}
        (place / "suite.yaml").write_text(json.dumps(suite))
        case = {"id": "one", "ask": {"value": {"a": value}}, "checks": [{"json_path": {"path": "a", "equals": 1}}]}
        (place / "cases.yaml").write_text(json.dumps([case]))
        self.git("add", "shop")
        self.git("commit", "-q", "-m", f"a is {value}")

    def compare(self, *words: str) -> tuple[int, str]:
        told = RUNNER.invoke(
            app, ["eval", "compare", *words, "--suites", str(self.suites), "--data", str(self.data), "--json"]
        )
        return told.exit_code, told.output


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_two_revisions_are_run_and_compared_and_nothing_is_checked_out(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRANKLY_CONFIG", raising=False)
    repository.committed(1)
    repository.git("tag", "v1.0")
    repository.committed(2)
    code, told = repository.compare("v1.0..main")
    assert code == 1, told
    assert json.loads(told)["compared"][0]["broken"] == ["mine/one"]
    assert '"a": 2' in (repository.suites / "mine" / "cases.yaml").read_text()
    assert "FRANKLY_CONFIG" not in os.environ


def test_a_run_is_compared_with_a_revision(repository: Repository) -> None:
    repository.committed(1)
    repository.committed(2)
    run = ["eval", "run", "--suites", str(repository.suites), "--data", str(repository.data)]
    assert RUNNER.invoke(app, run).exit_code == 1
    assert repository.compare("HEAD")[0] == 0
    assert repository.compare("HEAD~1")[0] == 1


def test_a_word_that_is_no_revision_is_told(repository: Repository) -> None:
    repository.committed(1)
    code, told = repository.compare("mian")
    assert code == 2
    assert "names no run" in " ".join(told.split())
    assert repository.compare("--", "-x..main")[0] == 2
