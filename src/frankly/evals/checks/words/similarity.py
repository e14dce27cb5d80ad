"""`similarity`: a text says nearly what another one says, letter by letter."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions, Words
from frankly.evals.checks.found import failed, passed, shown, skipped, whole
from frankly.evals.checks.reading import chosen, words_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class SimilarityOptions(TextOptions):
    """What is compared with."""

    main: ClassVar[str] = "to"

    to: Words = ()
    """Texts, of which the nearest counts; absent: those of the case's truth under `similar`."""

    least: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Least similarity: 1 is the same letters, 0 none of three in a row."""

    most: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Largest similarity, where texts must differ."""


class Similarity:
    """The check."""

    name: ClassVar[str] = "similarity"
    says: ClassVar[str] = "Texts are as near to a given text as they must be."
    about: ClassVar[str] = (
        "The cosine of how often each run of three letters stands in both, whatever capitals and punctuation. It sees "
        "wording and not meaning: “popular” and “unpopular” are near, two words for one thing are far. So it tells and "
        "does not gate."
    )
    options: ClassVar[type[Options]] = SimilarityOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = False

    def look(self, output: Output, options: SimilarityOptions, bench: Bench) -> Finding:
        """Compare every text with the nearest of those given."""
        texts = chosen(output, options.where)
        others = [one for one in (options.to or words_at(output.cell.truth, "similar")) if one.strip()]
        if not texts or not others:
            return skipped("no text stands there" if not texts else "there is no text to compare with")
        found = [(one, max(similarity(one[1].text, other) for other in others)) for one in texts]
        mean = round(sum(value for _, value in found) / len(found), 6)
        wrong = [(one, value) for one, value in found if not options.least <= value <= options.most]
        if not wrong:
            return passed(mean)
        faults = [f"{text.place} is near to it by {value:.2f}: {shown(text.text)}" for (_, text), value in wrong]
        return failed(faults, [whole(number, text, "similarity") for (number, text), _ in wrong], mean)

    def examples(self) -> Sequence[Example]:
        """Another order of the same words, and other words."""
        wanted = "This one made the list because you opened “South”."
        return (
            showing.passes("the same in another order", showing.output(showing.reason()), to=wanted),
            showing.fails("something else", showing.said("Much noticed here of late."), to=wanted),
        )


def similarity(one: str, other: str) -> float:
    """Cosine of the counts of runs of three letters; 1 of texts with the same letters, 0 where one has none."""
    mine, theirs = _runs(one), _runs(other)
    if not mine or not theirs:
        return float(mine == theirs)
    common = sum(count * theirs[run] for run, count in mine.items())
    length = math.sqrt(sum(count**2 for count in mine.values()) * sum(count**2 for count in theirs.values()))
    return min(1.0, round(common / length, 6))


def _runs(text: str) -> Counter[str]:
    plain = " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
    padded = f" {plain} " if plain else ""
    return Counter(padded[at : at + 3] for at in range(len(padded) - 2))


CHECK: Final = Similarity()
