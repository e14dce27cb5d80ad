"""Logs as JSON lines on standard error. No line holds an id, a path parameter, a query string or a body.

A request is logged by its route's pattern (`/v1/people/{id}`), an error by its type and place: a message may quote.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import orjson
import structlog

from frankly.settings import Settings

FRAMES: Final = 8
"""Innermost calls that are logged with an error."""


def _to_json(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=str).decode()


def make_logger(settings: Settings, to: TextIO | None = None) -> structlog.typing.FilteringBoundLogger:
    """A logger of its own, so that two services in one process do not share their set-up.

    Args:
        settings: say the least level.
        to: where lines go; standard error by default.
    """
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(to or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
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
