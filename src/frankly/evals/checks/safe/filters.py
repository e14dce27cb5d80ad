"""`filters`: nothing stands in a slate that must not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import Words
from frankly.evals.checks.found import judged, skipped
from frankly.evals.checks.reading import asked, fact, items_of, listed, part, words_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class FiltersOptions(Options):
    """What must not stand there besides."""

    main: ClassVar[str] = "never"

    never: Words = ()
    """Ids of items that must not be shown: hidden, disliked, bought; those of the case's truth under `never` too."""

    never_category: Words = ()
    """Categories of which no item may be shown."""

    most_age: Annotated[int, Field(ge=0, le=21)] | None = None
    """Highest age rating that may be shown."""


class Filters:
    """The check."""

    name: ClassVar[str] = "filters"
    says: ClassVar[str] = (
        "Nothing is shown that is unavailable, blocked or not allowed, and no evidence without consent."
    )
    about: ClassVar[str] = (
        "Holds each item to what the catalogue says of it (stock, delisting, dates, market, age), to what the case "
        "names as forbidden, and to the record's own list of dropped candidates; and each piece of evidence to the "
        "groups that the answer says were allowed. What the catalogue does not say is taken for allowed."
    )
    options: ClassVar[type[Options]] = FiltersOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: FiltersOptions, bench: Bench) -> Finding:
        """Look at every item and at its evidence."""
        items = items_of(output.answer)
        if not items:
            return skipped("there is no item")
        never = {*options.never, *words_at(output.cell.truth, "never")}
        dropped = _dropped(output)
        faults = []
        for item in items:
            why = next(_why(item, output, options, never, dropped), "")
            faults += [f"{item['id']} {why}"] if why else []
        return judged(faults, len(items))

    def examples(self) -> Sequence[Example]:
        """A slate that is in stock, a delisted item, a hidden one, and evidence without consent."""
        gone = {**showing.BOOKS, "emma": {**showing.BOOKS["emma"], "stock": 0}}
        unasked = showing.slate("farthest-north", "emma")
        unasked["scope"]["evidence"] = ["opinions"]
        return (
            showing.passes("both are in stock", showing.output(), never=["kim"]),
            showing.fails("one is out of stock", showing.output(facts=gone)),
            showing.fails("one was hidden by the person", showing.output(), never=["emma"]),
            showing.fails("views count, which the person refused", showing.output(answer=unasked)),
        )


def _dropped(output: Output) -> Mapping[str, str]:
    """Id → why the record says that a candidate was dropped; places are written as steps from one to the next."""
    names = listed(output.record, "candidates", "items")
    found: dict[str, str] = {}
    reasons = part(output.record, "candidates", "dropped")
    for reason, gaps in reasons.items() if isinstance(reasons, Mapping) else ():
        at = 0
        for gap in gaps if isinstance(gaps, list | tuple) else ():
            at += gap if isinstance(gap, int) else 0
            if 0 <= at < len(names):
                found[str(names[at])] = str(reason)
    return found


def _why(
    item: Mapping[str, Any], output: Output, options: FiltersOptions, never: set[str], dropped: Mapping[str, str]
) -> Iterator[str]:
    """Why an item must not stand there."""
    name = item["id"]
    if name in never:
        yield "must not be shown, as the case says"
    if name in dropped:
        yield f"was dropped ({dropped[name]}) and is shown all the same"
    yield from _unavailable(name, output)
    yield from _not_for(name, output, options)
    allowed = part(output.answer, "scope", "evidence")
    if isinstance(allowed, list | tuple):
        for kind in _kinds(item):
            group = GROUP_OF[kind]
            if group is not None and group.value not in allowed:
                yield f"rests on evidence of '{group.value}', which is not allowed"


def _unavailable(name: str, output: Output) -> Iterator[str]:
    if fact(output, name, "available") is False:
        yield "is delisted"
    stock = fact(output, name, "stock")
    if isinstance(stock, int) and not isinstance(stock, bool) and stock <= 0:
        yield "is out of stock"
    now = part(output.answer, "now")
    if isinstance(now, int):
        starts, ends = fact(output, name, "available_from"), fact(output, name, "available_until")
        if isinstance(starts, int) and starts > now:
            yield "is not available yet"
        if isinstance(ends, int) and ends <= now:
            yield "is no longer available"


def _not_for(name: str, output: Output, options: FiltersOptions) -> Iterator[str]:
    """Why an item is not for whoever asks."""
    categories = words_at(output.facts, name, "categories")
    if banned := next((one for one in categories if one in options.never_category), None):
        yield f"is of the category '{banned}', which must not be shown"
    request = asked(output)
    region = None if request is None else request.context.region
    markets = words_at(output.facts, name, "markets")
    if markets and region is not None and region.split("-")[0] not in markets:
        yield f"is sold in {', '.join(markets)} and not in {region}"
    rating = fact(output, name, "age_rating")
    if options.most_age is not None and isinstance(rating, int) and rating > options.most_age:
        yield f"is for people of {rating} years and more"


def _kinds(item: Mapping[str, Any]) -> Iterator[EvidenceKind]:
    known = {kind.value: kind for kind in EvidenceKind}
    for one in (*listed(item, "evidence"), *listed(item, "grounds")):
        kind = part(one, "kind")
        if isinstance(kind, str) and kind in known:
            yield known[kind]


CHECK: Final = Filters()
