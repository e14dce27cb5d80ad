"""Labels as codes: sparse rows whose entries keep the item's own order, copied only where they change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Labels, SparseRows
from frankly.stages.snapshot.placing import Placing


@dataclass(slots=True, eq=False)
class Coder:
    """Gives labels their codes in order of first appearance; copies a given table only when something is added to it.

    Attributes:
        names: label of each code.
        codes: label → code.
    """

    names: Sequence[str] = ()
    codes: Mapping[str, int] = field(default_factory=dict)
    _new: dict[str, int] = field(default_factory=dict)

    def encode(self, labels: Sequence[str]) -> tuple[int, ...]:
        """Codes of labels in their order, each once."""
        return tuple(dict.fromkeys(self._code(label) for label in labels))

    def _code(self, label: str) -> int:
        known = self.codes.get(label)
        return known if known is not None else self._new.setdefault(label, len(self.names) + len(self._new))

    def tables(self) -> tuple[Sequence[str], Mapping[str, int]]:
        """Names and codes, the given ones where nothing was added."""
        if not self._new:
            return self.names, self.codes
        return (*self.names, *self._new), {**self.codes, **self._new}


def pack(codes: Sequence[tuple[int, ...]]) -> SparseRows:
    """Rows of codes as a sparse matrix; the first entry of each row has the value 1, the others 0."""
    lengths = np.fromiter((len(row) for row in codes), np.int64, len(codes))
    indptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    indices = np.fromiter((code for row in codes for code in row), np.int32, int(indptr[-1]))
    values = np.zeros(len(indices), np.int32)
    values[indptr[:-1][lengths > 0]] = 1
    return SparseRows(indptr, indices, values)


def splice(parts: Sequence[SparseRows], rows: Mapping[int, tuple[int, ...]]) -> SparseRows:
    """Join matrices one below the other and replace some rows, copying the stretches between those whole.

    Args:
        parts: the matrices.
        rows: row, counted through all parts → its codes.
    """
    lengths = np.concatenate([np.diff(part.indptr) for part in parts])
    indices: list[NDArray[np.int32]] = []
    values: list[NDArray[np.int32]] = []
    start = 0
    for part in parts:
        end = start + len(part.indptr) - 1
        done = start
        for row in sorted(row for row in rows if start <= row < end):
            codes = rows[row]
            stretch = slice(part.indptr[done - start], part.indptr[row - start])
            indices += [part.indices[stretch], np.array(codes, np.int32)]
            values += [part.values[stretch], np.array([1, *([0] * (len(codes) - 1))] if codes else [], np.int32)]
            lengths[row] = len(codes)
            done = row + 1
        rest = slice(part.indptr[done - start], None)
        indices.append(part.indices[rest])
        values.append(part.values[rest])
        start = end
    indptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    return SparseRows(indptr, np.concatenate(indices), np.concatenate(values))


def relabel(old: Labels, base: Labels, given: Mapping[int, Sequence[str]], placing: Placing) -> Labels:
    """Give rows their labels; what stays as it was is shared with the old table.

    Codes of the base's labels stay; behind them stand the further labels that a row carries now, in order of name, so
    that a label which came and went leaves no trace.

    Args:
        old: the table as it is.
        base: that of the base.
        given: row → labels, for changed, new and dead rows.
        placing: where the rows stand now.
    """
    coder = Coder(old.names, old.codes)
    coded = {row: coder.encode(labels) for row, labels in given.items()}
    had = {row: tuple(old.by_item.row(placing.before(row))[0].tolist()) for row in coded}
    changed = {row: codes for row, codes in coded.items() if had[row] != codes}
    if not changed and placing.moved is None:
        return old
    names, codes = coder.tables()
    return _in_order(names, codes, splice(placing.parts(old.by_item), changed), base)


def _in_order(names: Sequence[str], codes: Mapping[str, int], rows: SparseRows, base: Labels) -> Labels:
    """The table with only those further labels that are carried, in order of name."""
    known = len(base.names)
    if len(names) == known:
        return Labels(names, codes, rows)
    carried = np.unique(rows.indices[rows.indices >= known]).tolist()
    further = sorted(names[code] for code in carried)
    if list(names[known:]) == further:
        return Labels(names, codes, rows)
    if not further:
        return Labels(base.names, base.codes, rows)
    codes_now = {name: code for code, name in enumerate(further, known)}
    table = np.arange(len(names), dtype=np.int32)
    table[carried] = [codes_now[names[code]] for code in carried]
    whole = {**base.codes, **codes_now}
    return Labels((*base.names, *further), whole, SparseRows(rows.indptr, table[rows.indices], rows.values))
