"""Goes back to an earlier base of the snapshot; running processes take it up by themselves."""

from collections.abc import Sequence

from frankly.domain.deciding.base_record import BaseRecord
from frankly.errors import Invalid, NotFound
from frankly.ports.searching.snapshots import SnapshotStore


def roll_back(snapshots: SnapshotStore, base: str | None = None) -> BaseRecord:
    """Make another base the current one.

    Args:
        snapshots: where the bases are.
        base: its id, or as much of its beginning as no other one shares; none means the one before the current one.

    Returns:
        What is told of the base that is current now.

    Raises:
        NotFound: when there is no such base, or none before the current one.
        Invalid: when several ids begin like that.
        StoreUnavailable: when the folder cannot be read or written; the current base stays.
    """
    known = snapshots.bases()
    wanted = _named(known, base) if base is not None else _before(known)
    snapshots.choose(wanted.id)
    return next(record for record in snapshots.bases() if record.is_current)


def _named(known: Sequence[BaseRecord], base: str) -> BaseRecord:
    found = [record for record in known if base and record.id.startswith(base)]
    if len(found) > 1:
        raise Invalid(f"{len(found)} bases begin with '{base}'; give more of the id, 'frankly rollback --list' has it.")
    if not found:
        raise NotFound(f"There is no snapshot base '{base}'; 'frankly rollback --list' names them.")
    return found[0]


def _before(known: Sequence[BaseRecord]) -> BaseRecord:
    current = next((record for record in known if record.is_current), None)
    found = next((record for record in known if current is not None and record.id == current.before), None)
    if found is None:
        raise NotFound("There is no base before the current one; 'frankly rollback --list' names what there is.")
    return found
