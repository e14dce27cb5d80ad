"""Asks a service whose language model does everything that models do wrong, and looks at every answer.

The world, the model server and the package that reaches it stay open over all rounds. Times are the benchmark's
business (`frankly bench faults`): here a busy machine must not change a verdict.
"""

import asyncio
import atexit
import os
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path

from frankly.bench.faults.asking import Asker, ask_all, asker_over
from frankly.bench.faults.tally import Tally
from frankly.bench.faults.world import faulty_server, opened, settings_for
from frankly.cli.proving.evals_data import lantern
from tests.proofs.harness import Proof

EACH = 300
"""Requests of one round."""

SEED = 7


@cache
def world() -> tuple[asyncio.AbstractEventLoop, Asker]:
    """The demo shop with a faulty model, opened once for all rounds."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    os.environ.setdefault("OPENAI_API_KEY", "any")

    async def enter() -> Asker:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        url = stack.enter_context(faulty_server(SEED)).url
        data = lantern()
        parts = await stack.enter_async_context(opened(data, settings_for(Path(folder) / "data", url)))
        return await stack.enter_async_context(asker_over(parts, data, SEED))

    asker = loop.run_until_complete(enter())
    atexit.register(lambda: loop.run_until_complete(stack.aclose()))
    return loop, asker


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """Some hundred requests over all personalities mixed."""
    loop, asker = world()
    tally = Tally()
    loop.run_until_complete(ask_all(asker, iter(range(number * EACH, (number + 1) * EACH)), tally))
    for told in tally.told:
        print(f"  {told}")
    return {
        "requests": tally.requests,
        "failed_answers": tally.failed,
        "unverified_sentences": tally.unproved,
        "streams_cut": tally.cut,
        **{f"sentences.{origin}": count for origin, count in tally.sentences.items()},
        **{f"degraded.{code}": count for code, count in tally.degraded.items()},
    }


PROOF = Proof(
    name="model-faults",
    claim="Whatever the language model does wrong, every request is answered, and every sentence proved twice.",
    rounds=100,
    trial=trial,
    forbidden=("failed_answers", "unverified_sentences"),
)
