"""`frankly eval cassettes` over a folder of a shop's own: what is held, what is stale, what differs."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from frankly.bootstrap.secrets import known_secrets
from frankly.cli.main import app
from frankly.errors import NotRecorded
from frankly.evals.cassettes.missed import write_missed
from frankly.settings import Settings, data_folder
from tests.unit.evals.cassettes.recording import MODEL, call_of, opened, recorded


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with prompts and one cassette of its own; the data folder beside it holds a run that missed a call."""
    shutil.copytree(data_folder("prompts"), tmp_path / "prompts")
    monkeypatch.setenv("FRANKLY_CONFIG", str(tmp_path))
    monkeypatch.setenv("FRANKLY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("FRANKLY_MODEL", "FRANKLY_MODEL_PRICE"):
        monkeypatch.delenv(name, raising=False)
    asyncio.run(recorded(cassettes(tmp_path), call_of(), call_of("rank/v1")))
    return tmp_path


def cassettes(folder: Path) -> Path:
    return folder / "evals" / "cassettes"


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["eval", "cassettes", *args])
    return done.exit_code, done.output


def told(*args: str) -> Any:
    return json.loads(run(*args, "--json")[1])


def take_out(shop: Path, rule: str) -> None:
    prompt = shop / "prompts" / "write" / "v1.md.j2"
    lines = [line for line in prompt.read_text().splitlines() if f"rule('{rule}')" not in line]
    prompt.write_text("\n".join(lines) + "\n")


def miss(shop: Path, name: str = "repair/v1") -> None:
    book = opened(cassettes(shop))
    with pytest.raises(NotRecorded):
        asyncio.run(book.model(MODEL).complete(call_of(name)))
    write_missed(shop / "data" / "evals" / "last" / "wanted.jsonl", book.missed)


def test_what_is_recorded_is_listed_and_nothing_of_it_is_stale(shop: Path) -> None:
    code, text = run("status")
    assert code == 0
    assert "write/v1" in text
    assert "stale" in text.splitlines()[0]
    assert [(one["prompt"], one["replies"], one["stale"]) for one in told("status")["held"]] == [
        ("rank/v1", 1, ""),
        ("write/v1", 1, ""),
    ]


def test_a_prompt_that_lost_a_rule_makes_its_recordings_stale_and_the_exit_code_says_so(shop: Path) -> None:
    take_out(shop, "slots")
    code, text = run("status")
    assert code == 3
    assert "it reads otherwise; again: 1 call, about" in text
    assert "frankly eval record" in text
    assert "--simulated" in text


def test_calls_that_the_last_run_wanted_are_told_until_they_are_recorded(shop: Path) -> None:
    miss(shop)
    assert run("status")[0] == 3
    assert told("status")["missed"][0].startswith(f"repair/v1 of {MODEL}: not recorded: 1 call, about ")
    asyncio.run(recorded(cassettes(shop), call_of("repair/v1")))
    assert run("status")[0] == 0


def test_a_price_that_is_set_is_used(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    miss(shop)
    assert "a price that is not known" in run("status")[1]
    monkeypatch.setenv("FRANKLY_MODEL", MODEL)
    monkeypatch.setenv("FRANKLY_MODEL_PRICE", "1/2")
    assert "USD" in told("status")["missed"][0]


def test_an_empty_shelf_is_said(shop: Path) -> None:
    shutil.rmtree(cassettes(shop))
    cassettes(shop).mkdir()
    code, text = run("status")
    assert (code, "Nothing is recorded" in text) == (0, True)


def test_pruning_says_first_and_then_takes_out_what_is_stale(shop: Path) -> None:
    take_out(shop, "slots")
    assert "1 reply would go" in run("prune", "--dry-run")[1]
    assert len(told("status")["held"]) == 2
    assert [one["prompt"] for one in told("prune")["pruned"]] == ["write/v1"]
    assert [one["prompt"] for one in told("status")["held"]] == ["rank/v1"]


def test_what_no_run_asks_for_goes_only_when_a_run_is_there(shop: Path) -> None:
    code, text = run("prune", "--unasked")
    assert (code, "frankly eval run" in text) == (2, True)
    place = shop / "data" / "evals" / "last"
    place.mkdir(parents=True)
    (place / "run.json").write_text('{"run": "a", "cells": 1, "is_done": true, "is_whole": false}')
    code, text = run("prune", "--unasked")
    assert (code, "was not over everything" in text) == (2, True)
    (place / "run.json").write_text('{"run": "a", "cells": 1, "is_done": true}')
    call = {"key": call_of().key(MODEL), "model": MODEL}
    (place / "outputs.jsonl").write_bytes(orjson.dumps({"calls": [], "probes": {"again": [{"calls": [call]}]}}) + b"\n")
    assert [one["prompt"] for one in told("prune", "--unasked")["pruned"]] == ["rank/v1"]


def test_a_difference_from_another_folder_shows_what_was_said_otherwise(shop: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(cassettes(shop), before)
    (path,) = cassettes(shop).iterdir()
    path.write_text(path.read_text().replace('"{\\"items\\": []}"', '"{\\"items\\": [1]}"'))
    code, text = run("diff", str(before), "--full")
    assert code == 0
    assert "changed" in text
    assert "+  " in text
    assert told("diff", str(before))["same"] == 0


def test_a_difference_from_a_revision_of_git(shop: Path) -> None:
    def git(*args: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *args], cwd=shop, check=True)

    git("init", "-q")
    git("add", "evals")
    git("commit", "-qm", "recorded")
    asyncio.run(recorded(cassettes(shop), call_of("judge/v1")))
    found = told("diff")
    assert (len(found["added"]), found["removed"], found["changed"], found["same"]) == (1, [], [], 2)


def test_a_base_that_is_nothing_is_told(shop: Path) -> None:
    for base in ("nowhere", "--output=x"):
        code, text = run("diff", "--", base)
        assert code == 2
        assert "neither a folder nor a revision of git" in text


def test_replies_that_others_wrote_come_in(shop: Path) -> None:
    miss(shop)
    filled = shop / "filled.jsonl"
    filled.write_bytes(orjson.dumps({"key": call_of("repair/v1").key(MODEL), "reply": {"sentences": []}}) + b"\n")
    assert run("put", str(filled))[0] == 0
    held = {one["prompt"]: one["writers"] for one in told("status")["held"]}
    assert held["repair/v1"] == {"model-written": 1}


def test_replies_without_a_run_that_wanted_them_are_refused(shop: Path) -> None:
    filled = shop / "filled.jsonl"
    filled.write_text('{"key": "a", "reply": "b"}\n')
    code, text = run("put", str(filled))
    assert (code, "frankly eval record --ask" in text) == (2, True)


def test_every_secret_that_a_process_was_given_is_known_by_name() -> None:
    given = {"OPENAI_API_KEY": "tiger-1", "AZURE_TOKEN_URL": "https://x", "MONKEY": "banana", "DB_PASSWORD": "lion-1"}
    found = known_secrets(Settings(api_key="violet-1"), given)  # type: ignore[arg-type]
    assert found["tiger-1"] == "OPENAI_API_KEY"
    assert found["lion-1"] == "DB_PASSWORD"
    assert found["violet-1"] == "FRANKLY_API_KEY"
    assert "banana" not in found
    assert "frankly" not in found
