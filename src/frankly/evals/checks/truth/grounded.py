"""`grounded`: what is said is proved, by a second verifier that starts from the drafts."""

from collections.abc import Sequence
from typing import ClassVar, Final, Literal

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import Numbered, chosen
from frankly.evals.runs.output import Output, Probe, Told
from frankly.evals.runs.verdict import Finding


class GroundedOptions(TextOptions):
    """Which way it must come out."""

    main: ClassVar[str] = "expect"

    expect: Literal["proved", "refused"] = "proved"
    """`refused`: of lies that are known to be lies, none may be admitted."""

    code: str = ""
    """Of what must be refused: a code that must be among the reasons, such as `wrong_act`."""


class Grounded:
    """The check."""

    name: ClassVar[str] = "grounded"
    says: ClassVar[str] = "Every sentence that left is proved by the evidence that bears it."
    about: ClassVar[str] = (
        "A second verifier, made anew from the policies, looks at each draft beside its evidence once more; what it "
        "does not admit fails, with its code. A reason or fact that nobody looked at again counts as not proved. "
        "Nudges state nothing and need no proof. With `expect: refused` it is asked the other way round, of lies. What "
        "the verifier itself cannot see, this does not see either: `own` and `faithful` look in other ways."
    )
    options: ClassVar[type[Options]] = GroundedOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: GroundedOptions, bench: Bench) -> Finding:
        """Ask the second verifier's verdicts."""
        bound = [one for one in chosen(output, options.where) if _is_bound(one[1])]
        if not bound:
            return skipped("no sentence states anything")
        why = _unproved if options.expect == "proved" else _admitted
        wrong = [(one, told) for one in bound if (told := why(one, options))]
        spans = [whole(number, text, ",".join(text.codes) or "not_proved") for (number, text), _ in wrong]
        return judged([told for _, told in wrong], len(bound), spans)

    def examples(self) -> Sequence[Example]:
        """A reason that holds, and one that claims an act that nobody did."""
        lie = showing.reason("You bought “South”, and that counts here.", is_proved=False, codes=("wrong_act",))
        lies = Output(cell=showing.cell(), texts=(lie,))
        return (
            showing.passes("both sentences are proved", showing.output(showing.reason(), showing.fact())),
            showing.fails("“bought” is said of a click", showing.output(lie, showing.fact())),
            showing.fails("a fact that nobody looked at", showing.output(showing.fact(is_proved=None))),
            showing.passes("a known lie is refused for its reason", lies, expect="refused", code="wrong_act"),
            showing.fails("it is refused for another", lies, expect="refused", code="false_cause"),
            showing.fails("a known lie is admitted", showing.output(showing.reason()), expect="refused"),
        )


def _is_bound(text: Told) -> bool:
    return text.is_proved is not None or text.kind in {"reason", "fact"}


def _unproved(one: Numbered, options: GroundedOptions) -> str:
    _, text = one
    if text.is_proved:
        return ""
    if text.is_proved is None:
        return f"{text.place} was not looked at by a second verifier: {shown(text.text)}"
    return f"{text.place} is not proved{_codes(text)}: {shown(text.text)}"


def _admitted(one: Numbered, options: GroundedOptions) -> str:
    _, text = one
    if text.is_proved is None:
        return f"{text.place} was not looked at by the verifier: {shown(text.text)}"
    if text.is_proved:
        return f"{text.place} is a lie and was admitted: {shown(text.text)}"
    if options.code and options.code not in text.codes:
        return f"{text.place} was not refused as {options.code}{_codes(text)}: {shown(text.text)}"
    return ""


def _codes(text: Told) -> str:
    return f" ({', '.join(text.codes)})" if text.codes else ""


CHECK: Final = Grounded()
