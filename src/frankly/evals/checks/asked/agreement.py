"""`agreement`: another model answers the same."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, passed, skipped
from frankly.evals.checks.reading import chosen, ids_of
from frankly.evals.checks.words.similarity import similarity
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.vote.gate import PPM, kept_pairs_ppm


class AgreementOptions(Options):
    """What is compared."""

    main: ClassVar[str] = "least"

    of: Literal["order", "texts"] = "order"
    """`order`: the items, by the share of pairs that stand the same way round · `texts`: what is said at each place, by
    its letters."""

    least: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Least agreement with every other model."""


class Agreement:
    """The check."""

    name: ClassVar[str] = "agreement"
    says: ClassVar[str] = "Another model answers nearly the same."
    about: ClassVar[str] = (
        "The same is asked of the model that the case's truth names under `other_model`. Where models differ, at least "
        "one of them has a taste of its own; where they agree, they may be wrong together. So it tells and does not "
        "gate."
    )
    options: ClassVar[type[Options]] = AgreementOptions
    probes: ClassVar[Sequence[Probe]] = ("other_model",)
    gates: ClassVar[bool] = False

    def look(self, output: Output, options: AgreementOptions, bench: Bench) -> Finding:
        """Compare with every other model."""
        of = _order if options.of == "order" else _texts
        found = [(other, of(output, other)) for other in output.probes.get("other_model", ())]
        told = [(other, value) for other, value in found if value is not None]
        if not told:
            return skipped("no other model was asked, or there is nothing to compare")
        mean = round(sum(value for _, value in told) / len(told), 6)
        faults = [
            f"{other.changed.get('model', 'the other model')} agrees by {value:.2f}, at least {options.least} must be"
            for other, value in told
            if value < options.least
        ]
        return failed(faults, (), mean) if faults else passed(mean)

    def examples(self) -> Sequence[Example]:
        """Another model with the same order, and one that turns it round."""
        made = showing.output(answer=showing.slate("farthest-north", "emma", "kim"))
        like = showing.output(answer=showing.slate("farthest-north", "kim", "emma"), changed={"model": "other/a"})
        turned = showing.output(answer=showing.slate("kim", "emma", "farthest-north"), changed={"model": "other/b"})
        return (
            showing.passes(
                "two of three pairs are the same", made.model_copy(update={"probes": {"other_model": (like,)}})
            ),
            showing.fails("all are turned round", made.model_copy(update={"probes": {"other_model": (turned,)}})),
        )


def _order(output: Output, other: Output) -> float | None:
    kept = kept_pairs_ppm(ids_of(output.answer), ids_of(other.answer))
    return None if kept is None else kept / PPM


def _texts(output: Output, other: Output) -> float | None:
    theirs = {text.place: text.text for _, text in chosen(other)}
    pairs = [(text.text, theirs[text.place]) for _, text in chosen(output) if text.place in theirs]
    return round(sum(similarity(*pair) for pair in pairs) / len(pairs), 6) if pairs else None


CHECK: Final = Agreement()
