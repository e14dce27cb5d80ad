"""Damages for `cost`: more calls, more tokens, more money than an answer may take."""

from collections.abc import Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick, with_call
from frankly.evals.runs.output import Output

NANO: Final = 1_000_000_000


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    if not output.calls:
        return None
    written = sum(call.tokens_out for call in output.calls)
    return {
        "most_calls": len(output.calls),
        "most_tokens_out": written,
        "most_tokens": written + sum(call.tokens_in for call in output.calls),
        "most_usd": sum(call.cost_nano for call in output.calls) / NANO,
    }


def _again(output: Output, pick: Pick) -> Output | None:
    free = pick.one(output.calls, "call").model_copy(update={"tokens_in": 0, "tokens_out": 0, "cost_nano": 0})
    return output.model_copy(update={"calls": (*output.calls, free)})


def _more(output: Output, pick: Pick, name: str) -> Output | None:
    at = pick.below(len(output.calls), "at")
    return with_call(output, at, **{name: getattr(output.calls[at], name) + 1 + pick.below(1000, "more")})


def _longer(output: Output, pick: Pick) -> Output | None:
    """A longer reply and a shorter prompt: as many tokens in all, and dearer ones."""
    at = pick.below(len(output.calls), "at")
    call = output.calls[at]
    return with_call(output, at, tokens_out=call.tokens_out + 1, tokens_in=max(0, call.tokens_in - 1))


SET: Final = MutationSet(
    check="cost",
    module=__name__,
    kind="model",
    options=_options,
    damages={
        "call more": _again,
        "longer prompt": lambda output, pick: _more(output, pick, "tokens_in"),
        "longer reply": _longer,
        "dearer": lambda output, pick: _more(output, pick, "cost_nano"),
    },
)
