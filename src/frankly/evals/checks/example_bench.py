"""What checks may look up for their examples: the house's own files, with verdicts on the examples' texts."""

from dataclasses import replace

from frankly.evals.checks.asked import judge, preference
from frankly.evals.checks.check import Bench


def with_examples(bench: Bench) -> Bench:
    """The same bench with what the examples of `judge` and `preference` need."""
    verdicts, calibrations = judge.example_bench()
    judgements = {**bench.judgements, **verdicts, **preference.example_judgements()}
    return replace(bench, judgements=judgements, calibrations={**bench.calibrations, **calibrations})
