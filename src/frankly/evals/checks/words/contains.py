"""`contains`: words that must stand in the texts, and words that must not."""

from collections.abc import Sequence
from typing import ClassVar, Final

from pydantic import model_validator

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions, Words
from frankly.evals.checks.found import judged, shown, skipped
from frankly.evals.checks.reading import Numbered, chosen
from frankly.evals.runs.output import Output, Probe, Span
from frankly.evals.runs.verdict import Finding


class ContainsOptions(TextOptions):
    """What is looked for, at least one of the three."""

    main: ClassVar[str] = "all"

    all: Words = ()
    """Each of them stands in one of the texts."""

    any: Words = ()
    """At least one of them does."""

    none: Words = ()
    """None of them stands in any."""

    same_case: bool = False
    """Whether capital and small letters differ."""

    @model_validator(mode="after")
    def _something(self) -> "ContainsOptions":
        told = (*self.all, *self.any, *self.none)
        if not told or not all(word.strip() for word in told):
            raise ValueError("name words under 'all', 'any' or 'none'; an empty one stands in every text")
        return self


class Contains:
    """The check."""

    name: ClassVar[str] = "contains"
    says: ClassVar[str] = "The texts hold the words that they must hold, and none that they must not."
    about: ClassVar[str] = (
        "Looks for words and phrases letter by letter, whatever their capitals; straight and curly apostrophes are "
        "one. It knows no inflections and no word borders: `art` stands in `part`. `regex` looks for patterns."
    )
    options: ClassVar[type[Options]] = ContainsOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: ContainsOptions, bench: Bench) -> Finding:
        """Look for the words."""
        texts = chosen(output, options.where)
        if not texts:
            return skipped("no text stands there")
        read = [(number, _read(text.text, options.same_case)) for number, text in texts]
        found = {word: _spans(word, read, options.same_case) for word in (*options.all, *options.any, *options.none)}
        faults = [f"{shown(word)} stands in no text" for word in options.all if not found[word]]
        if options.any and not any(found[word] for word in options.any):
            faults.append(f"none of {', '.join(map(shown, options.any))} stands in a text")
        banned = [word for word in options.none if found[word]]
        faults += [f"{shown(word)} stands in {_places(texts, found[word])}" for word in banned]
        of = len(options.all) + bool(options.any) + len(options.none)
        return judged(faults, of, [span for word in banned for span in found[word]])

    def examples(self) -> Sequence[Example]:
        """A required name, and a promise that is not to be made."""
        made = showing.output(showing.reason(), showing.fact())
        return (
            showing.passes("the title that is cited stands in the reason", made, all=["South"]),
            showing.fails("a word of another sentence is asked for", made, all=["Antarctica"]),
            showing.fails("a promise", showing.said("You will love this one."), none=["will love"]),
        )


def _read(text: str, same_case: bool) -> str:
    # Lower case and not case folding, so that every character keeps its place.
    plain = text.replace("’", "'")
    lower = plain.lower()
    return plain if same_case or len(lower) != len(plain) else lower


def _spans(word: str, texts: Sequence[tuple[int, str]], same_case: bool) -> list[Span]:
    wanted = _read(word, same_case)
    spans: list[Span] = []
    for number, text in texts:
        at = text.find(wanted)
        while at >= 0 and len(spans) < MOST_MARKED:
            spans.append(Span(text=number, start=at, end=at + len(wanted), code="contains"))
            at = text.find(wanted, at + len(wanted))
    return spans


MOST_MARKED: Final = 100
"""Places of one word that are marked."""


def _places(texts: Sequence[Numbered], spans: Sequence[Span]) -> str:
    there = {span.text for span in spans}
    return ", ".join(text.place for number, text in texts if number in there)


CHECK: Final = Contains()
