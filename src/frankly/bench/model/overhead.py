"""What our stack adds to a call of a model: beside a bare call to the same server on loopback, turn by turn."""

import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from frankly.bootstrap.model import open_model
from frankly.domain.model.call import ModelCall, PartRole, PromptPart
from frankly.ports.asking.model import LanguageModel
from frankly.settings import Settings
from frankly.testing.model_server import ModelServer, model_server

WARM: Final = 10
"""Calls of each before any is counted: connections stand, litellm has looked up what it looks up."""

DELAY_MS: Final = 100
"""How long the server takes in the measurement that has the bar."""

RULES: Final = "Write why a reader sees each item, in the constructions of the house. " * 60
"""As long as the stable part of a real prompt."""

_KEY: Final = "OPENAI_API_KEY"


async def measure_overhead(calls: int) -> dict[str, float]:
    """Time calls through the whole stack and bare ones.

    Args:
        calls: how many of each, with a server that takes 100 ms and with one that replies at once.

    Returns:
        Ratios with the delay, milliseconds that are added without one.
    """
    slow, slow_bare, after = await _timed(DELAY_MS, calls)
    quick, quick_bare, _ = await _timed(0, calls)
    return {
        "model.overhead_ratio.p50": round(_median(slow.wall) / _median(slow_bare.wall), 3),
        "model.overhead_ratio.p95": round(_p95(slow.wall) / _p95(slow_bare.wall), 3),
        "model.call_ms.p50": round(_median(slow.wall), 2),
        "model.call_ms.p95": round(_p95(slow.wall), 2),
        "model.extra_ms.p50": round(_median(quick.wall) - _median(quick_bare.wall), 2),
        "model.extra_ms.p95": round(_p95(quick.wall) - _p95(quick_bare.wall), 2),
        "model.cpu_ms": round(_median(slow.cpu), 2),
        "model.cpu_ms.bare": round(_median(slow_bare.cpu), 2),
        "model.cpu_ms.afterwards": round(_median(after.cpu), 2),
    }


@dataclass(slots=True)
class Times:
    """What some calls took, in milliseconds.

    Attributes:
        wall: from sending to the reply.
        cpu: of the processor, in the thread that asks; a busy machine does not change it.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def add(self, act: Awaitable[None], *, is_counted: bool) -> None:
        """Time one call."""
        start, processor = time.perf_counter_ns(), time.thread_time_ns()
        await act
        if is_counted:
            self.wall.append((time.perf_counter_ns() - start) / 1e6)
            self.cpu.append((time.thread_time_ns() - processor) / 1e6)


async def _timed(delay_ms: int, calls: int) -> tuple[Times, Times, Times]:
    """Our calls and bare ones, one after the other, so that a busy moment meets both; and what goes on after ours."""
    ours, bare, after = Times(), Times(), Times()
    with model_server(delay_s=delay_ms / 1000) as server, tempfile.TemporaryDirectory() as folder, _key():
        settings = Settings(data=Path(folder), model="openai/good", model_url=server.url)
        async with open_model(settings) as opened, httpx.AsyncClient() as client:
            opened.package.wait()
            for number in range(WARM + calls):
                await ours.add(_asked(opened.model, number), is_counted=number >= WARM)
                # Else the bare call would share the processor with what ours has left to write down.
                await after.add(opened.settled(), is_counted=number >= WARM)
                await bare.add(_posted(client, server, number), is_counted=number >= WARM)
    return ours, bare, after


@contextmanager
def _key() -> Iterator[None]:
    """A key for the provider's client, which makes no call without one; the server takes any."""
    before = os.environ.get(_KEY)
    os.environ[_KEY] = "any"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_KEY, None)
        else:
            os.environ[_KEY] = before


async def _asked(model: LanguageModel, number: int) -> None:
    """One call through the stack; each asks something else, so that none is answered from the cache."""
    parts = (
        PromptPart(role=PartRole.SYSTEM, text=RULES, is_stable=True),
        PromptPart(role=PartRole.USER, text=f"Items of list {number}."),
    )
    await model.complete(ModelCall(prompt="write", version=1, parts=parts, deadline_ms=10_000))


async def _posted(client: httpx.AsyncClient, server: ModelServer, number: int) -> None:
    """The same as a bare call."""
    messages = [{"role": "system", "content": RULES}, {"role": "user", "content": f"Items of list {number}."}]
    body = {"model": "good", "messages": messages, "max_tokens": 1_000, "temperature": 0}
    reply = await client.post(f"{server.url}/chat/completions", json=body, headers={"Authorization": "Bearer any"})
    reply.raise_for_status()
    reply.json()


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
