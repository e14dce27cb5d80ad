"""Which cells of a run are wanted: by suite, case, tag, variable or check."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from frankly.evals.cases.case import Cell


@dataclass(frozen=True, slots=True)
class Wish:
    """One filter: `tag:WORD`, `check:NAME`, `VARIABLE=VALUE`, or a part of a cell's name, where `*` is anything."""

    told: str

    def admits(self, cell: Cell, tags: Sequence[str]) -> bool:
        """Whether a cell is wanted."""
        kind, colon, word = self.told.partition(":")
        if colon and kind == "tag":
            return word in tags
        if colon and kind == "check":
            return any(use.name == word for use in cell.checks)
        name, equals, value = self.told.partition("=")
        if equals and name in cell.variables:
            return str(cell.variables[name]) == value
        return fnmatchcase(cell.name, f"*{self.told.replace('[', '[[]')}*")


def wanted(cells: Iterable[Cell], filters: Sequence[str], tags: Mapping[tuple[str, str], Sequence[str]]) -> list[Cell]:
    """Cells that every filter admits.

    Args:
        cells: all of them.
        filters: as people write them.
        tags: suite and case → the case's tags.
    """
    wishes = [Wish(told) for told in filters]
    return [cell for cell in cells if all(wish.admits(cell, tags.get((cell.suite, cell.case), ())) for wish in wishes)]
