"""The latent tastes of simulated readers: what each likes, where they live, how often they come, how they change."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frankly.demo.dice import Dice
from frankly.demo.shop import Shop, Weights, membership
from frankly.domain.ids import PersonId
from frankly.domain.time import DAY_MS

SPAN_DAYS = 548
"""The simulated time: eighteen months."""

REGIONS = {"GB": 38, "US": 20, "DE": 17, "FR": 10, "IE": 5, "NL": 4, "IT": 3, "ES": 3}
"""Region → share of readers in 100."""

HOME_LANGUAGE = {"DE": "de", "FR": "fr", "IT": "it", "ES": "es", "NL": "nl"}
"""Region → original language that its readers lean to."""

HOME_TAG = {"US": "America", "IE": "Ireland", "GB": "London", "FR": "Paris", "IT": "Italy", "ES": "Spain"}
"""Region → subject that its readers lean to."""

ROLE_CATEGORY = {
    "teacher": "drama",
    "parent": "children",
    "student": "philosophy",
    "traveller": "travel-nature",
    "writer": "short-stories",
}
"""Role → a category that a reader with this role likes beside their own."""

ROLE_SHARES = {"": 66, "parent": 12, "student": 8, "teacher": 7, "traveller": 4, "writer": 3}
"""Role → share of readers in 100; most have none."""

VISITS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 10, 14, 20)
"""How often readers come in eighteen months: many once, a few often."""


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """One simulated reader.

    Attributes:
        person: id.
        region: where they live, ISO 3166.
        role: what they say they are, or an empty string.
        categories: categories they like, the main one first; the last two change places with others at `drift_ms`.
        subjects: subjects they like.
        creator: a creator they like, or an empty string.
        before: shape (n,), liking of each book up to the drift, from 6 to about 100.
        after: shape (n,), liking afterwards.
        drift_ms: when the taste changes.
        joined_ms: first visit.
        visits: how often they come.
        hour: hour of the day at which they usually come, UTC.
        eagerness: share of liked books in 100 that go into the cart.
    """

    person: PersonId
    region: str
    role: str
    categories: tuple[str, ...]
    subjects: tuple[str, ...]
    creator: str
    before: Weights
    after: Weights
    drift_ms: int
    joined_ms: int
    visits: int
    hour: int
    eagerness: int

    def at(self, at_ms: int) -> Weights:
        """Liking of each book at a moment."""
        return self.before if at_ms < self.drift_ms else self.after


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """What tastes are made of; columns are in alphabetical order.

    Attributes:
        categories: names of the categories.
        subjects: names of the subjects.
        creators: names of creators with at least three books.
        in_category: shape (books, categories).
        has_subject: shape (books, subjects).
        languages: original language of each book.
    """

    categories: Sequence[str]
    subjects: Sequence[str]
    creators: Sequence[str]
    in_category: Weights
    has_subject: Weights
    languages: Sequence[str]


def read_labels(shop: Shop) -> Labels:
    """Collect what readers can like."""
    books = shop.books
    tags = [[tag for tag in book.tags if tag not in shop.moods] for book in books]
    written: dict[str, int] = {}
    for book in books:
        for creator in book.creators:
            written[creator] = written.get(creator, 0) + 1
    return Labels(
        categories=sorted({label for book in books for label in book.categories}),
        subjects=sorted({tag for some in tags for tag in some}),
        creators=sorted(creator for creator, number in written.items() if number >= 3),
        in_category=membership([book.categories for book in books]),
        has_subject=membership(tags),
        languages=[str(book.attributes.get("original_language")) for book in books],
    )


def draw_taste(person: PersonId, shop: Shop, labels: Labels, dice: Dice) -> Taste:
    """Draw one reader.

    Args:
        person: id of the reader.
        shop: the shop.
        labels: what can be liked.
        dice: draws of this reader.
    """
    region = dice.one_of(list(REGIONS), list(REGIONS.values()), "region")
    role = dice.one_of(list(ROLE_SHARES), list(ROLE_SHARES.values()), "role")
    early = _categories(labels, role, dice)
    late = (early[0], *[name for name in _categories(labels, role, dice.of("drift")) if name != early[0]][:1])
    subjects = _subjects(early, region, labels, dice)
    creator = labels.creators[dice.below(len(labels.creators), "creator")] if dice.percent(60, "likes creator") else ""
    joined = shop.now_ms - (1 + dice.below(SPAN_DAYS - 1, "joined")) * DAY_MS
    return Taste(
        person=person,
        region=region,
        role=role,
        categories=early,
        subjects=subjects,
        creator=creator,
        before=_liking(early, subjects, creator, region, shop, labels),
        after=_liking(late, subjects, creator, region, shop, labels),
        drift_ms=joined + (shop.now_ms - joined) * (30 + dice.below(50, "drift")) // 100,
        joined_ms=joined,
        visits=VISITS[dice.below(len(VISITS), "visits")],
        hour=(7, 12, 17, 19, 20, 21, 21, 22)[dice.below(8, "hour")],
        eagerness=15 + dice.below(30, "eagerness"),
    )


def _categories(labels: Labels, role: str, dice: Dice) -> tuple[str, ...]:
    drawn = [labels.categories[dice.below(len(labels.categories), "category", place)] for place in range(3)]
    if role in ROLE_CATEGORY:
        drawn.insert(0, ROLE_CATEGORY[role])
    return tuple(dict.fromkeys(drawn))[: 2 + dice.below(2, "categories")]


def _subjects(categories: Sequence[str], region: str, labels: Labels, dice: Dice) -> tuple[str, ...]:
    """Three subjects that occur in the liked categories, and often one of the region."""
    columns = [labels.categories.index(name) for name in categories]
    common = labels.has_subject[labels.in_category[:, columns].any(axis=1)].sum(axis=0)
    drawn = [labels.subjects[dice.pick(common, "subject", place)] for place in range(3)]
    if region in HOME_TAG and dice.percent(50, "home"):
        drawn.append(HOME_TAG[region])
    return tuple(dict.fromkeys(drawn))


def _liking(
    categories: Sequence[str], subjects: Sequence[str], creator: str, region: str, shop: Shop, labels: Labels
) -> Weights:
    liking = np.full(len(shop.books), 6, np.int64)
    for gain, name in zip((30, 18, 10), categories, strict=False):
        liking += gain * labels.in_category[:, labels.categories.index(name)]
    liking += 8 * labels.has_subject[:, [labels.subjects.index(name) for name in subjects]].sum(axis=1)
    liking += 30 * np.asarray([creator in book.creators for book in shop.books], np.int64)
    language = HOME_LANGUAGE.get(region)
    liking += 12 * np.asarray([original == language for original in labels.languages], np.int64)
    return liking
