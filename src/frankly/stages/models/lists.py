"""Everyone's acts as one list of distinct items a person, oldest first, and as sparse matrices of people by items."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.training import ActColumns
from frankly.domain.time import DAY_MS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Matrix: TypeAlias = csr_array[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Each person's items, each once by its newest act; sorted by person, time and row.

    Attributes:
        person: int32, ascending.
        row: int32.
        at_ms: int64.
        liked: bool, false where the newest act does not speak for the item.
        total: number of rows of the snapshot.
        now: the newest act of all, milliseconds; ages are counted from it.
        has_times: whether the times are real.
    """

    person: NDArray[np.int32]
    row: NDArray[np.int32]
    at_ms: NDArray[np.int64]
    liked: NDArray[np.bool_]
    total: int
    now: int
    has_times: bool

    def people_of_rows(self) -> NDArray[np.float64]:
        """Number of people who acted for each row, shape (total,)."""
        return np.bincount(self.row[self.liked], minlength=self.total).astype(np.float64)

    def telling_people(self) -> int:
        """Number of people with two items or more: the others say nothing of any two."""
        return int(np.count_nonzero(np.bincount(self.person[self.liked]) >= 2)) if len(self.person) else 0

    def later(self) -> NDArray[np.int64]:
        """How many items came after each in its person's list; the last one has none."""
        return np.searchsorted(self.person, self.person, side="right") - 1 - np.arange(len(self.person))

    def half_life(self, days: float | None) -> float | None:
        """A half-life in days, but never under the median age of the acts: old data must not fade as a whole."""
        if days is None or not len(self.at_ms):
            return days
        return max(days, float(np.median(self.now - self.at_ms)) / DAY_MS)

    def decay(self, half_life_days: float | None, at_ms: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """0.5^(age / half-life) of each entry, or of given times; ones without a half-life or without real times."""
        given = self.at_ms if at_ms is None else at_ms
        if half_life_days is None or not self.has_times:
            return np.ones(len(given), np.float32)
        return np.exp2(-(self.now - given) / (half_life_days * DAY_MS)).astype(np.float32)


def lists_of(acts: ActColumns, total: int, longest: int) -> Lists:
    """Make the lists.

    Args:
        acts: in any order.
        total: rows of the snapshot.
        longest: newest items of a person that are kept.
    """
    order = np.lexsort((acts.liked, acts.at_ms, acts.row, acts.person))
    person, row = acts.person[order], acts.row[order]
    last = np.ones(len(order), np.bool_)
    last[:-1] = (person[1:] != person[:-1]) | (row[1:] != row[:-1])
    newest = order[last]
    newest = newest[np.lexsort((acts.row[newest], acts.at_ms[newest], acts.person[newest]))]
    person = acts.person[newest]
    after = np.searchsorted(person, person, side="right") - np.arange(len(person))
    kept = newest[after <= longest]
    return Lists(
        person=acts.person[kept],
        row=acts.row[kept],
        at_ms=acts.at_ms[kept],
        liked=acts.liked[kept],
        total=total,
        now=int(acts.at_ms.max(initial=0)),
        has_times=acts.has_times,
    )


def people_by_items(lists: Lists, weights: NDArray[np.float32] | None = None) -> "Matrix":
    """Sparse float32, shape (people, total): a weight, or one, where a person acted for an item."""
    values = np.ones(len(lists.person), np.float32) if weights is None else weights
    people = int(lists.person.max(initial=-1)) + 1
    return sparse(values[lists.liked], lists.person[lists.liked], lists.row[lists.liked], (people, lists.total))


def baskets(acts: ActColumns, lists: Lists, half_life_days: float | None) -> "Matrix":
    """Sparse float32, shape (baskets, total): acts of one person at one moment, where there are two items or more.

    Each entry is the square root of the basket's decay, so that products of two decay once. None without real times.
    """
    liked = acts.liked if acts.has_times else np.zeros(len(acts), np.bool_)
    order = np.flatnonzero(liked)
    order = order[np.lexsort((acts.row[order], acts.at_ms[order], acts.person[order]))]
    person, row, at_ms = acts.person[order], acts.row[order], acts.at_ms[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (person[1:] != person[:-1]) | (at_ms[1:] != at_ms[:-1])
    again = np.zeros(len(order), np.bool_)
    again[1:] = ~begins[1:] & (row[1:] == row[:-1])
    basket = (np.cumsum(begins, dtype=np.int64) - 1)[~again]
    row, at_ms = row[~again], at_ms[~again]
    several = np.bincount(basket)[basket] >= 2 if len(basket) else np.empty(0, np.bool_)
    _, number = np.unique(basket[several], return_inverse=True)
    weights = np.sqrt(lists.decay(half_life_days, at_ms[several]))
    return sparse(weights, number, row[several], (int(number.max(initial=-1)) + 1, lists.total))


def sparse(
    values: NDArray[np.float32], rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]
) -> "Matrix":
    """A sparse float32 matrix by rows."""
    # scipy takes a third of a second to import and is needed in training only.
    from scipy.sparse import csr_array

    return csr_array((values, (rows, columns)), shape=shape)


def stretches(work: NDArray[np.float64], most: float) -> Iterator[tuple[int, int]]:
    """Stretches of rows whose work together stays within a bound, at least one row each: bounds memory."""
    before = np.concatenate([[0.0], np.cumsum(work)])
    start = 0
    while start < len(work):
        end = max(start + 1, int(np.searchsorted(before, before[start] + most, side="right")) - 1)
        yield start, end
        start = end
