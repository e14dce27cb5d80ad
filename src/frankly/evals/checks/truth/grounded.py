"""`grounded`: what is said is proved, by a second verifier that starts from the drafts."""

from collections.abc import Sequence
from typing import ClassVar, Final

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import Numbered, chosen
from frankly.evals.runs.output import Output, Probe, Told
from frankly.evals.runs.verdict import Finding


class Grounded:
    """The check."""

    name: ClassVar[str] = "grounded"
    says: ClassVar[str] = "Every sentence that left is proved by the evidence that bears it."
    about: ClassVar[str] = (
        "A second verifier, made anew from the policies, looks at each draft beside its evidence once more; what it "
        "does not admit fails, with its code. A reason or fact that nobody looked at again counts as not proved. "
        "Nudges state nothing and need no proof. What the verifier itself cannot see, this does not see either: `own` "
        "and `faithful` look in other ways."
    )
    options: ClassVar[type[Options]] = TextOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: TextOptions, bench: Bench) -> Finding:
        """Ask the second verifier's verdicts."""
        bound = [one for one in chosen(output, options.where) if _is_bound(one[1])]
        if not bound:
            return skipped("no sentence states anything")
        wrong = [one for one in bound if not one[1].is_proved]
        spans = [whole(number, text, ",".join(text.codes) or "not_proved") for number, text in wrong]
        return judged([_why(one) for one in wrong], len(bound), spans)

    def examples(self) -> Sequence[Example]:
        """A reason that holds, and one that claims an act that nobody did."""
        lie = showing.reason("You bought “South”, and that counts here.", is_proved=False, codes=("wrong_act",))
        return (
            showing.passes("both sentences are proved", showing.output(showing.reason(), showing.fact())),
            showing.fails("“bought” is said of a click", showing.output(lie, showing.fact())),
            showing.fails("a fact that nobody looked at", showing.output(showing.fact(is_proved=None))),
        )


def _is_bound(text: Told) -> bool:
    return text.is_proved is not None or text.kind in {"reason", "fact"}


def _why(one: Numbered) -> str:
    _, text = one
    codes = f" ({', '.join(text.codes)})" if text.codes else ""
    if text.is_proved is None:
        return f"{text.place} was not looked at by a second verifier: {shown(text.text)}"
    return f"{text.place} is not proved{codes}: {shown(text.text)}"


CHECK: Final = Grounded()
