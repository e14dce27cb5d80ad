"""`coverage`: how many items carry a reason of the person's own."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from frankly.domain.evidence import EvidenceKind, how_personal
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, passed, skipped
from frankly.evals.checks.reading import evidence_of, items_of, listed, part, words_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class CoverageOptions(Options):
    """How many."""

    main: ClassVar[str] = "least"

    least: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Least share of the items that carry a personal reason."""

    most: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Largest share; 0 for newcomers and people without consent, of whom nothing may be told."""

    groups: bool = True
    """Whether a reason of a group or region counts as personal."""


class Coverage:
    """The check."""

    name: ClassVar[str] = "coverage"
    says: ClassVar[str] = "Enough items carry a reason of the person's own."
    about: ClassVar[str] = (
        "An item counts when a delivered reason of it cites evidence of a kind that is about the person (or their "
        "group), as the answer shows it; a personal rank that no sentence tells does not count. Whether the reasons "
        "are good ones it does not see."
    )
    options: ClassVar[type[Options]] = CoverageOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: CoverageOptions, bench: Bench) -> Finding:
        """Count the items."""
        items = items_of(output.answer)
        if not items:
            return skipped("there is no item")
        without = [item["id"] for item in items if not _is_told(item, output, options)]
        share = round(1 - len(without) / len(items), 6)
        told = f"{len(items) - len(without)} of {len(items)} items carry a personal reason"
        if share < options.least:
            return failed(
                [f"{told}, at least {options.least:.0%} must; without one: {', '.join(without[:5])}"], (), share
            )
        if share > options.most:
            return failed([f"{told}, at most {options.most:.0%} may"], (), share)
        return passed(share)

    def examples(self) -> Sequence[Example]:
        """One item of two with a reason, and one of three."""
        two = showing.output(showing.reason())
        three = showing.output(showing.reason(), answer=showing.slate("farthest-north", "emma", "kim"))
        return (
            showing.passes("one of two", two, least=0.5),
            showing.fails("one of three", three, least=0.5),
            showing.fails("of somebody of whom nothing may be told", two, least=0, most=0),
        )


def _is_told(item: Mapping[str, Any], output: Output, options: CoverageOptions) -> bool:
    pieces = evidence_of(item)
    personal = {"individual", "segment"} if options.groups else {"individual"}
    told = [text.evidence for text in output.delivered if text.kind == "reason" and text.item == item["id"]]
    said = (one for one in listed(item, "sentences") if part(one, "kind") == "reason")
    told += [tuple(words_at(one, "evidence")) for one in said]
    kinds = [part(pieces, name, "kind") for cited in told for name in cited]
    known = {kind.value: kind for kind in EvidenceKind}
    return any(isinstance(kind, str) and kind in known and how_personal(known[kind]) in personal for kind in kinds)


CHECK: Final = Coverage()
