"""`json_path`: what stands at a place of an answer is as it must be."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import judged, number_of, passed, shown, skipped
from frankly.evals.checks.reading import is_number
from frankly.evals.checks.shape.paths import read_path, values_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


def _path(told: str) -> str:
    read_path(told)
    return told


class JsonPathOptions(Options):
    """Where, and what must stand there; with a path alone, anything."""

    main: ClassVar[str] = "path"

    path: Annotated[str, AfterValidator(_path)]
    """Names and places with dots between them: `items.0.id`, `items[*].score`, `scope.evidence`."""

    equals: Any = None
    """Every value there equals it."""

    one_of: tuple[Any, ...] = ()
    """Every value there is one of these."""

    contains: Any = None
    """At least one value there equals it, or is a list or a text that holds it."""

    least: float | None = None
    """Every value there is a number of at least so much."""

    most: float | None = None
    """Every value there is a number of at most so much."""

    count: Annotated[int, Field(ge=0)] | None = None
    """So many values stand there."""

    absent: bool = False
    """Nothing stands there."""


class JsonPath:
    """The check."""

    name: ClassVar[str] = "json_path"
    says: ClassVar[str] = "What stands at a place of the answer is as it must be."
    about: ClassVar[str] = (
        "Follows names and places, `*` for any of them. A path that leads nowhere fails, unless `absent` or `count: 0` "
        "asks for that. Without an answer there is nothing to look at."
    )
    options: ClassVar[type[Options]] = JsonPathOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: JsonPathOptions, bench: Bench) -> Finding:
        """Follow the path."""
        if output.answer is None:
            return skipped("there is no answer")
        values = values_at(output.answer, read_path(options.path))
        if options.absent:
            faults = [f"{options.path} is there: {shown(repr(values[0]))}"] if values else []
            return judged(faults, 1)
        if options.count is not None and len(values) != options.count:
            return judged([f"{options.path} has {number_of(len(values), 'value')} and not {options.count}"], 1)
        if not values:
            return passed(1.0) if options.count == 0 else judged([f"nothing stands at {options.path}"], 1)
        return judged(list(_faults(values, options)), len(values))

    def examples(self) -> Sequence[Example]:
        """The first item, and a score that is none."""
        made = showing.output()
        return (
            showing.passes("the first item is as expected", made, path="items.0.id", equals="farthest-north"),
            showing.fails("the second is not", made, path="items.1.id", equals="farthest-north"),
            showing.passes("no item is sponsored", made, path="items[*].is_sponsored", absent=True),
            showing.fails("there is no headline", made, path="headline.text"),
        )


def _faults(values: Sequence[Any], options: JsonPathOptions) -> Iterator[str]:
    tests: tuple[tuple[Any, Callable[[Any], bool], str], ...] = (
        (options.equals, lambda value: _same(value, options.equals), f"equals {shown(repr(options.equals))}"),
        (options.one_of or None, lambda value: any(_same(value, one) for one in options.one_of), "is one of those"),
        (options.least, lambda value: is_number(value) and value >= options.least, f"is at least {options.least}"),
        (options.most, lambda value: is_number(value) and value <= options.most, f"is at most {options.most}"),
    )
    for told, holds, what in tests:
        if told is not None:
            yield from (
                f"not every value of {options.path} {what}: {shown(repr(value))}"
                for value in values
                if not holds(value)
            )
    if options.contains is not None and not any(_holds(value, options.contains) for value in values):
        yield f"{options.path} does not contain {shown(repr(options.contains))}"


def _same(value: Any, other: Any) -> bool:
    # In Python, True equals 1.
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return wanted in value
    if isinstance(value, list | tuple):
        return any(_same(one, wanted) for one in value)
    return _same(value, wanted)


CHECK: Final = JsonPath()
