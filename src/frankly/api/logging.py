"""Logs as JSON lines on standard error. No line holds an id, a path parameter, a query string or a body.

A request is logged by its route's pattern (`/v1/people/{id}`), an error by its type and place: a message may quote.
"""

import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TextIO

import orjson

from frankly.ports.asking.changes import ModelChange
from frankly.settings import Settings

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

FRAMES: Final = 8
"""Innermost calls that are logged with an error."""


def _to_json(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=str).decode()


def _ignore() -> None:
    """A lost line that nobody counts."""


class Lines:
    """Writes lines as far as that is possible: a log on a full disk, or one that nobody reads, costs no answer."""

    def __init__(self, to: TextIO, on_loss: Callable[[], None]) -> None:
        """Keep where lines go, and whom to tell of each that could not be written."""
        self._to, self._on_loss = to, on_loss
        self._begin = ""

    def write(self, line: str) -> None:
        """Write one line, or let it go. An error here would break off a connection whose answer is already sent."""
        try:
            self._to.write(f"{self._begin}{line}\n")
            self._to.flush()
        except (OSError, ValueError):  # A closed stream raises ValueError.
            # Half of the line may be there: the next one begins anew.
            self._begin = "\n"
            self._on_loss()
        else:
            self._begin = ""

    debug = info = warning = error = critical = write


class Log:
    """The log of one service, so that two in one process do not share their set-up.

    structlog is imported with the first line: it takes a twentieth of a start, and that line follows the first answer.
    """

    def __init__(self, settings: Settings, to: TextIO | None = None, on_loss: Callable[[], None] = _ignore) -> None:
        """Keep what it is made of.

        Args:
            settings: say the least level.
            to: where lines go; standard error by default.
            on_loss: called for each line that could not be written.
        """
        self._level, self._lines = settings.log_level, Lines(to or sys.stderr, on_loss)

    def info(self, event: str, **fields: object) -> None:
        """Log what happened."""
        self._logger.info(event, **fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log what somebody should look at."""
        self._logger.warning(event, **fields)

    def model(self, change: ModelChange) -> None:
        """Log that a model's state changed. Of an error its types and status: providers quote keys and prompts."""
        fields: dict[str, object] = {"model": change.model, "state": change.state}
        if change.error is not None:
            kinds = [type(one).__qualname__ for one in (change.error, *_causes(change.error))]
            known = getattr(change.error, "details", {})
            told = {name: known[name] for name in ("status", "budget") if known.get(name)}
            fields |= {"error": kinds[0], "causes": kinds[1:], **told, "failures": change.failures}
        self.warning("model", **fields)

    def error(self, event: str, **fields: object) -> None:
        """Log what went wrong."""
        self._logger.error(event, **fields)

    @cached_property
    def _logger(self) -> "FilteringBoundLogger":
        import structlog

        logger: FilteringBoundLogger = structlog.wrap_logger(
            self._lines,
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(serializer=_to_json),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(self._level),
        )
        return logger


def describe(error: BaseException) -> Mapping[str, Any]:
    """An error without its message: its type, its causes' types, and the innermost calls."""
    return {
        "error": type(error).__qualname__,
        "causes": [type(cause).__qualname__ for cause in _causes(error)],
        "calls": _calls(error.__traceback__),
    }


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found


def _calls(trace: TracebackType | None) -> list[str]:
    calls = []
    while trace is not None:
        code = trace.tb_frame.f_code
        calls.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return calls[-FRAMES:]
