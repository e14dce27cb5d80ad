"""Handles in a reply: what was shown is used, each once; what was not shown is never guessed, nor found by title."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frankly.domain.model.fault import ReplyFault

FEW = 3
"""Up to so many, the order in which they were shown may well be the answer; copying it is no fault."""


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """An order that a model gave.

    Attributes:
        order: handles that were shown, each once, best first.
        missing: those that were shown and not named, in the order in which they were shown.
        faults: what was wrong, each once.
    """

    order: tuple[str, ...]
    missing: tuple[str, ...] = ()
    faults: tuple[ReplyFault, ...] = ()

    @property
    def whole(self) -> tuple[str, ...]:
        """All that were shown: in the model's order, and behind it those that it left out."""
        return self.order + self.missing


def read_order(named: object, shown: Sequence[str]) -> ReadOrder:
    """Read the order of a reply.

    Args:
        named: what the reply holds in the place of the order.
        shown: handles in the order in which the prompt showed them.

    Returns:
        The order without what was not shown and without repetitions.
    """
    if not isinstance(named, list | tuple):
        return ReadOrder((), tuple(shown), (ReplyFault.WRONG_SHAPE,))
    faults: list[ReplyFault] = []
    order = tuple(dict.fromkeys(_known(named, frozenset(shown), faults)))
    missing = tuple(handle for handle in shown if handle not in order)
    if missing:
        faults.append(ReplyFault.MISSING_HANDLE)
    if len(shown) > FEW and order == tuple(shown):
        faults.append(ReplyFault.COPIED_ORDER)
    return ReadOrder(order, missing, tuple(dict.fromkeys(faults)))


@dataclass(frozen=True, slots=True)
class ReadEntries:
    """Objects of a reply by the handle that each of them names.

    Attributes:
        entries: handle → object; the first of several that name the same.
        missing: handles that were shown and have no object.
        faults: what was wrong, each once.
    """

    entries: dict[str, dict[str, object]]
    missing: tuple[str, ...] = ()
    faults: tuple[ReplyFault, ...] = ()


def read_entries(listed: object, shown: Sequence[str], field: str = "handle") -> ReadEntries:
    """Read a list of objects that each name a handle.

    Args:
        listed: what the reply holds in the place of the list.
        shown: handles in the order in which the prompt showed them.
        field: where an object names its handle.

    Returns:
        The objects by handle; those that name nothing that was shown are left out.
    """
    if not isinstance(listed, list | tuple):
        return ReadEntries({}, tuple(shown), (ReplyFault.WRONG_SHAPE,))
    objects = [one for one in listed if isinstance(one, dict)]
    faults = [ReplyFault.WRONG_SHAPE] if len(objects) < len(listed) else []
    entries: dict[str, dict[str, object]] = {}
    allowed = frozenset(shown)
    for one in objects:
        for handle in _known([one.get(field)], allowed, faults):
            if handle in entries:
                faults.append(ReplyFault.DUPLICATE_HANDLE)
            entries.setdefault(handle, one)
    missing = tuple(handle for handle in shown if handle not in entries)
    if missing:
        faults.append(ReplyFault.MISSING_HANDLE)
    return ReadEntries(entries, missing, tuple(dict.fromkeys(faults)))


def _known(named: Iterable[object], shown: frozenset[str], faults: list[ReplyFault]) -> list[str]:
    """Those that were shown, repetitions included; everything else is counted and left out."""
    known: list[str] = []
    for one in named:
        if not isinstance(one, str):
            faults.append(ReplyFault.WRONG_SHAPE)
        elif one.strip() not in shown:
            faults.append(ReplyFault.UNKNOWN_HANDLE)
        else:
            if one.strip() in known:
                faults.append(ReplyFault.DUPLICATE_HANDLE)
            known.append(one.strip())
    return known
