"""What may be said and what may not, as editors and lawyers decide it: the files `policies/rules*` as values.

The writer obeys it before it writes and the verifier holds every sentence to it, so both look here. What may not be
said still ranks, and still stands in the decision's record.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.evidence import EvidenceKind
from frankly.domain.ids import NameText
from frankly.domain.item import LabelText
from frankly.domain.saying.text import Role, SentenceKind

EVERYWHERE: Final = "everywhere"
"""Stands for every surface where settings are given by surface; a surface that is named has its own instead."""

RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
"""What a rule is called in refusals and figures."""

_WORD: Final = re.compile(r"\*?[^\W_][\w'’.&+-]*\*?|&")


def _is_phrase(text: str) -> str:
    if len(text) > 80 or not text.split() or not all(_WORD.fullmatch(word) for word in text.split()):
        raise ValueError(
            "expected a word or a phrase of letters, such as 'free of charge'; a star at the start or end of a word "
            "stands for any letters: guarant*"
        )
    return text


WordText = Annotated[str, AfterValidator(_is_phrase)]
"""A word or phrase, whatever its case; a star at the end or beginning of a word stands for any letters: `guarant*`."""

LocaleText = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]

WhenAsked: TypeAlias = Literal["hidden", "shown"]
Occurrence: TypeAlias = Literal["sponsored", "pinned", "explored", "personal"]
PersonalData: TypeAlias = Literal["email", "phone", "iban", "card"]
"""What is looked for in every text: addresses of mail, telephone numbers, bank accounts, numbers of payment cards."""


class Ruling(Frozen):
    """What every rule says of itself, for the writer who is refused and for whoever asks later."""

    because: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """Why; told to the writer."""

    by: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """Who decided."""


class Hours(Frozen):
    """Part of the day, in whole hours of the time zone of the person, else of the shop."""

    after: Annotated[int, Field(ge=0, le=23)]
    """First hour that counts: 23 begins at eleven in the evening."""

    before: Annotated[int, Field(ge=0, le=23)]
    """First hour that does not count any more; smaller than `after` where midnight lies between."""

    def has(self, hour: int) -> bool:
        """Whether an hour lies within."""
        if self.after <= self.before:
            return self.after <= hour < self.before
        return hour >= self.after or hour < self.before


class UntoldRule(Ruling):
    """Evidence that may rank and is not said. All conditions that are named must hold; of a list, any entry."""

    kinds: tuple[EvidenceKind, ...] = ()
    """Kinds of evidence."""

    categories: tuple[LabelText, ...] = ()
    """Categories of the item acted on, or stated."""

    tags: tuple[LabelText, ...] = ()
    """Tags of the item acted on, or stated."""

    labels: tuple[LabelText, ...] = ()
    """The same, and also creators, segments, and stated roles and intents."""

    searches: tuple[WordText, ...] = ()
    """Words of a search."""

    hours: Hours | None = None
    """Time of day of the last of the acts."""

    older_than_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    """Age of the last of the acts."""

    surfaces: tuple[NameText, ...] = ()
    """Surfaces where it holds; none: everywhere."""

    when_asked: WhenAsked = "hidden"
    """What the person sees who asks why: that there was evidence of a kind that is not told here, or the evidence."""

    @model_validator(mode="after")
    def _says_something(self) -> "UntoldRule":
        named = (self.kinds, self.categories, self.tags, self.labels, self.searches, self.hours, self.older_than_days)
        if not any(named):
            raise ValueError(
                "name at least one of kinds, categories, tags, labels, searches, hours, older_than_days; "
                "a rule without a condition would silence everything"
            )
        return self


class SensitiveTopic(Frozen):
    """What belongs to a sensitive topic besides the items that name it in `sensitive`."""

    categories: tuple[LabelText, ...] = ()
    """Categories."""

    tags: tuple[LabelText, ...] = ()
    """Tags."""


class SensitiveRules(Frozen):
    """Sensitive topics: nothing that hangs on one is said unless the person agreed to that topic."""

    ask_consent: bool = True
    """Whether consent is asked for. Items of such a topic stay out of slates in any case."""

    topics: dict[RuleName, SensitiveTopic] = Field(default_factory=dict)
    """Topic → labels that belong to it; items may name topics themselves."""


class Disclosure(Ruling):
    """A line that a place in a slate must carry."""

    when: Occurrence
    """`sponsored`: somebody paid for the place · `pinned`: an editor put it there · `explored`: it was drawn ·
    `personal`: the main reason is this person's own."""

    surfaces: tuple[NameText, ...] = ()
    """Surfaces where it is asked for; none: everywhere."""

    text: dict[LocaleText, Annotated[str, StringConstraints(min_length=1, max_length=160)]]
    """Language → the line, as it stands: no slots."""


class Competitors(Ruling):
    """Names of others, which no text of ours may hold: not in our words and not in what fills a slot."""

    names: Annotated[tuple[WordText, ...], Field(min_length=1)]
    """Names, as they are written: `Target` is refused and `target` is not; one without capitals in any case."""


class Rules(Frozen):
    """`policies/rules.yaml`: rules that hold in every language."""

    time_zone: str = "UTC"
    """Time zone of the shop, by which hours of acts are told where that of the person is not known."""

    time_zones: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")], str] = Field(
        default_factory=dict
    )
    """Region of a person (ISO 3166) → time zone."""

    untold: dict[RuleName, UntoldRule] = Field(default_factory=dict)
    """Evidence that may rank and is not said."""

    sensitive: SensitiveRules = SensitiveRules()
    """Sensitive topics."""

    disclosures: dict[RuleName, Disclosure] = Field(default_factory=dict)
    """Lines that must be carried."""

    competitors: dict[RuleName, Competitors] = Field(default_factory=dict)
    """Names that are not said."""

    personal_data: tuple[PersonalData, ...] = ("email", "phone", "iban", "card")
    """What is looked for in every text that would leave."""

    lengths: dict[NameText, dict[Role, Annotated[int, Field(ge=1, le=320)]]] = Field(default_factory=dict)
    """Surface, or `everywhere` → role → most characters that people read; the verifier's own limits hold besides."""


class BannedWords(Ruling):
    """Words that are not said."""

    words: Annotated[tuple[WordText, ...], Field(min_length=1)]
    """Words and phrases."""

    where: Literal["ours", "anywhere"] = "ours"
    """`ours`: in what we say ourselves, quotations from descriptions included · `anywhere`: also in titles, names and
    searches that would fill a slot; then no sentence speaks of such an item."""

    surfaces: tuple[NameText, ...] = ()
    """Surfaces where it holds; none: everywhere."""


class Reading(Frozen):
    """How hard a sentence may be to read. Slots count as one plain word each."""

    most_words: Annotated[int, Field(ge=1, le=100)] | None = None
    """Most words of one sentence."""

    most_syllables: Annotated[int, Field(ge=1, le=20)] | None = None
    """Most syllables of one word."""

    least_ease: Annotated[int, Field(ge=-100, le=120)] | None = None
    """Least reading ease (Flesch; Amstad's form for German): 100 is very easy, 30 is hard."""

    from_words: Annotated[int, Field(ge=1, le=100)] = 12
    """Reading ease says little of a short sentence: asked for from so many words on."""

    kinds: tuple[SentenceKind, ...] = ("reason", "nudge")
    """Kinds of sentences that it holds for; quoted facts are the source's words."""


class WordRules(Frozen):
    """`policies/rules/<locale>.yaml`: rules about words of one language."""

    locale: LocaleText
    """The language; the file is named so."""

    banned: dict[RuleName, BannedWords] = Field(default_factory=dict)
    """Words and claims that are not said."""

    address: dict[Literal["sie", "du"], tuple[WordText, ...]] = Field(default_factory=dict)
    """Form of address → words that speak to the reader in it, in their own capitals. The brand says which is ours."""

    telltale: tuple[WordText, ...] = ()
    """Small words that give a language away; those that two languages share tell nothing and are not counted."""

    reading: dict[NameText, Reading] = Field(default_factory=dict)
    """Surface, or `everywhere` → how hard a sentence may be to read."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalTime:
    """A time zone as a table, so that no stage has to ask the system.

    Attributes:
        starts_ms: moments from which an offset holds, ascending.
        offsets_ms: the offset from UTC from each of them on; before the first, the first.
    """

    starts_ms: tuple[int, ...] = (0,)
    offsets_ms: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True, eq=False)
class SayPolicy:
    """All rules of what may be said.

    Attributes:
        rules: those of every language.
        words: language → those about its words.
        formality: language → the address that the brand chose.
        zones: region → its time zone; the empty name is that of the shop.
        lines: path of a rule, such as `untold/night-views` or `de/banned/health` → file and line.
        version: hash of the files.
    """

    rules: Rules = field(default_factory=Rules)
    words: Mapping[str, WordRules] = field(default_factory=dict)
    formality: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, LocalTime] = field(default_factory=lambda: {"": LocalTime()})
    lines: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def words_of(self, locale: str) -> WordRules | None:
        """Rules about words of a locale: those of `de` hold for `de-AT`."""
        return self.words.get(locale) or self.words.get(locale.split("-")[0])

    def address_of(self, locale: str) -> str:
        """Form of address of a locale; empty where the brand chose none."""
        return self.formality.get(locale) or self.formality.get(locale.split("-")[0], "")

    def zone_of(self, region: str | None) -> LocalTime:
        """Time zone of a person: that of their region, of its country, else of the shop."""
        for name in (region, (region or "").split("-")[0], ""):
            if name is not None and name in self.zones:
                return self.zones[name]
        return LocalTime()

    def where(self, rule: str) -> str:
        """A rule as a writer is told of it: its name with file and line."""
        line = self.lines.get(rule)
        return f"rule '{rule}' of {line}" if line else f"rule '{rule}'"


NO_RULES: Final = SayPolicy(rules=Rules(sensitive=SensitiveRules(ask_consent=False), personal_data=()))
"""Nothing is ruled; what is true may be said."""


def holds_on(surfaces: Sequence[str], surface: str) -> bool:
    """Whether a rule that names surfaces holds on one; where the surface is not known, it does."""
    return not surfaces or not surface or surface in surfaces


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...], *, is_cased: bool = False) -> re.Pattern[str]:
    """Finds any of some words and phrases; none of them inside another word unless a star says so."""
    if not words:
        return re.compile(r"(?!)")
    longest_first = sorted(words, key=len, reverse=True)
    found = "|".join(_expression(word, is_cased) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", 0 if is_cased else re.IGNORECASE)


@lru_cache(maxsize=256)
def opening_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Fits every run of letters, digits and underscores, and every "&", with which what `pattern_of` finds begins."""
    firsts = (word.replace("’", "'").split()[0] for word in words)
    return re.compile("|".join(_opening(first) for first in firsts) or r"(?!)", re.IGNORECASE)


def _opening(first: str) -> str:
    core = first.strip("*")
    run = _RUN.match(core)
    lead = core if run is None else run[0]
    is_open = lead == core and first.endswith("*")
    return (r"\w*" if first.startswith("*") else "") + re.escape(lead) + (r"\w*" if is_open else "")


_RUN: Final = re.compile(r"\w+")


def _expression(word: str, is_cased: bool) -> str:
    core = r"\s+".join(_part(part) for part in word.replace("’", "'").split())
    # Among names that keep their case, one that has none is meant in any.
    return f"(?i:{core})" if is_cased and word == word.lower() else core


def _part(word: str) -> str:
    core = re.escape(word.strip("*")).replace("'", "['’]")
    return (r"\w*" if word.startswith("*") else "") + core + (r"\w*" if word.endswith("*") else "")
