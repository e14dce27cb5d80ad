"""`reading`: texts are as easy to read as they must be."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from frankly.domain.saying.say_policy import EVERYWHERE, Reading, SayPolicy, WordRules
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import Numbered, chosen, part, titles_of
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.verify.policy import readability

_NAME: Final = "title"
"""Stands for every name: a reader takes it in as a whole, like a word of two syllables."""


class ReadingOptions(TextOptions):
    """How hard a text may be; what is absent here is what `policies/rules/<locale>.yaml` says."""

    main: ClassVar[str] = "least_ease"

    least_ease: Annotated[int, Field(ge=-100, le=120)] | None = None
    """Least reading ease (Flesch; Amstad's form for German): 100 is very easy, 30 is hard."""

    most_words: Annotated[int, Field(ge=1, le=100)] | None = None
    """Most words of one text."""

    most_syllables: Annotated[int, Field(ge=1, le=20)] | None = None
    """Most syllables of one word."""

    from_words: Annotated[int, Field(ge=1, le=100)] = 12
    """Reading ease says little of a short text: asked for from so many words on."""

    facts: bool = False
    """Whether quoted facts are looked at too: they are the source's words."""


class ReadingLevel:
    """The check."""

    name: ClassVar[str] = "reading"
    says: ClassVar[str] = "Texts are as easy to read as they must be."
    about: ClassVar[str] = (
        "By the formulas of Flesch (1948) and, for German, Amstad (1978); syllables are counted by vowels, which is "
        "right in nine words of ten. Names count as one plain word each. Other languages have no formula here, but "
        "words and syllables are counted in them too where options name a bound."
    )
    options: ClassVar[type[Options]] = ReadingOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: ReadingOptions, bench: Bench) -> Finding:
        """Read every text."""
        names = titles_of(output)
        texts = [one for one in chosen(output, options.where) if options.facts or one[1].kind != "fact"]
        surface = part(output.answer, "surface")
        on = surface if isinstance(surface, str) else ""
        ruled = [(one, _policy(one, on, options, bench.policy)) for one in texts]
        looked = [(one, policy) for one, policy in ruled if policy is not None]
        if not looked:
            return skipped("no text stands there for which a bound is named")
        wrong = [(one, why) for one, policy in looked if (why := _hard(one, names, on, policy))]
        spans = [whole(number, text, "hard_to_read") for (number, text), _ in wrong]
        return judged([why for _, why in wrong], len(looked), spans)

    def examples(self) -> Sequence[Example]:
        """A plain sentence, and one that nobody reads to its end."""
        hard = (
            "Consideration of previously demonstrated preferences regarding polar exploration literature necessitated "
            "the inclusion of this particular publication."
        )
        return (
            showing.passes("short words", showing.output(showing.reason()), least_ease=60, from_words=6),
            showing.fails("long words", showing.said(hard), least_ease=60),
            showing.fails("too many words", showing.said(f"{showing.BECAUSE} {hard}"), most_words=20),
        )


def _policy(one: Numbered, surface: str, options: ReadingOptions, policy: SayPolicy) -> SayPolicy | None:
    """The rules that hold for a text; None where there are none."""
    locale = one[1].locale.split("-")[0]
    words = policy.words_of(locale)
    rule = None if words is None else words.reading.get(surface) or words.reading.get(EVERYWHERE)
    own = {name: getattr(options, name) for name in ("least_ease", "most_words", "most_syllables")}
    told = {name: bound for name, bound in own.items() if bound is not None}
    if rule is None and not told:
        return None
    bounds = {} if rule is None else rule.model_dump()
    kinds = ("reason", "nudge", "fact")
    made = Reading(**{**bounds, **told, "kinds": kinds, **({"from_words": options.from_words} if told else {})})
    return SayPolicy(words={locale: WordRules.model_construct(locale=locale, reading={EVERYWHERE: made})})


def _hard(one: Numbered, names: Sequence[str], surface: str, policy: SayPolicy) -> str:
    text = one[1]
    plain = text.text
    for name in names:
        plain = plain.replace(name, _NAME)
    found = readability.check(plain, text.kind or "reason", text.locale, surface, policy)
    return f"{text.place}: {found[0].hint.split(', by rule')[0]}: {shown(text.text)}" if found else ""


CHECK: Final = ReadingLevel()
