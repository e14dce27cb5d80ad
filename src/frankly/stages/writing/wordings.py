"""Wordings as values: templates by language, kind and form. Loaded from files by an adapter; compiled here, once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from frankly.domain.evidence import Cause, EvidenceKind
from frankly.domain.saying.text import TextOrigin

Form: TypeAlias = Literal[
    "one",
    "several",
    "self",
    "returned",
    "many",
    "because",
    "because_several",
    "from_content",
    "from_item_item",
    "from_transitions",
    "plain",
    "plain_several",
]
"""What a list of wordings is for; the head of `policies/wordings/en.yaml` explains each."""

RETURNED: Final = "returned"
"""Form of what is said of an item that is back."""

OCCASION: Final = "occasion"
"""Stands in the name of every line that says for what a message is written: `subject/occasion/cart_left/cart/1`."""

SOURCE_OF_FORM: Final[Mapping[Form, str]] = {
    "from_content": "content",
    "from_item_item": "item_item",
    "from_transitions": "transitions",
}
"""Form → the candidate source that must have brought most of the effect."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say something.

    Attributes:
        name: `viewed/one/3`; what a draft calls its pattern.
        text: the template.
        cause: the weakest causal class of which it may be said.
        source: candidate source that must have brought most of the effect; None where it does not matter.
        tone: tone of the brand that it belongs to; None fits every tone.
        slots: (owner, field) of every slot that it may need.
        naming: the same with the item's title for "this one"; empty where it has no such words.
        origin: a template of ours, or a phrase of the phrasebook.
    """

    name: str
    text: str
    cause: Cause = "contributing"
    source: str | None = None
    tone: str | None = None
    slots: frozenset[tuple[str, str]] = frozenset()
    naming: str = ""
    origin: TextOrigin = "template"

    @property
    def named(self) -> "Wording":
        """The wording that names the item, for a slate that has the other words already."""
        return replace(
            self, name=f"{self.name}/named", text=self.naming, slots=self.slots | {("item", "title")}, naming=""
        )


@dataclass(frozen=True, slots=True)
class Family:
    """Lines above a slate, or of a message.

    Attributes:
        name: `viewed`, `newcomers` …
        kinds: kinds of evidence that the lines speak of; empty for lines that state nothing.
        lines: the wordings.
    """

    name: str
    kinds: frozenset[EvidenceKind]
    lines: tuple[Wording, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Everything that is said in one language.

    Attributes:
        locale: language, such as `en`.
        reasons: (kind, form) → wordings.
        headlines: name → family, in the order of the file.
        nudges: name → wordings that invite and state nothing.
        occasions: trigger of a campaign → role of a message's line → name → family: what says why it is written.
        messages: role of a message's line (`subject`, `intro` …) → name → family, in the order of the file.
        formality: `sie` or `du` where the language has both, else an empty string.
    """

    locale: str
    reasons: Mapping[tuple[EvidenceKind, Form], tuple[Wording, ...]]
    headlines: Mapping[str, Family]
    nudges: Mapping[str, tuple[Wording, ...]]
    formality: str = ""
    messages: Mapping[str, Mapping[str, Family]] = field(default_factory=dict)
    occasions: Mapping[str, Mapping[str, Mapping[str, Family]]] = field(default_factory=dict)

    def families(self) -> Iterator[Family]:
        """Every family of lines, above slates and of messages."""
        yield from self.headlines.values()
        for families in self.messages.values():
            yield from families.values()

    def reason(self, kind: EvidenceKind, form: Form) -> tuple[Wording, ...]:
        """Wordings of a kind and form; none where there are none."""
        return self.reasons.get((kind, form), ())


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """All wordings.

    Attributes:
        languages: locale → what is said in it.
        version: hash of the wordings and of the vocabulary that they are held to; part of a decision's inputs.
    """

    languages: Mapping[str, Language]
    version: str = ""

    def language(self, locale: str) -> Language | None:
        """The language of a locale: `de` serves `de-AT`; None where nothing is said in it."""
        return self.languages.get(locale) or self.languages.get(locale.split("-")[0])


def says_occasion(pattern: str) -> bool:
    """Whether a wording says for what a message is written."""
    return f"/{RETURNED}/" in pattern or f"/{OCCASION}/" in pattern


def says_returned(pattern: str) -> bool:
    """Whether a wording says that something is back."""
    return f"/{RETURNED}/" in pattern or f"/{OCCASION}/back_in_stock/" in pattern
