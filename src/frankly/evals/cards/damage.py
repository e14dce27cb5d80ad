"""What a mutation set is: good outputs of a kind, what the check is told of each, and ways of damaging them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from frankly.domain.seed import Seed, below
from frankly.evals.runs.output import Output, Told

Of = TypeVar("Of")

Kind = Literal["plain", "model", "message"]
"""What good outputs are: slates without a model, slates that the rule-following writer told, e-mails."""


class NothingThere(ValueError):
    """There is nothing to choose from, and so nothing to damage."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Draws for one output: hashes of a seed and a name, so that nothing depends on the order.

    Attributes:
        seed: of this output.
        others: good outputs of the same kind, to take parts from.
    """

    seed: Seed
    others: Sequence[Output] = field(repr=False)

    def below(self, bound: int, label: str) -> int:
        """A whole number in `0 … bound - 1`.

        Raises:
            NothingThere: when there is none.
        """
        if bound < 1:
            raise NothingThere(label)
        return below(bound, self.seed, label)

    def one(self, of: Sequence[Of], label: str) -> Of:
        """One of several.

        Raises:
            NothingThere: when there is none.
        """
        return of[self.below(len(of), label)]

    def other(self, label: str, wanted: Callable[[Output], bool]) -> Output | None:
        """Another good output of a kind; None where there is none."""
        found = [one for one in self.others if wanted(one)]
        return self.one(found, label) if found else None


Damage = Callable[[Output, Pick], Output | None]
"""Damages an output in one known way; None where there is nothing to damage."""


Remake = Callable[[Output, Pick, Any], Awaitable[Output | None]]
"""Makes an output's cell again in a studio where something is wrong; None where nothing can go wrong there."""

Options = Callable[[Output, Pick], Mapping[str, Any] | None]
"""What the check is told of a good output; None where the output is of no use to it."""


def told_nothing(output: Output, pick: Pick) -> Mapping[str, Any]:
    """No options."""
    return {}


def as_it_is(output: Output, pick: Pick) -> Output | None:
    """A good output as it was made."""
    return output


@dataclass(frozen=True, slots=True)
class MutationSet:
    """How outputs are damaged for one check.

    Attributes:
        check: its name.
        module: that says so; the card's hash is of it.
        kind: of good outputs.
        damages: name → way of damaging.
        options: what the check is told.
        good: what is added to a good output before anything else, such as what is known to be right.
        remakes: name → way of making an output wrong from the start.
    """

    check: str
    module: str
    kind: Kind
    damages: Mapping[str, Damage] = field(default_factory=dict)
    options: Options = told_nothing
    good: Damage = as_it_is
    remakes: Mapping[str, Remake] = field(default_factory=dict)


def delivered(output: Output, wanted: Callable[[Told], bool] = lambda told: True) -> list[int]:
    """Numbers of delivered texts."""
    return [number for number, told in enumerate(output.texts) if told.is_delivered and wanted(told)]


def with_text(output: Output, number: int, **changed: Any) -> Output:
    """An output of which one text is another."""
    texts = list(output.texts)
    texts[number] = texts[number].model_copy(update=changed)
    return output.model_copy(update={"texts": tuple(texts)})


def with_texts(output: Output, *more: Told) -> Output:
    """An output with more texts behind."""
    return output.model_copy(update={"texts": (*output.texts, *more)})


def with_call(output: Output, number: int, **changed: Any) -> Output:
    """An output of which one call is another."""
    calls = list(output.calls)
    calls[number] = calls[number].model_copy(update=changed)
    return output.model_copy(update={"calls": tuple(calls)})
