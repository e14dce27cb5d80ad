"""`diversity`: a slate is not all of one kind."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, number_of, passed, skipped
from frankly.evals.checks.reading import fact, items_of, listed
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class DiversityOptions(Options):
    """How different items must be."""

    main: ClassVar[str] = "least_categories"

    least_categories: Annotated[int, Field(ge=1)] = 2
    """Least different main categories."""

    most_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Largest share of the slots that one category may have."""

    most_per_creator: Annotated[int, Field(ge=1)] | None = None
    """Most items of one creator."""


class Diversity:
    """The check."""

    name: ClassVar[str] = "diversity"
    says: ClassVar[str] = "A slate holds items of several categories, and not too many of one."
    about: ClassVar[str] = (
        "Counts main categories and first creators, as the catalogue has them; items without one are not counted. Two "
        "categories can be alike and one can be wide: a floor by the person's own interests is the surface's matter. "
        "The score is the chance that two items of the slate are of different categories."
    )
    options: ClassVar[type[Options]] = DiversityOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: DiversityOptions, bench: Bench) -> Finding:
        """Count."""
        items = items_of(output.answer)
        categories = _counted(items, lambda item: _first(item, output, "categories"))
        known = sum(categories.values())
        if known < LEAST:
            return skipped("less than two items have a known category")
        score = _score(categories)
        faults = list(_of_categories(categories, options))
        if options.most_per_creator is not None:
            creators = _counted(items, lambda item: _first(item, output, "creators"))
            many = [(name, count) for name, count in creators.most_common() if count > options.most_per_creator]
            faults += [
                f"{number_of(count, 'item')} of {name}, at most {options.most_per_creator} may be"
                for name, count in many
            ]
        return failed(faults, (), score) if faults else passed(score)

    def examples(self) -> Sequence[Example]:
        """Three categories, and one alone."""
        mixed = showing.output(answer=showing.slate("farthest-north", "emma", "the-lodger"))
        alike = showing.output(answer=showing.slate("farthest-north", "south"))
        return (
            showing.passes("three books of three categories", mixed, least_categories=3),
            showing.fails("two books of travel", alike),
            showing.fails("one category has too many slots", mixed, most_share=0.3),
        )


LEAST: Final = 2
"""Items that are compared at least."""


def _first(item: Mapping[str, Any], output: Output, name: str) -> str:
    told = fact(output, item["id"], name) or listed(item, "display", name)
    first = told[0] if isinstance(told, list | tuple) and told else ""
    return first if isinstance(first, str) else ""


def _counted(items: Sequence[Mapping[str, Any]], label: Callable[[Mapping[str, Any]], str]) -> Counter[str]:
    return Counter(name for item in items if (name := label(item)))


def _of_categories(categories: Counter[str], options: DiversityOptions) -> Iterator[str]:
    known = sum(categories.values())
    if len(categories) < min(options.least_categories, known):
        told = number_of(len(categories), "category", "categories")
        yield f"{told} ({', '.join(categories)}), at least {options.least_categories} must be"
    name, count = categories.most_common(1)[0]
    if count > options.most_share * known:
        yield f"{count} of {known} items are of '{name}', at most {options.most_share:.0%} may be"


def _score(categories: Counter[str]) -> float:
    """Chance that two different items are of different categories (Simpson, 1949)."""
    known = sum(categories.values())
    same = sum(count * (count - 1) for count in categories.values())
    return round(1 - same / (known * (known - 1)), 6)


CHECK: Final = Diversity()
