"""The shop as simulated readers see it: how known each book is, what leads to what, what is in fashion.

Whole numbers throughout, so that every machine simulates the same readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.demo.dice import Dice
from frankly.domain.item import Item
from frankly.domain.time import DAY_MS

Weights = NDArray[np.int64]

WELL_KNOWN = """
pride-and-prejudice frankenstein dracula the-adventures-of-sherlock-holmes jane-eyre great-expectations moby-dick
alices-adventures-in-wonderland little-women the-picture-of-dorian-gray crime-and-punishment wuthering-heights
the-great-gatsby the-count-of-monte-cristo treasure-island a-christmas-carol war-and-peace hamlet the-time-machine emma
anna-karenina les-miserables the-metamorphosis the-secret-garden middlemarch walden gullivers-travels mrs-dalloway
the-hound-of-the-baskervilles the-wind-in-the-willows romeo-and-juliet anne-of-green-gables leaves-of-grass candide
the-call-of-the-wild three-men-in-a-boat the-war-of-the-worlds the-wonderful-wizard-of-oz the-moonstone the-prince
""".split()
"""Books that many people come for, the most wanted first; the order is made up."""

PATHS_PER_BOOK = 8
"""How many books one book leads to."""

IN_FASHION = 8
"""How many books the last weeks ask for more than usual."""

FASHION_DAYS = 21
"""How long the fashion has lasted."""

NOVELTY_DAYS = 45
"""How long a book that came in is looked at more."""


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """The shop in arrays; n is the number of books, positions are those of `books`.

    Attributes:
        books: the catalogue.
        row: id → position.
        popularity: shape (n,), falls with rank as 1 / (rank + 12).
        arrived_ms: shape (n,), when each came in.
        paths: shape (n, n), weight of going on from the row's book to the column's; 0 for most.
        fashion: shape (n,), factor of interest during the last weeks.
        moods: tags that say how a book feels, which nobody searches for.
        now_ms: end of the simulated time.
    """

    books: Sequence[Item]
    row: dict[str, int]
    popularity: Weights
    arrived_ms: Weights
    paths: Weights
    fashion: Weights
    moods: frozenset[str]
    now_ms: int

    def interest(self, taste: Weights, at_ms: int) -> Weights:
        """Weight of each book for a reader with this taste at a moment; 0 for books that have not come in yet."""
        weight = taste * self.popularity * np.where(at_ms - self.arrived_ms < NOVELTY_DAYS * DAY_MS, 4, 1)
        if at_ms >= self.now_ms - FASHION_DAYS * DAY_MS:
            weight *= self.fashion
        return self.there(weight, at_ms)

    def there(self, weight: Weights, at_ms: int) -> Weights:
        """Weights without the books that have not come in yet."""
        return np.where(self.arrived_ms <= at_ms, weight, 0)


def set_up(books: Sequence[Item], now_ms: int, dice: Dice) -> Shop:
    """Open the shop with these books."""
    arrived = np.asarray([book.first_available or 0 for book in books], np.int64)
    moods = frozenset(mood for book in books for mood in str(book.attributes.get("mood") or "").split(", "))
    fashion = np.ones(len(books), np.int64)
    popularity = _popularity(books, dice)
    # Neither new nor famous books, so that a trend is told apart from novelty and from popularity.
    quiet = np.flatnonzero((arrived < now_ms - 60 * DAY_MS) & (popularity < np.partition(popularity, -100)[-100]))
    for place in range(IN_FASHION):
        fashion[quiet[dice.below(len(quiet), "fashion", place)]] = 60
    return Shop(
        books=books,
        row={str(book.id): row for row, book in enumerate(books)},
        popularity=popularity,
        arrived_ms=arrived,
        paths=_paths(books, moods),
        fashion=fashion,
        moods=moods,
        now_ms=now_ms,
    )


def _popularity(books: Sequence[Item], dice: Dice) -> Weights:
    place = {book_id: rank for rank, book_id in enumerate(WELL_KNOWN)}
    last = len(WELL_KNOWN)
    order = sorted(books, key=lambda book: (place.get(book.id, last), dice.below(1 << 32, "rank", book.id)))
    rank = {book.id: position for position, book in enumerate(order)}
    return np.asarray([100_000 // (rank[book.id] + 12) for book in books], np.int64)


def _paths(books: Sequence[Item], moods: frozenset[str]) -> Weights:
    subjects = membership([[tag for tag in book.tags if tag not in moods] for book in books])
    category = membership([book.categories for book in books])
    creator = membership([book.creators for book in books])
    closeness = 3 * np.square(subjects @ subjects.T) + 6 * (category @ category.T) + 30 * (creator @ creator.T)
    closeness += 60 * _next_of_creator(books)
    # Some ways are walked in one direction more than in the other: a fixed factor of 1 … 5 for each ordered pair.
    start, end = np.indices(closeness.shape, dtype=np.int64)
    closeness *= 1 + ((start * 2_654_435_761 + end * 40_503) >> 7) % 5
    np.fill_diagonal(closeness, 0)
    weakest_kept = np.partition(closeness, -PATHS_PER_BOOK, axis=1)[:, -PATHS_PER_BOOK, None]
    return np.where(closeness >= weakest_kept, closeness, 0)


def membership(labels: Sequence[Sequence[str]]) -> Weights:
    """Which book has which label: shape (books, distinct labels), 0 or 1."""
    column = {label: index for index, label in enumerate(sorted({label for some in labels for label in some}))}
    table = np.zeros((len(labels), len(column)), np.int64)
    for row, some in enumerate(labels):
        table[row, [column[label] for label in some]] = 1
    return table


def _next_of_creator(books: Sequence[Item]) -> Weights:
    """1 where the column's book is the one that the row's creator published next."""
    following = np.zeros((len(books), len(books)), np.int64)
    by_creator: dict[str, list[tuple[int, int]]] = {}
    for row, book in enumerate(books):
        if book.creator is not None:
            by_creator.setdefault(book.creator, []).append((int(book.attributes.get("year") or 0), row))
    for written in by_creator.values():
        rows = [row for _, row in sorted(written)]
        following[rows[:-1], rows[1:]] = 1
    return following
