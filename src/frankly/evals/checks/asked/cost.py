"""`cost`: what the model took stays within bounds."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field, model_validator

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, number_of, passed, skipped
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

NANO: Final = 1_000_000_000


class CostOptions(Options):
    """Bounds of one answer, at least one."""

    main: ClassVar[str] = "most_usd"

    most_usd: Annotated[float, Field(ge=0)] | None = None
    """Most US dollars, as of real calls: a recorded reply counts what it took when it was recorded."""

    most_tokens: Annotated[int, Field(ge=0)] | None = None
    """Most tokens, read and written together."""

    most_tokens_out: Annotated[int, Field(ge=0)] | None = None
    """Most tokens written."""

    most_calls: Annotated[int, Field(ge=0)] | None = None
    """Most calls; 0 for what must do without a model."""

    @model_validator(mode="after")
    def _something(self) -> "CostOptions":
        told = (self.most_usd, self.most_tokens, self.most_tokens_out, self.most_calls)
        if all(bound is None for bound in told):
            raise ValueError("name a bound: most_usd, most_tokens, most_tokens_out or most_calls")
        return self


class Cost:
    """The check."""

    name: ClassVar[str] = "cost"
    says: ClassVar[str] = "An answer takes no more calls, tokens and money than it may."
    about: ClassVar[str] = (
        "Sums the calls of one answer; those of other ways of asking, which only evals make, are not counted. Money is "
        "known for models with a price; simulated writers and models on one's own machine cost nothing, so count "
        "tokens there."
    )
    options: ClassVar[type[Options]] = CostOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: CostOptions, bench: Bench) -> Finding:
        """Sum up."""
        counts_calls = options.most_calls is not None and output.answer is not None
        if not output.calls and not counts_calls:
            return skipped("no model was asked")
        usd = sum(max(call.cost_nano, 0) for call in output.calls) / NANO
        written = sum(max(call.tokens_out, 0) for call in output.calls)
        tokens = written + sum(max(call.tokens_in, 0) for call in output.calls)
        faults = []
        if options.most_calls is not None and len(output.calls) > options.most_calls:
            faults.append(f"{number_of(len(output.calls), 'call')}, at most {options.most_calls} may be")
        if options.most_tokens is not None and tokens > options.most_tokens:
            faults.append(f"{tokens} tokens, at most {options.most_tokens} may be")
        if options.most_tokens_out is not None and written > options.most_tokens_out:
            faults.append(f"{written} tokens written, at most {options.most_tokens_out} may be")
        if options.most_usd is not None and usd > options.most_usd:
            faults.append(f"{usd:.6f} US dollars, at most {options.most_usd:.6f} may be")
        return failed(faults) if faults else passed()

    def examples(self) -> Sequence[Example]:
        """Two calls within their tokens, the same with a smaller bound, and a call where none may be."""
        made = showing.output(calls=[showing.called("rank/v1"), showing.called(cost_nano=2_500_000)])
        return (
            showing.passes("two calls of 1,100 tokens", made, most_tokens=2_500, most_calls=2),
            showing.fails("fewer tokens are allowed", made, most_tokens=2_000),
            showing.fails("a quarter of a cent", made, most_usd=0.001),
            showing.fails("no model may be asked", made, most_calls=0),
        )


CHECK: Final = Cost()
