"""Asks a service whose language model does everything that models do wrong, and looks at every answer.

Times are the benchmark's business (`frankly bench faults`): here a busy machine must not change a verdict.
"""

from collections.abc import Mapping
from pathlib import Path

from frankly.bench.faults.run import work
from frankly.bench.faults.world import faulty_server
from frankly.cli.proving.evals_data import lantern
from tests.proofs.harness import Proof

EACH = 100
"""Requests of one round."""


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """A hundred requests over all personalities mixed, to a service of their own."""
    with faulty_server(number) as server:
        tally = work(lantern, server.url, EACH, number)
    for told in tally.told:
        print(f"  {told}")
    return {
        "requests": tally.requests,
        "failed_answers": tally.failed,
        "unverified_sentences": tally.unproved,
        "streams_cut": tally.cut,
        **{f"calls.{who}": count for who, count in server.met.items()},
        **{f"sentences.{origin}": count for origin, count in tally.sentences.items()},
    }


PROOF = Proof(
    name="model-faults",
    claim="Whatever the language model does wrong, every request is answered, and every sentence proved twice.",
    rounds=100,
    trial=trial,
    forbidden=("failed_answers", "unverified_sentences"),
)
