"""Asks a service whose language model does everything that models do wrong, and looks at every answer.

Times are the benchmark's business (`frankly bench faults`): here a busy machine must not change a verdict.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from frankly.bench.faults.run import Asking, open_asking
from frankly.bench.faults.world import FaultyServer, faulty_server
from frankly.cli.proving.evals_data import lantern
from tests.proofs.harness import Proof

EACH = 100
"""Requests of one round."""

AT_ONCE = 6
"""Under way at once: nobody looks at the time, so waiting is left to others."""


_OPENED = ExitStack()


@lru_cache(maxsize=1)
def world() -> tuple[FaultyServer, Asking]:
    """One service for all rounds of a run: opening it takes as long as a round."""
    server = _OPENED.enter_context(faulty_server(0))
    return server, _OPENED.enter_context(open_asking(lantern, server.url))


def close() -> None:
    """Close it."""
    world.cache_clear()
    _OPENED.close()


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """A hundred requests over all personalities mixed."""
    server, asking = world()
    tally = asking.ask(EACH, number, at_once=AT_ONCE)
    for told in tally.told:
        print(f"  {told}")
    return {
        "requests": tally.requests,
        "failed_answers": tally.failed,
        "unverified_sentences": tally.unproved,
        "streams_cut": tally.cut,
        **{f"calls.{who}": count for who, count in server.met_since().items()},
        **{f"sentences.{origin}": count for origin, count in tally.sentences.items()},
    }


PROOF = Proof(
    name="model-faults",
    claim="Whatever the language model does wrong, every request is answered, and every sentence proved twice.",
    rounds=300,
    trial=trial,
    forbidden=("failed_answers", "unverified_sentences"),
    close=close,
)
