"""`language`: every text is in the language that was asked for."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, Final

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import Numbered, asked, chosen, titles_of, without
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

_WORD: Final = re.compile(r"[^\W\d_]{2,40}")
_ENOUGH: Final = 2
"""Foreign words that outweigh those of the language itself."""


class LanguageOptions(TextOptions):
    """Which language."""

    main: ClassVar[str] = "locale"

    locale: str | None = None
    """The language, such as `de`; absent: what the case asks for, and else what each text says of itself."""


class Language:
    """The check."""

    name: ClassVar[str] = "language"
    says: ClassVar[str] = "Every text is in the language that was asked for."
    about: ClassVar[str] = (
        "Holds what a text says of its own language to what was asked for, and counts words that one language alone "
        "has: the telltale words of `policies/rules/<locale>.yaml` and the words of `policies/lexicon`. Titles and "
        "names are left out, whatever language they are in. A text without such words tells nothing and is not "
        "counted; nor is one in a language that has no list."
    )
    options: ClassVar[type[Options]] = LanguageOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: LanguageOptions, bench: Bench) -> Finding:
        """Count the words of each language."""
        wanted = options.locale or _asked(output)
        names = titles_of(output)
        told: list[tuple[Numbered, str]] = []
        for one in chosen(output, options.where):
            why = _fault(one, wanted, names, bench)
            if why is not None:
                told.append((one, why))
        if not told:
            return skipped("no text holds a word that tells its language")
        wrong = [(one, why) for one, why in told if why]
        spans = [whole(number, text, "wrong_language") for (number, text), _ in wrong]
        return judged([why for _, why in wrong], len(told), spans)

    def examples(self) -> Sequence[Example]:
        """German where German was asked for, and English there."""
        german = showing.line("Sie haben „South“ geöffnet, und das zählt hier.", locale="de")
        english = showing.line(showing.BECAUSE, locale="de")
        return (
            showing.passes("German with an English title", showing.output(german), locale="de"),
            showing.fails("English in a German slate", showing.output(german, english), locale="de"),
            showing.fails("a text that says itself that it is English", showing.output(showing.reason()), locale="de"),
        )


def _asked(output: Output) -> str:
    variable = output.cell.variables.get("locale")
    request = asked(output)
    return str(variable) if variable is not None else (request.locale or "" if request is not None else "")


def _fault(one: Numbered, wanted: str, names: Sequence[str], bench: Bench) -> str | None:
    """Why a text is in the wrong language; empty where it is in the right one, None where nobody can tell."""
    _, text = one
    own = (wanted or text.locale).split("-")[0]
    if wanted and text.locale.split("-")[0] != own:
        return f"{text.place} is in '{text.locale}' where '{wanted}' was asked for: {shown(text.text)}"
    counts = _counts(without(text.text, names), bench)
    if own not in _tells(bench).values() or not counts:
        return None
    mine = counts.get(own, 0)
    for language, number in counts.items():
        if language != own and number > mine and (number >= _ENOUGH or not mine):
            return f"{text.place} has {number} words of '{language}' alone and {mine} of '{own}': {shown(text.text)}"
    return ""


def _counts(text: str, bench: Bench) -> dict[str, int]:
    tells = _tells(bench)
    counts: dict[str, int] = {}
    for word in _WORD.findall(text):
        language = tells.get(word.casefold())
        if language is not None:
            counts[language] = counts.get(language, 0) + 1
    return counts


@lru_cache(maxsize=8)
def _tells(bench: Bench) -> dict[str, str]:
    """Word → the one language that has it."""
    owners: dict[str, set[str]] = {}
    for locale, rules in bench.policy.words.items():
        for word in rules.telltale:
            owners.setdefault(word.casefold(), set()).add(locale.split("-")[0])
    for locale, lexicon in bench.lexicons.items():
        for word in lexicon.known:
            owners.setdefault(word.casefold(), set()).add(locale.split("-")[0])
    return {word: next(iter(languages)) for word, languages in owners.items() if len(languages) == 1}


CHECK: Final = Language()
