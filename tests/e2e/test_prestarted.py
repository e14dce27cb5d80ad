"""A command that is forked from a waiting interpreter is the command that a fresh one is."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.pages import free_port, listens
from tests.e2e.terminal import command, environment
from tests.prestarted.prestarting import folder_of_the_program

TIMEOUT_S = 30


def forked(*args: str) -> list[str]:
    return [str(folder_of_the_program() / "frankly"), *args]


@pytest.mark.parametrize("args", [["--help"], ["recommend", "--json"], ["doctr"], ["export", "items", "-"]])
def test_it_says_and_ends_as_a_fresh_one(tmp_path: Path, args: list[str]) -> None:
    both = [
        subprocess.run(
            program, env=environment(tmp_path / "data"), cwd=tmp_path, capture_output=True, text=True, check=False
        )
        for program in (forked(*args), command(*args))
    ]
    assert both[0].stdout or both[0].stderr
    assert [(done.returncode, done.stdout, done.stderr) for done in both[:1]] == [
        (done.returncode, done.stdout, done.stderr) for done in both[1:]
    ]


def started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            forked("serve", "--port", str(port)), env=environment(folder / "data"), stdout=log, stderr=log
        )
    until(lambda: listens(port))
    return process


def until(holds: object) -> None:
    assert callable(holds)
    deadline = time.monotonic() + TIMEOUT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_signals_reach_it_and_its_death_is_told(tmp_path: Path) -> None:
    port = free_port()
    process = started(tmp_path, port)
    process.terminate()
    assert process.wait(TIMEOUT_S) == command_ended(tmp_path)
    assert not listens(port)


def command_ended(folder: Path) -> int:
    """How a fresh interpreter's `serve` ends that is told to."""
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port)),
        env=environment(folder / "data"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: listens(port))
    process.terminate()
    return process.wait(TIMEOUT_S)


def test_it_does_not_outlive_who_asked_for_it(tmp_path: Path) -> None:
    port = free_port()
    process = started(tmp_path, port)
    process.kill()
    process.wait(TIMEOUT_S)
    until(lambda: not listens(port))


def test_what_only_a_start_reads_makes_a_start(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('a start')\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    said = [
        subprocess.run(
            forked("--version"),
            env=environment(tmp_path / "data", **more),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in ({}, {"PYTHONPATH": path})
    ]
    assert "a start" not in said[0]
    assert said[1] == f"a start\n{said[0]}"
