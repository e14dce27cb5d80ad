"""The snapshot: the whole catalogue and its statistics as immutable columns, for masks and sums without a query.

A base file, plus the catalogue's log up to a position, plus the vectors that were read since, up to a number: its id
tells all three, and it follows from them alone, whichever process made it and in whatever steps. So a decision that
names a snapshot names exactly what it saw (`pipelines.index.past` makes it again).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ids import ItemId, SnapshotId

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEVELS = 32767
"""Vectors are stored as int16 levels of 1/32767, so that dot products in float64 are exact whole numbers."""

MANY_LINKS = 16_384
"""From here on scipy's compiled kernels are faster than numpy; below they take up to five times as long."""

EXACT = 2**53
"""Whole numbers up to here are exact as floats, in which sums are several times as fast."""

NEVER_MS = np.iinfo(np.int64).max
"""An `available_until` that never comes."""


@dataclass(frozen=True, slots=True, eq=False)
class SparseRows:
    """A sparse matrix by rows (CSR) with whole-number values.

    Attributes:
        indptr: int64, shape (rows + 1,).
        indices: int32, column of each entry, ascending within a row.
        values: int32, value of each entry, in the unit of its owner.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.int32]

    _whole: "list[csr_array[np.int32]]" = field(default_factory=list, init=False, repr=False)

    def row(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Columns and values of one row; empty for rows that were added after the matrix was made."""
        if not 0 <= row < len(self.indptr) - 1:
            return self.indices[:0], self.values[:0]
        start, end = self.indptr[row], self.indptr[row + 1]
        return self.indices[start:end], self.values[start:end]

    def entries_of(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions of all entries of some rows; for each, the index into `rows` it belongs to comes first."""
        known, starts, lengths = self._stretches(rows)
        # Positions count up within a row: a running number, moved by where each row starts.
        shifts = starts - (np.cumsum(lengths) - lengths)
        return np.repeat(known, lengths), np.arange(int(lengths.sum())) + np.repeat(shifts, lengths)

    def _stretches(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Which of some rows this matrix knows, where the entries of each of these begin, and how many they are."""
        known = np.flatnonzero((rows >= 0) & (rows < len(self.indptr) - 1))
        starts = self.indptr[rows[known]]
        return known, starts, self.indptr[rows[known] + 1] - starts

    def of(self, rows: NDArray[np.int64]) -> "Links":
        """Some rows of an item-by-item matrix as a matrix of their own, in their order.

        It has one column more than this matrix has rows, which is always empty: `place_of` gives it to every row that
        was added since.
        """
        size = len(self.indptr)
        if int(self._stretches(rows)[2].sum()) > MANY_LINKS:
            taken = self._kernels()[self.place_of(rows)]
            return Links(taken.indptr, taken.indices, taken.data, size, taken)
        owners, entries = self.entries_of(rows)
        indptr = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(np.bincount(owners, minlength=len(rows)), out=indptr[1:])
        return Links(indptr, self.indices[entries], self.values[entries], size)

    def _kernels(self) -> "csr_array[np.int32]":
        """This matrix, with an empty row and column at its end, for scipy's compiled kernels."""
        if not self._whole:
            # Takes a twelfth of a second to import: not before there are many links.
            from scipy.sparse import csr_array

            size, indptr = len(self.indptr), np.append(self.indptr, self.indptr[-1])
            if indptr[-1] <= np.iinfo(np.int32).max:
                # Numbers of one type are shared with this matrix; of two, all columns would be copied as the wider one.
                indptr = indptr.astype(np.int32)
            self._whole.append(csr_array((self.values, self.indices, indptr), shape=(size, size)))
        return self._whole[0]

    def place_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where rows stand in what `of` makes: those that this matrix does not know all stand in its last place."""
        return np.where(rows < 0, len(self.indptr) - 1, np.minimum(rows, len(self.indptr) - 1))


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Some rows of an item-by-item matrix (CSR).

    Attributes:
        indptr: where each row begins, shape (rows + 1,).
        indices: column of each entry.
        values: int32, value of each entry.
        size: number of columns.
        kernels: the same for scipy, where there are many.
    """

    indptr: NDArray[np.integer]
    indices: NDArray[np.int32]
    values: NDArray[np.int32]
    size: int
    kernels: "csr_array[np.int32] | None" = None

    def summed(self, amounts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Each column's sum of values times the amounts of their rows, exact in any order; shape (size,)."""
        if self.kernels is not None:
            return np.asarray(amounts @ self.kernels, np.int64)
        return added_up(self.indices, np.repeat(amounts, np.diff(self.indptr)) * self.values, self.size)

    def at(self, columns: NDArray[np.int64]) -> NDArray[np.int32]:
        """Some columns in full, shape (rows, columns).

        By one look at where each entry leads, which most do nowhere of these: masks are read faster than numbers.
        """
        wanted = np.zeros(self.size, np.bool_)
        wanted[columns] = True
        there = wanted.take(self.indices).nonzero()[0]
        among = np.zeros(self.size, np.int64)
        among[columns] = np.arange(len(columns))
        values = np.zeros((len(self.indptr) - 1, len(columns)), np.int32)
        owners = self.indptr.searchsorted(there, side="right") - 1
        values[owners, among.take(self.indices.take(there))] = self.values.take(there)
        # A column that is wanted twice was filled once, at its last place.
        return values.take(among.take(columns), axis=1)


def added_up(places: NDArray[np.integer], parts: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Sum of the parts at each place, exact in any order."""
    if len(parts) and int(np.abs(parts).max()) * len(parts) >= EXACT:
        total = np.zeros(number, np.int64)
        np.add.at(total, places, parts)
        return total
    return np.bincount(places, parts, number).astype(np.int64)


def no_rows() -> SparseRows:
    """A matrix without entries."""
    return SparseRows(np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))


_NO_ROWS = no_rows()


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Statistics over everyone's acts, fixed when the base was made; parts per million unless said otherwise.

    Attributes:
        people: number of people behind them.
        popular: int32 per row: people who acted for the item, against the most popular item.
        popular_people: int32 per row: number of those people.
        trending: int32 per row: the same within the trending window, decayed.
        trending_people: int32 per row: number of people within the window.
        by_region: region → (rows, ppm, people), only rows with at least 20 people in that region.
        by_segment: segment → (rows, ppm, people), only rows of segments with at least 20 people.
        made_ms: when they were made.
        models: name of a candidate source → item by item, positive values in units of a ten-thousandth, 1 being the
            best neighbour of a typical item; a model that the data does not carry is absent.
        acts: number of acts behind the models.
    """

    people: int
    popular: NDArray[np.int32]
    popular_people: NDArray[np.int32]
    trending: NDArray[np.int32]
    trending_people: NDArray[np.int32]
    by_region: Mapping[str, tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]
    by_segment: Mapping[str, tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]
    made_ms: int
    models: Mapping[str, SparseRows] = field(default_factory=dict)
    acts: int = 0

    _orders: dict[str, NDArray[np.int64]] = field(default_factory=dict, init=False, repr=False)

    def model(self, name: str) -> SparseRows:
        """A model by its name; without entries where the data does not carry it."""
        return self.models.get(name, _NO_ROWS)

    def most_popular(self) -> NDArray[np.int64]:
        """Rows that anyone acted for, the most popular first, equal ones by row."""
        return self._order("popular", self.popular)

    def most_trending(self) -> NDArray[np.int64]:
        """Rows that anyone acted for lately, the most trending first, equal ones by row."""
        return self._order("trending", self.trending)

    def _order(self, name: str, values: NDArray[np.int32]) -> NDArray[np.int64]:
        if name not in self._orders:
            # Found once: the statistics stay as they are until the next base, and a request would sort 100,000 rows.
            found = np.flatnonzero(values > 0)
            self._orders[name] = found[np.argsort(-values[found], kind="stable")]
        return self._orders[name]


def no_statistics(rows: int = 0) -> Statistics:
    """Statistics before any act is known."""
    zeros = np.zeros(rows, np.int32)
    return Statistics(0, zeros, zeros, zeros, zeros, {}, {}, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Labels of one field (categories, tags or creators), both ways round.

    Attributes:
        names: label of each code.
        codes: label → code.
        by_item: row → codes of its labels, in the item's own order; value 1 for the main label, 0 for the others.
    """

    names: Sequence[str]
    codes: Mapping[str, int]
    by_item: SparseRows

    _folded: dict[str, int] = field(default_factory=dict, init=False, repr=False)
    _by_first_word: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)

    def code_of(self, name: str) -> int:
        """Code of a label, whatever its upper and lower case; -1 when the catalogue does not have it."""
        if name in self.codes:
            return self.codes[name]
        if not self._folded:
            # Filled once: looking through 30,000 creators for one that is not there takes 3 ms. The first equal wins.
            self._folded.update({known.casefold(): code for code, known in reversed([*enumerate(self.names)])})
        return self._folded.get(name.casefold(), -1)

    def codes_within(self, text: str) -> list[int]:
        """Codes of labels all of whose words are among the words of a text, ascending."""
        if not self._by_first_word:
            by_first: dict[str, list[int]] = {}
            for code, name in enumerate(self.names):
                for word in _words(name)[:1]:
                    by_first.setdefault(word, []).append(code)
            self._by_first_word.update(by_first)
        words = set(_words(text))
        starting = [code for word in words for code in self._by_first_word.get(word, ())]
        return sorted(code for code in starting if words.issuperset(_words(self.names[code])))

    def carried(self, codes: Collection[int], rows: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """How many of some labels each item carries.

        Args:
            codes: codes of the labels, each once; -1, an unknown label, is carried by none.
            rows: rows that are asked about; none means every row of the snapshot.

        Returns:
            Shape (rows,).
        """
        if rows is not None:
            owners, entries = self.by_item.entries_of(rows)
            hits = np.isin(self.by_item.indices[entries], list(codes))
            return np.bincount(owners[hits], minlength=len(rows))
        count = np.zeros(len(self.by_item.indptr) - 1, np.int64)
        # One comparison a label: of few labels the fastest way over half a million entries.
        for code in codes:
            entries = np.flatnonzero(self.by_item.indices == code)
            count[np.searchsorted(self.by_item.indptr, entries, side="right") - 1] += 1
        return count

    def carriers(self, codes: Collection[int], rows: NDArray[np.int64] | None = None) -> NDArray[np.bool_]:
        """Which items carry at least one of some labels; see `carried`."""
        return self.carried(codes, rows) > 0


def _words(text: str) -> list[str]:
    return text.casefold().replace("-", " ").split()


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The catalogue as columns, one entry a row.

    Rows of the base keep their place; a deleted item of the base leaves a dead row, which holds zeros, and comes back
    into it. Behind them stand the items that came since, in order of id.

    Attributes:
        id: `<base>:<position>` when every text has been read; while some are unread also the number of the last vector
            that was taken up, and a hash of the unread rows: `<base>:<position>:<number>-<hash>`. It needs nothing
            else to be made again.
        position: sequence number of the last change that is in it.
        item_ids: id of each row.
        row_of: id → row, for rows that are alive.
        alive: bool, false for deleted items.
        available: bool, in stock and not delisted.
        available_from_ms: int64, 0 where unknown.
        available_until_ms: int64, `NEVER_MS` where unknown.
        first_available_ms: int64.
        age_rating: int16, -1 where unknown.
        markets: row → codes into `market_names`; no entry means everywhere.
        sensitive: row → codes into its names.
        categories, tags, creators: labels of the items.
        words: words of title and creators, for search.
        main_category: int32 code of the first category, -1 without one.
        main_creator: int32 code of the first creator, -1 without one.
        vectors: int16 levels, shape (rows, dimensions); unit length where `has_vector`.
        has_vector: bool.
        statistics: over everyone's acts.
        fingerprint: of the embedder that made the vectors.
        text_hashes: int64, hash of the text that an embedder read of each row; 0 where none read what it says now.
        fitted_rows: number of rows that the embedder was fitted on, the first ones.
        unread: item → hash of its text, for living items whose text no embedder has read; empty without an embedder.
        read_to: number of the last stored vector that was taken up.
        origin: the base that is carried forward; None for a base itself.
    """

    id: SnapshotId
    position: int
    item_ids: Sequence[ItemId]
    row_of: Mapping[str, int]
    alive: NDArray[np.bool_]
    available: NDArray[np.bool_]
    available_from_ms: NDArray[np.int64]
    available_until_ms: NDArray[np.int64]
    first_available_ms: NDArray[np.int64]
    age_rating: NDArray[np.int16]
    markets: Labels
    sensitive: Labels
    categories: Labels
    tags: Labels
    creators: Labels
    words: Labels
    main_category: NDArray[np.int32]
    main_creator: NDArray[np.int32]
    vectors: NDArray[np.int16]
    has_vector: NDArray[np.bool_]
    statistics: Statistics = field(default_factory=no_statistics)
    fingerprint: str = ""
    text_hashes: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    fitted_rows: int = 0
    unread: Mapping[ItemId, int] = field(default_factory=dict)
    read_to: int = 0
    origin: "Snapshot | None" = None

    def __len__(self) -> int:
        """Number of rows, dead ones included."""
        return len(self.item_ids)

    @property
    def base(self) -> "Snapshot":
        """The base that is carried forward; itself where it is one."""
        return self if self.origin is None else self.origin

    def offered(self, rows: NDArray[np.int64], now: int) -> NDArray[np.bool_]:
        """Which of some rows can be had at a moment: not deleted, delisted, sold out, expired or yet to come."""
        started, ended = self.available_from_ms[rows] <= now, self.available_until_ms[rows] <= now
        return self.alive[rows] & self.available[rows] & started & ~ended
