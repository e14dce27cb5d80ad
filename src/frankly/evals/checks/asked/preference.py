"""`preference`: people, or a calibrated judge, would rather read ours than another text."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.check import Bench, Example
from frankly.evals.checks.check import Options as Base
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import failed, passed, shown, skipped
from frankly.evals.checks.reading import chosen, words_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

KIND: Final = "preference"
"""Begins the key of each such question."""

Preferred = Literal["first", "second", "neither"]
"""What a judge of two texts says, who does not know whose they are."""


class PreferenceOptions(TextOptions):
    """What is compared."""

    main: ClassVar[str] = "against"

    against: Literal["template", "unbound"] = "template"
    """`template`: what templates alone would have said · `unbound`: what the same model writes freely, as the case's
    truth holds it under `unbound`."""

    least: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Least score: 1 where ours is preferred in both positions, 0 where the other is, 0.5 where the two verdicts
    differ or there is none between them."""


class Preference:
    """The check."""

    name: ClassVar[str] = "preference"
    says: ClassVar[str] = "Ours is preferred to what a template says, or not behind what a model writes freely."
    about: ClassVar[str] = (
        "Each pair is judged blind and twice, with the positions swapped, so that a liking for the first place weighs "
        "nothing. Verdicts come from people, or from a judge who agrees with them, and stand in `judged.jsonl` beside "
        "the suite, a line each: `question` (`preference`), `texts` (the first and the second), `verdict` (`first`, "
        "`second`, `neither`), `by`, `is_judge`. A pair without both verdicts is skipped. One pair says nothing: the "
        "mean over pairs and its interval do. A taste is no defect, so it tells and does not gate."
    )
    options: ClassVar[type[Base]] = PreferenceOptions
    probes: ClassVar[Sequence[Probe]] = ("template",)
    gates: ClassVar[bool] = False

    def look(self, output: Output, options: PreferenceOptions, bench: Bench) -> Finding:
        """Look up both verdicts."""
        ours, theirs = pair_of(output, options)
        if not ours or not theirs:
            return skipped("there are no two texts to compare")
        if ours == theirs:
            return skipped("both texts are the same")
        ahead = bench.judgements.get(question(KIND, ours, theirs))
        behind = bench.judgements.get(question(KIND, theirs, ours))
        if ahead is None or behind is None:
            return skipped("this pair has not been judged in both positions")
        score = (_for("first", ahead) + _for("second", behind)) / 2
        score = score if score in {0.0, 1.0} else 0.5
        if score < options.least:
            return failed([f"the other text is preferred to ours: {shown(theirs)} to {shown(ours)}"], (), score)
        return passed(score)

    def examples(self) -> Sequence[Example]:
        """Judged pairs stand in a file beside the suite; here in the judgements of `example_judgements`."""
        ours = showing.output(showing.reason("“South” stood open on your table; this one goes on from there."))
        plain = showing.output(showing.reason())
        flat = showing.output(showing.reason("Because."))
        return (
            showing.passes("ours was preferred in both positions", _beside(ours, plain)),
            showing.fails("the template was", _beside(flat, plain)),
        )


def pair_of(output: Output, options: PreferenceOptions) -> tuple[str, str]:
    """Our text and the other one, each sentence on a line; empty where there is none."""
    ours = "\n".join(text.text for _, text in chosen(output, options.where))
    if options.against == "unbound":
        told = output.cell.truth.get("unbound")
        return ours, told if isinstance(told, str) else "\n".join(words_at(output.cell.truth, "unbound"))
    templates = output.probes.get("template", ())
    return ours, "\n".join(text.text for one in templates[:1] for _, text in chosen(one, options.where))


def example_judgements() -> dict[str, str]:
    """Verdicts on the examples of this page."""
    found: dict[str, str] = {}
    for example in CHECK.examples():
        ours, theirs = pair_of(example.output, PreferenceOptions())
        found[question(KIND, ours, theirs)] = "first" if example.passes else "second"
        found[question(KIND, theirs, ours)] = "second" if example.passes else "first"
    return found


def _for(place: Preferred, verdict: str) -> float:
    return 0.5 if verdict == "neither" else float(verdict == place)


def _beside(ours: Output, template: Output) -> Output:
    return ours.model_copy(update={"probes": {"template": (template,)}})


CHECK: Final = Preference()
