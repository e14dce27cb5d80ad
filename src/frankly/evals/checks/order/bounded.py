"""`bounded`: a model's vote moves no item further than it may."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import judged, skipped
from frankly.evals.checks.reading import ids_of
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class BoundedOptions(Options):
    """How far an item may move."""

    main: ClassVar[str] = "most"

    most: Annotated[int, Field(ge=0)] = 3
    """Slots that the vote may move an item at most."""


class Bounded:
    """The check."""

    name: ClassVar[str] = "bounded"
    says: ClassVar[str] = "A model's vote moves no item further than it may."
    about: ClassVar[str] = (
        "The same is asked again without the vote, and slots are compared. An item that one slate has and the other "
        "lacks was, or is, behind the last slot: so far at least it was moved. Where no model was asked for an order "
        "there is nothing to compare."
    )
    options: ClassVar[type[Options]] = BoundedOptions
    probes: ClassVar[Sequence[Probe]] = ("base",)
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: BoundedOptions, bench: Bench) -> Finding:
        """Compare slots."""
        order = ids_of(output.answer)
        bases = [base for other in output.probes.get("base", ()) if (base := ids_of(other.answer))]
        if not order or not bases or not any(call.prompt.startswith("rank/") for call in output.calls):
            return skipped("no model was asked for an order")
        faults = [why for base in bases for why in _moved(base, order, options.most)]
        return judged(faults, max(len(order) * len(bases), len(faults)))

    def examples(self) -> Sequence[Example]:
        """An order that is nearly the old one, one that is turned round, and a book from nowhere."""
        names = ("farthest-north", "emma", "kim", "south")
        base = showing.output(answer=showing.slate(*names))

        def voted(*order: str) -> Output:
            made = showing.output(answer=showing.slate(*order), calls=[showing.called("rank/v1")])
            return made.model_copy(update={"probes": {"base": (base,)}})

        return (
            showing.passes("two neighbours change places", voted("emma", "farthest-north", "kim", "south"), most=1),
            showing.fails("the last is first", voted("south", "farthest-north", "emma", "kim"), most=2),
            showing.fails("the first is a book from behind", voted("the-lodger", *names[:3]), most=3),
        )


def _moved(base: Sequence[str], order: Sequence[str], most: int) -> Iterator[str]:
    before = {name: slot for slot, name in enumerate(base, 1)}
    after = {name: slot for slot, name in enumerate(order, 1)}
    for name in dict.fromkeys((*order, *base)):
        was, now = before.get(name, len(base) + 1), after.get(name, len(order) + 1)
        if abs(was - now) > most:
            yield f"{name} moved from {_slot(was, base)} to {_slot(now, order)}, at most {most} slots may lie between"


def _slot(slot: int, of: Sequence[str]) -> str:
    return f"slot {slot}" if slot <= len(of) else "behind the slate"


CHECK: Final = Bounded()
