import asyncio
import json
import signal
from typing import NoReturn

import pytest
import typer
from typer.testing import CliRunner

from frankly.cli.door import Door, describe, keeping, questioning
from frankly.errors import Conflict, FranklyError, Misconfigured, NotFound, StoreUnavailable

app = typer.Typer(cls=Door, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def top(debug: bool = False) -> None:
    """A door with one command."""


@app.command()
def fail(how: str, as_json: bool = typer.Option(False, "--json")) -> None:
    """Fail somehow."""
    _fail(how)


def _fail(how: str) -> NoReturn:
    if how == "interrupt":
        with keeping(lambda: "All 7 rows are kept."):
            raise KeyboardInterrupt
    if how == "interrupt-plainly":
        raise KeyboardInterrupt
    if how == "asked":
        with keeping(lambda: "What you decided is stored."):
            typer.prompt("Approve")
    if how == "asked-plainly":
        typer.confirm("Begin?")
    if how == "exit":
        raise typer.Exit(1)
    if how == "bug":
        raise ZeroDivisionError("division by zero")
    raise NotFound("There is no item 'x'.\nDid you mean 'y'?", details={"nearest": "y", "status": 1})


def run(*args: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(args))
    return done.exit_code, done.stdout, done.stderr


def test_an_error_is_told_on_standard_error_with_what_to_do() -> None:
    code, out, err = run("fail", "not-found")
    assert (code, out) == (2, "")
    assert [line.strip() for line in err.splitlines()] == [
        "There is no such thing",
        "There is no item 'x'.",
        "Did you mean 'y'?",
    ]


def test_with_json_an_error_is_a_problem_whose_own_fields_cannot_be_overwritten() -> None:
    code, out, err = run("fail", "not-found", "--json")
    assert (code, out) == (2, "")
    assert json.loads(err) == {
        "title": "There is no such thing",
        "status": 404,
        "detail": "There is no item 'x'.\nDid you mean 'y'?",
        "code": "not_found",
        "nearest": "y",
    }


def test_what_nobody_foresaw_is_told_without_a_traceback() -> None:
    code, out, err = run("fail", "bug")
    assert (code, out) == (70, "")
    assert "Traceback" not in err
    assert "ZeroDivisionError: division by zero" in err
    assert "--debug" in err


@pytest.mark.parametrize("args", [("--debug", "fail", "bug"), ("fail", "bug", "--debug")])
def test_debug_lets_an_error_through_wherever_it_stands(args: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, list(args))
    assert isinstance(done.exception, ZeroDivisionError)


def test_an_interrupted_command_says_what_was_kept() -> None:
    assert run("fail", "interrupt")[0] == 130
    assert "All 7 rows are kept." in run("fail", "interrupt")[2]
    assert run("fail", "interrupt-plainly")[0] == 130


@pytest.mark.parametrize(
    ("how", "told"), [("asked", "you decided is stored"), ("asked-plainly", "nothing more was done")]
)
def test_a_question_that_nobody_answers_is_an_interruption_and_no_fault(how: str, told: str) -> None:
    code, _, err = run("fail", how)
    assert code == 130
    assert told in err
    assert "Something went wrong" not in err


def test_the_first_ctrl_c_ends_a_question_inside_of_asynchronous_work() -> None:
    reached = []

    async def ask() -> None:
        with questioning():
            signal.raise_signal(signal.SIGINT)
            reached.append("after")

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ask())
    assert not reached


def test_a_wrong_use_says_how_it_is_meant() -> None:
    code, out, err = run("fial", "bug")
    assert (code, out) == (2, "")
    assert "Did you mean 'fail'?" in " ".join(err.split())
    assert "--help" in err
    assert json.loads(run("fail", "--json")[2])["code"] == "usage"


def test_an_exit_code_of_a_command_is_kept() -> None:
    assert run("fail", "exit") == (1, "", "")


def test_without_a_command_the_help_is_shown() -> None:
    code, out, _ = run()
    assert code == 0
    assert "fail" in out


@pytest.mark.parametrize("error", [Conflict("x"), Misconfigured("x"), StoreUnavailable("x")])
def test_each_deliberate_error_keeps_its_code_and_title(error: FranklyError) -> None:
    problem = describe(error)
    assert (problem["code"], problem["title"], problem["status"]) == (error.code, error.title, error.status)
