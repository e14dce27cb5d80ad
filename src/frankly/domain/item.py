"""What can be recommended, as its owner states it. What is not stated stays unknown and is never described."""

import re
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.ids import ID_RULES, ItemId
from frankly.domain.money import Money
from frankly.domain.time import EpochMs, Moment

LabelText = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""A category, tag or creator as the catalogue writes it."""

MOST_WORDS: Final = 64
"""Words of one title, or of one search, that are looked at."""

MOST = 2**53 - 1
"""Largest whole number that every JSON reader keeps exactly."""

AgeRating = Annotated[int, Field(ge=0, le=21)]
"""Least age in years."""

Markets = Annotated[tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...], Field(max_length=300)]
"""ISO 3166 countries; none means everywhere."""

Sensitive = Annotated[tuple[LabelText, ...], Field(max_length=20)]
"""Sensitive topics of an item."""

Attribute = str | Annotated[int, Field(ge=-MOST, le=MOST)] | bool | None
"""A plain catalogue field; numbers with decimals are given as text, because floats have no canonical form."""


_WORD = re.compile(r"\w{2,40}")


def words_of(text: str) -> tuple[str, ...]:
    """Words of a text as a search compares them: case folded, at least two characters, each once, in their order."""
    return tuple(dict.fromkeys(_WORD.findall(text.casefold())))[:MOST_WORDS]


class Item(Frozen):
    """One item of the catalogue."""

    id: Annotated[ItemId, ID_RULES]
    """Stable id of the item in the owner's system."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    """Name that people see. Data, never markup."""

    description: Annotated[str, StringConstraints(max_length=20_000)] = ""
    """The item's own text, the source of fact sentences."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """BCP 47 tag of title and description; text of another language is never mixed into a sentence."""

    categories: Annotated[tuple[LabelText, ...], Field(max_length=20)] = ()
    """Categories, the main one first."""

    tags: Annotated[tuple[LabelText, ...], Field(max_length=100)] = ()
    """Subjects, styles and other labels."""

    creators: Annotated[tuple[LabelText, ...], Field(max_length=20)] = ()
    """Authors, brands, directors; the main one first."""

    price: Money | None = None
    """Price, the same for everyone: no profile ever changes it."""

    stock: Annotated[int, Field(ge=0, le=MOST)] | None = None
    """Units in stock; unknown counts as in stock, 0 as unavailable."""

    available: bool = True
    """False delists the item at once."""

    available_from: Moment | None = None
    """When the item may first be shown."""

    available_until: Moment | None = None
    """When the item expires."""

    first_available: Moment | None = None
    """When the item came into the catalogue; the import fills it when the owner does not say."""

    age_rating: AgeRating | None = None
    """Least age in years; unknown passes only where a surface says so."""

    markets: Markets = ()
    """ISO 3166 countries where the item may be shown; none means everywhere."""

    sensitive: Sensitive = ()
    """Sensitive topics of the item (`religion`, `health` …), shown from a profile only with consent to that topic."""

    url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^(https?://|/)[^\s\x00-\x1f]*$")] | None = None
    """Where the item is shown."""

    image_url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^(https?://|/)[^\s\x00-\x1f]*$")] | None = (
        None
    )
    """Picture of the item."""

    attributes: Annotated[dict[LabelText, Attribute], Field(max_length=100)] = Field(default_factory=dict)
    """Further fields such as `era` or `length`."""

    @property
    def category(self) -> str | None:
        """The main category, where there is one."""
        return self.categories[0] if self.categories else None

    @property
    def creator(self) -> str | None:
        """The main creator, where there is one."""
        return self.creators[0] if self.creators else None

    @property
    def words(self) -> tuple[str, ...]:
        """Words of title and creators as a search compares them, each once."""
        return words_of(" ".join((self.title, *self.creators)))

    def is_available(self, now: EpochMs) -> bool:
        """Whether the item may be shown at a moment, by stock, delisting and dates."""
        started = self.available_from is None or self.available_from <= now
        ended = self.available_until is not None and self.available_until <= now
        return self.available and self.stock != 0 and started and not ended

    def text(self) -> str:
        """The text that an embedder reads: title, creators, categories, tags, description."""
        return "\n".join(
            (self.title, " ".join(self.creators), " ".join(self.categories), " ".join(self.tags), self.description)
        )


class ItemPatch(Frozen):
    """A change of some fields of an item: price and stock while the shop runs, and what must hold from now on."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """New title."""

    description: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    """New description."""

    price: Money | None = None
    """New price; null says that it is unknown now."""

    stock: Annotated[int, Field(ge=0, le=MOST)] | None = None
    """New stock; null says that it is unknown now."""

    available: bool = True
    """False delists the item."""

    available_from: Moment | None = None
    """When the item may first be shown."""

    available_until: Moment | None = None
    """When the item expires."""

    categories: tuple[LabelText, ...] = ()
    """New categories."""

    tags: tuple[LabelText, ...] = ()
    """New tags."""

    age_rating: AgeRating | None = None
    """New least age in years; null says that it is unknown now."""

    markets: Markets = ()
    """New countries where the item may be shown; an empty list means everywhere."""

    sensitive: Sensitive = ()
    """New sensitive topics: from a profile the item is shown only with consent to them, from the next request on."""

    url: str | None = None
    """New address."""

    image_url: str | None = None
    """New picture."""


class ItemChange(Frozen):
    """One row of the catalogue's log: the item as it is after the change, or its end."""

    sequence: int
    """Position in the log, growing without gaps that matter."""

    id: Annotated[ItemId, ID_RULES]
    """Which item."""

    item: Item | None
    """The whole item after the change; None when it was deleted."""

    at: EpochMs
    """When the change was stored."""
