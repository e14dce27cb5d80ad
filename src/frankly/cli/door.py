"""What holds for every command: errors that teach, exit codes, and nothing broken after Ctrl-C or a closed pipe.

A question that meets Ctrl-C or the end of its input raises `Abort`; that is an interruption like any other.

Exit codes: 0 done; 1 done, and something found (`doctor`, `import --strict`); 2 an error that says what to do;
70 an error that nobody foresaw; 130 interrupted.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from typer import Abort
from typer.core import TyperGroup

from frankly.cli.hints import carried, remember
from frankly.errors import FranklyError

INTERRUPTED: Final = "Interrupted"
EXIT_ERROR: Final = 2
EXIT_UNFORESEEN: Final = 70
EXIT_INTERRUPTED: Final = 130


class Interrupted(Exception):
    """Ctrl-C, with a word on what was kept."""


@contextmanager
def keeping(told: Callable[[], str]) -> Iterator[None]:
    """Say what of the work was kept on Ctrl-C, and where a question finds nobody who answers.

    Args:
        told: gives one or two sentences, asked for when it happens.

    Raises:
        Interrupted: instead of `KeyboardInterrupt` and `Abort`.
    """
    try:
        yield
    except (KeyboardInterrupt, Abort) as error:
        raise Interrupted(told()) from error


@contextmanager
def questioning() -> Iterator[None]:
    """Let the first Ctrl-C end a question: inside of `asyncio.run` it is only noted until the answer is there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Door(TyperGroup):
    """The top of all commands."""

    def main(  # one name for each parameter of typer's own
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and leave with its exit code."""
        given = list(sys.argv[1:] if args is None else args)
        as_json, is_debugged = "--json" in given, "--debug" in given
        remember(None)
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a character shows another; it is no reason to fail.
            with suppress(AttributeError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        try:
            wanted = [arg for arg in given if arg != "--debug"] or ["--help"]
            code = super().main(wanted, prog_name, complete_var, False, windows_expand_args, **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            code = _nobody_reads()
        except Abort:
            code = report(Interrupted("The question was not answered, so nothing more was done."), as_json)
        except Exception as error:
            if is_debugged and not isinstance(error, Interrupted):
                raise
            code = report(error, as_json)
        except KeyboardInterrupt:
            code = report(Interrupted("Nothing was left half done."), as_json)
        if not standalone_mode:
            return code
        sys.exit(code or 0)


def report(error: Exception, as_json: bool) -> int:
    """Tell an error on standard error.

    Args:
        error: what happened.
        as_json: as a problem (RFC 9457) instead of words.

    Returns:
        The exit code.
    """
    problem = describe(error)
    if as_json:
        import orjson

        sys.stderr.write(orjson.dumps(problem, default=str).decode() + "\n")
    elif problem["detail"]:
        _show(str(problem["title"]), str(problem["detail"]))
    return {"interrupted": EXIT_INTERRUPTED, "unforeseen": EXIT_UNFORESEEN}.get(str(problem["code"]), EXIT_ERROR)


def describe(error: Exception) -> dict[str, object]:
    """An error as a problem: title, detail, code, status where there is one, and what a program may use."""
    if isinstance(error, FranklyError):
        known = {"title": error.title, "status": error.status, "detail": error.message, "code": error.code}
        return known | {name: value for name, value in error.details.items() if name not in known}
    if isinstance(error, Interrupted):
        return {"title": INTERRUPTED, "detail": str(error), "code": "interrupted"}
    # Told by what it can do: where the class of wrong usage lies differs between releases of typer.
    if hasattr(error, "format_message"):
        return {"title": "This is not how the command is used", "detail": _usage(error), "code": "usage"}
    detail = f"{type(error).__name__}: {error}. Run the same command with --debug to see where, and please report it."
    return {"title": FranklyError.title, "detail": detail, "code": "unforeseen"}


def _usage(error: Any) -> str:
    message = str(error.format_message()).strip()
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "frankly"
    # Without a message it is a group without a command, whose help typer has printed already.
    return f"{message} See '{where} --help'." if message else ""


def _show(title: str, detail: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from frankly.cli.screen import clean, err

    screen, detail = err(), carried(detail)
    if title == INTERRUPTED:  # what stands in the terminal's line already is its ^C
        screen.print(Text(f"\n{clean(detail)}"))
        return
    screen.print(Text(title, style="bold red"))
    screen.print(Padding(Text("\n".join(clean(line) for line in detail.splitlines())), (0, 0, 0, 2)))


def _nobody_reads() -> int:
    """The reader of a pipe has gone: keep the interpreter from complaining about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
