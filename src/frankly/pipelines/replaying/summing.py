"""What would be otherwise in many decisions, added up: how many, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from frankly.pipelines.replaying.otherwise import Compared

Grouping: TypeAlias = Literal["surface", "variant", "segment", "history"]


@dataclass(frozen=True, slots=True)
class Summary:
    """Many decisions then and now.

    Attributes:
        decisions: how many.
        slates_changed: how many have an item that came, went or moved.
        anything_changed: how many show anything otherwise.
        came: items that came into a slate, in all.
        moved: items that moved within one.
        groups: (grouping, group) → decisions, slates changed.
    """

    decisions: int
    slates_changed: int
    anything_changed: int
    came: int
    moved: int
    groups: Mapping[tuple[Grouping, str], tuple[int, int]]


def summed(found: Sequence[Compared]) -> Summary:
    """Add up what changed, for whom."""
    groups: dict[tuple[Grouping, str], tuple[int, int]] = {}
    for one in found:
        for group in _groups(one):
            number, changed = groups.get(group, (0, 0))
            groups[group] = number + 1, changed + one.is_slate_changed
    changes = [change for one in found for change in one.changes]
    return Summary(
        decisions=len(found),
        slates_changed=sum(one.is_slate_changed for one in found),
        anything_changed=sum(one.is_changed for one in found),
        came=sum(change.then is None for change in changes),
        moved=sum(change.then is not None and change.now not in {None, change.then} for change in changes),
        groups=dict(sorted(groups.items())),
    )


def _groups(one: Compared) -> list[tuple[Grouping, str]]:
    length = next(name for most, name in _LENGTHS if one.acts <= most)
    own: list[tuple[Grouping, str]] = [("surface", one.surface), ("variant", one.variant), ("history", length)]
    return own + [("segment", name) for name in one.segments or ("none",)]


_LENGTHS = (
    (0, "no acts"),
    (4, "1 to 4 acts"),
    (19, "5 to 19 acts"),
    (99, "20 to 99 acts"),
    (2**62, "100 acts or more"),
)
