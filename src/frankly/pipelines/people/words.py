"""What evidence is called where people read about their own data: in English to the person, in German without pronoun.

A language that is not here is spoken in English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.evidence import GROUP_OF, Anchor, EvidenceKind
from frankly.domain.person.correction import Correction, CorrectionKind
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE
from frankly.stages.verify.clean import clean
from frankly.stages.verify.fill import number, territory

_K = EvidenceKind
LANGUAGES: Final = ("en", "de")
UNNAMED: Final = "…"
"""Stands for a name of which nothing can be shown."""

EVIDENCE: Final[Mapping[str, Mapping[EvidenceKind, str]]] = {
    "en": {
        _K.VIEWED: "You viewed {name}",
        _K.CLICKED: "You opened {name}",
        _K.LIKED: "You liked {name}",
        _K.DISLIKED: "You disliked {name}",
        _K.SAVED: "You saved {name}",
        _K.DISMISSED: "You dismissed {name}",
        _K.ADDED_TO_CART: "You put {name} in the cart",
        _K.BOUGHT: "You bought {name}",
        _K.STARTED: "You started {name}",
        _K.PROGRESSED: "You got on with {name}",
        _K.COMPLETED: "You finished {name}",
        _K.RATED_HIGH: "You rated {name} high",
        _K.RATED_LOW: "You rated {name} low",
        _K.SEARCHED: "You searched for {name}",
        _K.HID: "You hid {name}",
        _K.STATED_INTEREST: "You said that you are interested in {name}",
        _K.STATED_AVERSION: "You said that you would rather not see {name}",
        _K.STATED_ROLE: "You said what you are: {name}",
        _K.STATED_INTENT: "You said what you are looking for: {name}",
        _K.CONTEXT_ITEM: "You were looking at {name}",
        _K.BASKET_ITEM: "In your basket: {name}",
        _K.SEARCH_MATCH: "You were searching for {name}",
        _K.PART_OF_DAY: "The time of day: {name}",
        _K.DEVICE: "The device: {name}",
        _K.POPULAR: "Popular here",
        _K.POPULAR_IN_CATEGORY: "Popular in {name}",
        _K.POPULAR_IN_REGION: "Popular in {name}",
        _K.POPULAR_IN_SEGMENT: "Popular in the group {name}",
        _K.TRENDING: "Popular these weeks",
        _K.NEW: "New here",
        _K.EDITORIAL: "Chosen by an editor",
        _K.PINNED: "Set here by an editor",
        _K.BURIED: "Held back by an editor",
        _K.OUTSIDE_USUAL: "Outside what you usually look at",
        _K.EXPLORED: "Drawn at random, to learn",
    },
    "de": {
        _K.VIEWED: "Angesehen: {name}",
        _K.CLICKED: "Geöffnet: {name}",
        _K.LIKED: "Gemocht: {name}",
        _K.DISLIKED: "Nicht gemocht: {name}",
        _K.SAVED: "Gemerkt: {name}",
        _K.DISMISSED: "Weggeklickt: {name}",
        _K.ADDED_TO_CART: "In den Warenkorb gelegt: {name}",
        _K.BOUGHT: "Gekauft: {name}",
        _K.STARTED: "Angefangen: {name}",
        _K.PROGRESSED: "Weitergemacht: {name}",
        _K.COMPLETED: "Beendet: {name}",
        _K.RATED_HIGH: "Gut bewertet: {name}",
        _K.RATED_LOW: "Schlecht bewertet: {name}",
        _K.SEARCHED: "Gesucht: {name}",
        _K.HID: "Ausgeblendet: {name}",
        _K.STATED_INTEREST: "Als Interesse genannt: {name}",
        _K.STATED_AVERSION: "Als unerwünscht genannt: {name}",
        _K.STATED_ROLE: "Als Rolle genannt: {name}",
        _K.STATED_INTENT: "Als Vorhaben genannt: {name}",
        _K.CONTEXT_ITEM: "Gerade geöffnet: {name}",
        _K.BASKET_ITEM: "Im Warenkorb: {name}",
        _K.SEARCH_MATCH: "Gerade gesucht: {name}",
        _K.PART_OF_DAY: "Die Tageszeit: {name}",
        _K.DEVICE: "Das Gerät: {name}",
        _K.POPULAR: "Hier beliebt",
        _K.POPULAR_IN_CATEGORY: "Beliebt im Bereich {name}",
        _K.POPULAR_IN_REGION: "Beliebt in der Region {name}",
        _K.POPULAR_IN_SEGMENT: "Beliebt in der Gruppe {name}",
        _K.TRENDING: "Zurzeit beliebt",
        _K.NEW: "Neu hier",
        _K.EDITORIAL: "Von der Redaktion gewählt",
        _K.PINNED: "Von der Redaktion hierher gesetzt",
        _K.BURIED: "Von der Redaktion zurückgehalten",
        _K.OUTSIDE_USUAL: "Abseits des Üblichen",
        _K.EXPLORED: "Zufällig gezogen, um zu lernen",
    },
}
"""Language → kind → words; `{name}` is what the evidence hangs on."""

LINES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "quoted": "“{name}”",
        "category": "something in {name}",
        "times": "{words}, {count} times",
        "people": "{words} ({count} people)",
        "dont_use": "Not used any more: {about}.",
        "dont_use_rule": "Not used, now and in future: {about}.",
        "not_me": "That was not you, and counts for nobody: {about}.",
        "not_interested": "Hidden: {item}.",
        "averse": "Hidden: {item}. Rather nothing of {label}.",
    },
    "de": {
        "quoted": "„{name}“",
        "category": "etwas im Bereich {name}",
        "times": "{words}, {count}‑mal",
        "people": "{words} ({count} Personen)",
        "dont_use": "Nicht mehr verwendet ({about}).",
        "dont_use_rule": "Nicht verwendet, jetzt und künftig ({about}).",
        "not_me": "Das war jemand anderes und zählt für niemanden ({about}).",
        "not_interested": "Ausgeblendet: {item}.",
        "averse": "Ausgeblendet: {item}. Lieber nichts aus {label}.",
    },
}
"""Language → how words are put together."""


def language(wanted: str | None) -> str:
    """The language here that is nearest to one that is wanted; English where there is none."""
    short = (wanted or "").split("-")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language, with the names of what a decision speaks of.

    Attributes:
        lang: one of `LANGUAGES`.
        titles: item → its title; what is missing is called by its id.
        labels: (anchor type, anchor) → what people read.
    """

    lang: str
    titles: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def title(self, item: str) -> str:
        """Title of an item, safe to show."""
        return clean(self.titles.get(item, item)) or UNNAMED

    def line(self, which: str, **parts: str) -> str:
        """A line of this language. What is filled in is never looked at for braces again."""
        return LINES[self.lang][which].format(**parts)

    def quoted(self, item: str) -> str:
        """Title of an item in quotation marks."""
        return self.line("quoted", name=self.title(item))

    def name(self, anchor: Anchor) -> str:
        """What evidence hangs on."""
        if anchor.type == "item":
            return self.quoted(anchor.value)
        if anchor.type == "query":
            return self.line("quoted", name=clean(anchor.value) or UNNAMED)
        known = self.labels.get((anchor.type, anchor.value))
        if anchor.type == "region" and known is None:
            return territory(anchor.value, self.lang)
        return clean(known if known is not None else anchor.value) or UNNAMED

    def evidence(self, kind: EvidenceKind, anchor: Anchor, count: int = 1, *, is_category: bool = False) -> str:
        """One fact, or acts in one category told together, in a few words."""
        name = self.name(anchor)
        if is_category:
            name = self.line("category", name=name)
        words = EVIDENCE[self.lang][kind].format(name=name)
        shown = number(count, self.lang)
        if kind in CROWD_KINDS:
            # The number of a few people would tell one of them what the others did.
            return self.line("people", words=words, count=shown) if count >= CROWD_PEOPLE else words
        return self.line("times", words=words, count=shown) if count > 1 and GROUP_OF[kind] is not None else words

    def correction(self, one: Correction) -> str:
        """What a correction does, in one or two sentences."""
        if one.kind is CorrectionKind.NOT_INTERESTED:
            if one.averse is None:
                return self.line("not_interested", item=self.quoted(one.item))
            return self.line("averse", item=self.quoted(one.item), label=self.name(one.averse))
        about = self._about(one)
        return self.line("dont_use_rule" if one.rule is not None else str(one.kind), about=about)

    def _about(self, one: Correction) -> str:
        if one.about is None or one.anchor is None:
            return self.quoted(one.item)
        told = self.evidence(one.about, one.anchor, len(one.acts), is_category=one.is_of_category)
        return told[:1].lower() + told[1:] if self.lang == "en" else told
