"""Commands are found by name; a run that begins with one leaves the others alone."""

import subprocess
import sys

import pytest
from typer.main import get_command

from frankly.cli.main import COMMANDS, app
from frankly.cli.named import Named

SEEN = """
import sys
from frankly.cli.main import app
try:
    app()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", SEEN, *arguments], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return {name for name in done.stderr.split() if name.startswith("frankly.cli.")}


def test_every_command_is_where_it_is_said_to_be() -> None:
    assert sorted(get_command(app).commands) == sorted(COMMANDS)  # type: ignore[attr-defined]  # of a group


def test_a_run_that_begins_with_a_name_loads_that_command_alone() -> None:
    found = loaded("serve", "--help")
    assert "frankly.cli.service.serve" in found
    assert not found & {"frankly.cli.recommend", "frankly.cli.campaigns.app", "frankly.cli.proving.bench"}


def test_help_and_slips_know_all_commands() -> None:
    assert "frankly.cli.campaigns.app" in loaded("--help")


def test_a_second_run_in_one_process_is_not_bound_by_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    named = Named({"version": COMMANDS["version"], "replay": COMMANDS["replay"]})
    monkeypatch.setattr(sys, "argv", ["frankly", "version", "--help"])
    with pytest.raises(SystemExit):
        named()
    assert [one.name for one in named.registered_commands] == ["version", "replay"]
