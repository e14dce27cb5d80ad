"""Medians and percentiles of measured times, and where the time of a request goes."""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from types import ModuleType
from typing import Any, Final

import numpy as np

from frankly.errors import Misconfigured

STAGES: Final = (
    "read_person",
    "scope_of",
    "scoped",
    "segments_here",
    "build_profile",
    "embed_words",
    "queries",
    "ask_index",
    "propose_unasked",
    "find",
    "apply",
    "rank",
    "columns",
    "collect",
    "tell",
    "inputs_of",
    "answer_of",
)
"""What `pipelines.decide` calls, in this order; recording and what lies between make the rest."""


def percentile(times_ms: Sequence[float], share: float) -> float:
    """A percentile of some times, rounded to a microsecond; linear between neighbours."""
    return round(float(np.percentile(np.array(times_ms), share * 100)), 3)


@contextmanager
def stage_times(pipeline: ModuleType) -> Iterator[dict[str, list[float]]]:
    """Time each stage of a pipeline by wrapping the functions that its module calls; put back at the end.

    Args:
        pipeline: the module, for example `pipelines.decide`.

    Yields:
        Stage → milliseconds of each call.

    Raises:
        Misconfigured: when the pipeline no longer calls one of them; then this list is to be mended.
    """
    missing = [name for name in STAGES if not hasattr(pipeline, name)]
    if missing:
        raise Misconfigured(f"{pipeline.__name__} has no {', '.join(missing)}; mend STAGES in frankly.bench.timing.")
    times: dict[str, list[float]] = defaultdict(list)
    originals = {name: getattr(pipeline, name) for name in STAGES}
    for name, function in originals.items():
        setattr(pipeline, name, _timed(function, times[name]))
    try:
        yield times
    finally:
        for name, function in originals.items():
            setattr(pipeline, name, function)


def _timed(function: Callable[..., Any], times_ms: list[float]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def awaited(*args: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return await function(*args, **named)
            finally:
                times_ms.append((time.perf_counter() - started) * 1000)

        return awaited

    @wraps(function)
    def called(*args: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **named)
        finally:
            times_ms.append((time.perf_counter() - started) * 1000)

    return called
