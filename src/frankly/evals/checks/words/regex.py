"""`regex`: patterns that the texts must match, and patterns that they must not."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, model_validator

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions, Words
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.patterns import matches, read_pattern
from frankly.evals.checks.reading import Numbered, chosen
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


def _readable(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(read_pattern, patterns))


Patterns = Annotated[Words, AfterValidator(_readable)]


class RegexOptions(TextOptions):
    """What is looked for, at least one of the three."""

    main: ClassVar[str] = "all"

    all: Patterns = ()
    """Each of them matches somewhere in one of the texts."""

    any: Patterns = ()
    """At least one of them does."""

    none: Patterns = ()
    """None of them matches anywhere."""

    @model_validator(mode="after")
    def _something(self) -> "RegexOptions":
        told = (*self.all, *self.any, *self.none)
        if not told or any(matches(pattern, "") for pattern in told):
            raise ValueError("name patterns under 'all', 'any' or 'none'; one that matches nothing at all always holds")
        return self


class Regex:
    """The check."""

    name: ClassVar[str] = "regex"
    says: ClassVar[str] = "The texts match the patterns that they must match, and none that they must not."
    about: ClassVar[str] = (
        "Patterns in Rust's dialect, matched anywhere in a text, by an engine whose time grows with the text alone: "
        "lookaround and back references are refused. `(?i)` in front makes capitals and small letters one, `(?s)` lets "
        "a dot match line breaks; `^` and `$` are the ends of the text."
    )
    options: ClassVar[type[Options]] = RegexOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: RegexOptions, bench: Bench) -> Finding:
        """Match."""
        texts = chosen(output, options.where)
        if not texts:
            return skipped("no text stands there")
        faults = [f"no text matches '{one}'" for one in options.all if not _matching(one, texts)]
        if options.any and not any(_matching(one, texts) for one in options.any):
            faults.append(f"no text matches one of {', '.join(options.any)}")
        banned = [(pattern, found) for pattern in options.none if (found := _matching(pattern, texts))]
        faults += [f"{found[0][1].place} matches '{pattern}': {shown(found[0][1].text)}" for pattern, found in banned]
        of = len(options.all) + bool(options.any) + len(options.none)
        return judged(faults, of, [whole(number, text, "regex") for _, found in banned for number, text in found])

    def examples(self) -> Sequence[Example]:
        """A count that stands where it must, and a price in words of our own."""
        counted = showing.reason("You opened “South” 3 times, and that counts here.")
        priced = showing.reason("Because you opened “South”: now for £ 9.99.")
        return (
            showing.passes("how often it was", showing.output(counted), all=r"\b[0-9]+ times\b"),
            showing.fails("nothing is counted", showing.output(showing.reason()), all=r"\b[0-9]+ times\b"),
            showing.fails("an amount of money", showing.output(priced), none=r"[£$€]\s?[0-9]"),
        )


def _matching(pattern: str, texts: Sequence[Numbered]) -> list[Numbered]:
    return [one for one in texts if matches(pattern, one[1].text)]


CHECK: Final = Regex()
