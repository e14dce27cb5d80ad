"""`python`: a function of one's own looks at the output."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.found import failed, passed, shown, skipped
from frankly.evals.checks.reading import is_number, items_of
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

Look = Callable[[Output, Mapping[str, Any]], Any]


@lru_cache(maxsize=64)
def read_function(told: str) -> Look:
    """Find a function.

    Args:
        told: `package.module:function`, as Python imports it.

    Raises:
        ValueError: when there is no such module or function.
    """
    module, colon, name = told.partition(":")
    if not colon or not all(part.isidentifier() for part in (*module.split("."), name)):
        raise ValueError(f"'{told}' names no function; write it as package.module:function")
    try:
        function = getattr(import_module(module), name, None)
    except ImportError as error:
        raise ValueError(f"'{module}' cannot be imported: {error}; is its folder on PYTHONPATH?") from error
    if not callable(function):
        raise ValueError(f"'{module}' has no function '{name}'")
    return function  # type: ignore[no-any-return]


def _known(told: str) -> str:
    read_function(told)
    return told


class PythonOptions(Options):
    """Which function."""

    main: ClassVar[str] = "call"

    call: Annotated[str, AfterValidator(_known)]
    """`package.module:function`; it is called with the output and with `given`."""

    given: dict[str, Any] = Field(default_factory=dict)
    """What the function is told."""

    least: float = 0.5
    """Least number, of a function that returns one."""


class Python:
    """The check."""

    name: ClassVar[str] = "python"
    says: ClassVar[str] = "A function of one's own finds nothing wrong."
    about: ClassVar[str] = (
        "The function gets the output and what the case gives it. It returns nothing or `True` where all is well, "
        "`False` or a text where something is wrong, a number from 0 to 1, or a whole `Finding`. It must be pure, as "
        "every check is; nobody makes sure of that. Case files name code that is then run: take only such as you "
        "would run."
    )
    options: ClassVar[type[Options]] = PythonOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: PythonOptions, bench: Bench) -> Finding:
        """Call the function."""
        if output.answer is None and not output.texts and not output.calls:
            return skipped("there is no output")
        found = read_function(options.call)(output, options.given)
        return found if isinstance(found, Finding) else _read(found, options)

    def examples(self) -> Sequence[Example]:
        """A function of this module."""
        call = f"{__name__}:is_in_front"
        return (
            showing.passes("the book stands in front", showing.output(), call=call, given={"item": "farthest-north"}),
            showing.fails("it does not", showing.output(), call=call, given={"item": "emma"}),
        )


def _read(found: Any, options: PythonOptions) -> Finding:
    if found is None or found is True:
        return passed()
    if found is False:
        return failed([f"{options.call} says that it does not hold"])
    if isinstance(found, str):
        return failed([found]) if found else passed()
    if is_number(found) and 0 <= found <= 1:
        score = round(float(found), 6)
        return passed(score) if score >= options.least else failed([f"{options.call} gives {score}"], (), score)
    raise TypeError(f"{options.call} returned {shown(repr(found))}; return None, a bool, a text, 0 to 1 or a Finding")


def is_in_front(output: Output, given: Mapping[str, Any]) -> str:
    """An example of such a function: whether an item stands in the first slot."""
    first = next((item["id"] for item in items_of(output.answer)), "nothing")
    wanted = given.get("item")
    return "" if first == wanted else f"{first} stands in front, and not {wanted}"


CHECK: Final = Python()
