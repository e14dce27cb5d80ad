from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from frankly.cli.door import Door
from frankly.cli.hints import carried, remember
from frankly.errors import NotFound

app = typer.Typer(cls=Door, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def top() -> None:
    """A door with one command."""


@app.command()
def fail(data: Path | None = None) -> None:
    """Fail with a hint."""
    remember(data)
    raise NotFound("It was not planned yet; 'frankly campaign plan autumn' does that.")


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    remember(None)


def test_a_folder_of_the_environment_is_not_repeated() -> None:
    assert carried("Next: frankly campaign run autumn    writes") == "Next: frankly campaign run autumn    writes"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Next: frankly campaign run autumn    writes", "Next: frankly campaign run autumn --data 'my shop'    writes"),
        ("'frankly campaign hand-over' sends", "'frankly campaign hand-over --data 'my shop'' sends"),
        (
            "then frankly campaign cancel autumn, and frankly campaign approve autumn --by YOU",
            "then frankly campaign cancel autumn --data 'my shop', and "
            "frankly campaign approve autumn --data 'my shop' --by YOU",
        ),
        ("Nothing to do.", "Nothing to do."),
    ],
)
def test_a_folder_that_was_given_is_given_to_the_next_command(text: str, said: str) -> None:
    remember(Path("my shop"))
    assert carried(text) == said


def test_an_error_carries_it_too_and_the_next_command_begins_without() -> None:
    assert "'frankly campaign plan autumn --data d'" in CliRunner().invoke(app, ["fail", "--data", "d"]).stderr
    assert "'frankly campaign plan autumn'" in CliRunner().invoke(app, ["fail"]).stderr
