"""`latency`: an answer is made in time."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, passed, skipped
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class LatencyOptions(Options):
    """How long it may take."""

    main: ClassVar[str] = "most_ms"

    most_ms: Annotated[float, Field(gt=0)]
    """Most milliseconds."""


class Latency:
    """The check."""

    name: ClassVar[str] = "latency"
    says: ClassVar[str] = "An answer is made in time."
    about: ClassVar[str] = (
        "The time that making the output took on this machine, with whatever else ran there, and with recorded replies "
        "at once. It differs from run to run, so it tells and does not gate; `frankly bench request` and `frankly "
        "bench model` measure."
    )
    options: ClassVar[type[Options]] = LatencyOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = False

    def look(self, output: Output, options: LatencyOptions, bench: Bench) -> Finding:
        """Compare."""
        if not 0 < output.ms < float("inf"):
            return skipped("nothing says how long it took")
        if output.ms > options.most_ms:
            return failed([f"it took {output.ms:.1f} ms, at most {options.most_ms:.1f} may be"])
        return passed()

    def examples(self) -> Sequence[Example]:
        """In time, and too late."""
        return (
            showing.passes("made in 18 ms", showing.output(ms=18.0), most_ms=50),
            showing.fails("made in 140 ms", showing.output(ms=140.0), most_ms=50),
        )


CHECK: Final = Latency()
