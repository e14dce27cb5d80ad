"""`tone`: texts speak as the house speaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import Verdict
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions, Words
from frankly.evals.checks.found import judged, shown, skipped
from frankly.evals.checks.reading import Numbered, chosen, part, titles_of, without
from frankly.evals.runs.output import Output, Probe, Span
from frankly.evals.runs.verdict import Finding
from frankly.stages.verify.policy import address, brand

_SHOUTED: Final = re.compile(r"(?<!\w)[A-ZÄÖÜ]{4,40}(?!\w)")
_EMOJI: Final = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


class ToneOptions(TextOptions):
    """How the house speaks, where it differs from the brand's file."""

    main: ClassVar[str] = "address"

    address: Literal["sie", "du"] | None = None
    """Form of address, in languages that have two; absent: what the brand chose."""

    banned: Words = ()
    """Words that are not said here, besides those of `policies/rules`; a star at an end stands for any letters."""

    most_exclamations: Annotated[int, Field(ge=0)] = 0
    """Most exclamation marks of one text."""

    shouting: bool = False
    """Whether words all in capitals may stand."""

    emoji: bool = False
    """Whether pictures may stand among the letters."""


class Tone:
    """The check."""

    name: ClassVar[str] = "tone"
    says: ClassVar[str] = "Texts speak as the house speaks: its form of address, none of its banned words, no shouting."
    about: ClassVar[str] = (
        "By the brand's form of address (`sie` or `du`), the banned words and competitors of `policies/rules`, and "
        "marks that shout. Titles are left out, and marks in quoted facts: they are the source's. It does not feel "
        "warmth or coldness; `judge` can, once it is calibrated."
    )
    options: ClassVar[type[Options]] = ToneOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: ToneOptions, bench: Bench) -> Finding:
        """Look at every text."""
        texts = chosen(output, options.where)
        if not texts:
            return skipped("no text stands there")
        names = titles_of(output)
        surface = part(output.answer, "surface")
        on = surface if isinstance(surface, str) else ""
        wrong = [(one, list(_found(one, names, on, options, bench.policy))) for one in texts]
        wrong = [(one, found) for one, found in wrong if found]
        faults = [f"{text.place}: {found[0].hint}: {shown(text.text)}" for (_, text), found in wrong]
        return judged(faults, len(texts), [_span(number, one) for (number, _), found in wrong for one in found])

    def examples(self) -> Sequence[Example]:
        """`Sie` as the shipped brand says it, `du`, pressure and shouting."""
        formal = showing.line("Weil Sie „South“ geöffnet haben, steht dieser Artikel hier.", locale="de")
        informal = showing.line("Weil du „South“ geöffnet hast, steht dieser Artikel hier.", locale="de")
        return (
            showing.passes("the reader is addressed by `Sie`", showing.output(formal)),
            showing.fails("the reader is addressed by `du`", showing.output(informal)),
            showing.passes("`du`, where the house wants it", showing.output(informal), address="du"),
            showing.fails("a banned claim", showing.said("Guaranteed to thrill you.")),
            showing.fails("shouting", showing.said("You opened “South”: LOOK at this one!")),
        )


def _found(
    one: Numbered, names: Sequence[str], surface: str, options: ToneOptions, policy: SayPolicy
) -> Iterator[Verdict]:
    _, text = one
    own, kind = without(text.text, names), text.kind or "reason"
    chosen_policy = policy if options.address is None else _addressed(policy, options.address, text.locale)
    yield from address.check(own, kind, text.locale, chosen_policy)
    yield from brand.check(own, text.locale, surface, policy)
    yield from _named(own, options.banned)
    if kind != "fact":
        yield from _marks(own, options)


@lru_cache(maxsize=32)
def _addressed(policy: SayPolicy, form: str, locale: str) -> SayPolicy:
    return replace(policy, formality={**policy.formality, locale: form, locale.split("-")[0]: form})


def _named(text: str, banned: Sequence[str]) -> Iterator[Verdict]:
    read = text.lower()
    for word in banned:
        core = re.escape(word.strip("*").lower())
        before, after = r"\w*" if word.startswith("*") else "", r"\w*" if word.endswith("*") else ""
        for match in re.finditer(rf"(?<!\w){before}{core}{after}(?!\w)", read):
            yield Verdict(code="banned_word", span=match.span(), hint=f"'{match[0]}' is not said here")


def _marks(text: str, options: ToneOptions) -> Iterator[Verdict]:
    marks = [at for at, letter in enumerate(text) if letter == "!"]
    if len(marks) > options.most_exclamations:
        told = f"{len(marks)} exclamation marks, at most {options.most_exclamations} may stand"
        yield Verdict(code="exclamation", span=(marks[0], marks[-1] + 1), hint=told)
    if not options.shouting:
        for match in _SHOUTED.finditer(text):
            yield Verdict(code="shouting", span=match.span(), hint=f"'{match[0]}' is all in capitals")
    if not options.emoji:
        for match in _EMOJI.finditer(text):
            yield Verdict(code="emoji", span=match.span(), hint="a picture stands among the letters")


def _span(number: int, one: Verdict) -> Span:
    return Span(text=number, start=one.span[0], end=one.span[1], code=one.code)


CHECK: Final = Tone()
