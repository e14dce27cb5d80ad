"""Two states of the cassettes beside each other: replies added, removed, changed, and asked by another prompt."""

from collections.abc import Iterable
from dataclasses import dataclass

from frankly.evals.cassettes.line import Line


@dataclass(frozen=True, slots=True)
class Pair:
    """Two replies about the same.

    Attributes:
        before: the one.
        after: the other.
    """

    before: Line
    after: Line

    @property
    def is_asked_otherwise(self) -> bool:
        """Whether the prompt is another one, or reads otherwise."""
        return self.before.key != self.after.key


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs.

    Attributes:
        added: replies that only the later state has.
        removed: replies that only the earlier one has.
        changed: replies about the same that read otherwise.
        same: how many read the same, asked otherwise or not.
    """

    added: tuple[Line, ...]
    removed: tuple[Line, ...]
    changed: tuple[Pair, ...]
    same: int


def difference(before: Iterable[Line], after: Iterable[Line]) -> Difference:
    """Compare two states.

    Replies with one key answer the same call. Of the others those are paired that are about the same data, though the
    prompt around them is another one.

    Args:
        before: lines of the earlier state.
        after: lines of the later one.
    """
    old, new = ({(one.model, one.key): one for one in lines} for lines in (before, after))
    pairs = [Pair(old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    gone, come = (
        [lines[key] for key in sorted(lines.keys() - other.keys())] for lines, other in ((old, new), (new, old))
    )
    by_about = {(one.model, one.about): one for one in come if one.about}
    for one in list(gone):
        other = by_about.pop((one.model, one.about), None) if one.about else None
        if other is not None:
            pairs.append(Pair(one, other))
            gone.remove(one)
            come.remove(other)
    changed = tuple(pair for pair in pairs if pair.before.reply != pair.after.reply)
    return Difference(tuple(come), tuple(gone), changed, len(pairs) - len(changed))
