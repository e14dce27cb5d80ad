import shlex
from pathlib import Path

import pytest
from rich.console import Console

from frankly.cli.demo.view import ending

LONG = "/a-folder-with-a-long-name/and-another-one/.venv/bin/frankly"


def shown(folder: Path) -> str:
    console = Console(width=80)
    with console.capture() as capture:
        for part in ending(folder):
            console.print(part, soft_wrap=True)
    return capture.get()


@pytest.mark.parametrize(("program", "lines"), [("/p/frankly", 1), (LONG, 2)])
def test_a_command_too_wide_for_the_terminal_is_two_lines_that_a_shell_takes_as_one(
    program: str, lines: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", [program])
    monkeypatch.chdir(tmp_path)
    told = shown(tmp_path / "frankly-data" / "demo")
    assert shlex.split(told[told.index(program) : told.index("curl")].replace("\\\n", "")) == [
        program,
        "serve",
        "--data",
        "frankly-data/demo",
    ]
    assert len(told[told.index(program) : told.index("curl")].strip().splitlines()) == lines
    assert max(len(line) for line in told.splitlines()) <= 80
