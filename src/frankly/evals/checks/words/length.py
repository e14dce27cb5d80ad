"""`length`: texts as long as they may be."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field, model_validator

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, number_of, shown, skipped, whole
from frankly.evals.checks.reading import Numbered, chosen
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

Bound = Annotated[int, Field(ge=0)] | None


class LengthOptions(TextOptions):
    """Bounds of every text, at least one."""

    main: ClassVar[str] = "most"

    most: Bound = None
    """Most characters of one text."""

    least: Bound = None
    """Least characters of one text."""

    most_words: Bound = None
    """Most words of one text."""

    least_words: Bound = None
    """Least words of one text."""

    most_texts: Bound = None
    """Most texts in all."""

    @model_validator(mode="after")
    def _something(self) -> "LengthOptions":
        told = (self.most, self.least, self.most_words, self.least_words, self.most_texts)
        if all(bound is None for bound in told):
            raise ValueError("name a bound: most, least, most_words, least_words or most_texts")
        return self


class Length:
    """The check."""

    name: ClassVar[str] = "length"
    says: ClassVar[str] = "Texts are as long as they may be."
    about: ClassVar[str] = (
        "Counts characters as people read them, after slots are filled, and words between white space. Mailboxes and "
        "small screens cut by width, which this does not see."
    )
    options: ClassVar[type[Options]] = LengthOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: LengthOptions, bench: Bench) -> Finding:
        """Count."""
        texts = chosen(output, options.where)
        if not texts:
            return skipped("no text stands there")
        wrong = [(one, why) for one in texts if (why := _fault(one, options))]
        faults = [why for _, why in wrong]
        if options.most_texts is not None and len(texts) > options.most_texts:
            faults.append(f"there are {number_of(len(texts), 'text')}, at most {options.most_texts} may be")
        return judged(faults, len(texts), [whole(number, text, "length") for (number, text), _ in wrong])

    def examples(self) -> Sequence[Example]:
        """A subject that fits, and one that mailboxes cut."""
        short = showing.line("Because you opened “South”", "message.subject")
        long = showing.line("Because you opened “South” and some other books about the far north", "message.subject")
        return (
            showing.passes("a subject of 26 characters", showing.output(short), most=60, where=["message.subject"]),
            showing.fails("a subject of 67 characters", showing.output(long), most=60, where=["message.subject"]),
        )


def _fault(one: Numbered, options: LengthOptions) -> str:
    text = one[1]
    for count, what, least, most in (
        (len(text.text), "character", options.least, options.most),
        (len(text.text.split()), "word", options.least_words, options.most_words),
    ):
        if most is not None and count > most:
            return f"{text.place} has {number_of(count, what)} and may have {most}: {shown(text.text)}"
        if least is not None and count < least:
            return f"{text.place} has {number_of(count, what)} and must have {least}: {shown(text.text)}"
    return ""


CHECK: Final = Length()
