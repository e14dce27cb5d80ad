"""Follows the two logs of the catalogue, its changes and what was read of its texts, in exact steps.

After each step a snapshot is what its id says (see `stages.snapshot.naming`), so each may be shown, and whoever comes
to the same id by other steps has the same.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import ItemId
from frankly.ports.catalogue import Catalogue
from frankly.ports.searching.vectors import StoredVector
from frankly.stages.snapshot.apply import apply, attach
from frankly.stages.snapshot.naming import named

AT_ONCE = 20_000
"""Rows of a log that are taken in one step where nobody uses the snapshot yet."""

_ASIDE = 100
"""A few changes take a millisecond; more would hold up every request, and are applied in a thread."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step forward.

    Attributes:
        snapshot: as it is afterwards.
        items: that changed, or that got a vector.
    """

    snapshot: Snapshot
    items: Sequence[ItemId] = field(default_factory=tuple)


async def changed(snapshot: Snapshot, catalogue: Catalogue, limit: int, upto: int | None = None) -> Step | None:
    """Apply the next changes; None when there are none.

    Args:
        snapshot: the one to start from.
        catalogue: whose logs are read.
        limit: most rows of the log to take.
        upto: position to stop at; the end of the log where none is given.
    """
    changes = await catalogue.changes(snapshot.position, limit, upto)
    if not changes:
        return None
    if len(changes) > _ASIDE:
        after = await asyncio.to_thread(apply, snapshot, changes)
    else:
        after = apply(snapshot, changes)
    if fresh := {item: text for item, text in after.unread.items() if snapshot.unread.get(item) != text}:
        # While nothing is unread, no later vector says anything: all that there are by now are taken up with these.
        upto = snapshot.read_to if snapshot.unread else await catalogue.vectors.position()
        after = await with_stored(after, catalogue, fresh, upto)
    return Step(after, [change.id for change in changes])


async def read_on(snapshot: Snapshot, catalogue: Catalogue, limit: int) -> Step | None:
    """Take up the next vectors that any process has stored; None when there are none.

    Args:
        snapshot: the one to start from.
        catalogue: whose logs are read.
        limit: most vectors to take.
    """
    if not snapshot.unread:
        return None
    stored = await catalogue.vectors.after(snapshot.fingerprint, snapshot.read_to, limit)
    if not stored:
        return None
    return Step(_attached(snapshot, stored, stored[-1].number), [vector.item for vector in stored])


async def with_stored(snapshot: Snapshot, catalogue: Catalogue, texts: Mapping[ItemId, int], upto: int) -> Snapshot:
    """Give a snapshot those vectors of some texts that are stored, up to a number, which it then knows of."""
    if not texts:
        return snapshot
    stored = await catalogue.vectors.of_texts(snapshot.fingerprint, texts, upto)
    return _attached(snapshot, stored, upto)


def _attached(snapshot: Snapshot, stored: Sequence[StoredVector], read_to: int) -> Snapshot:
    return attach(snapshot, [(vector.item, vector.text_hash, vector.levels) for vector in stored], read_to)


async def up_to_date(base: Snapshot, catalogue: Catalogue) -> Step:
    """Carry a base that nobody uses yet to the end of both logs.

    Returns:
        The snapshot, and the items that are gone or whose vector is not the base's.
    """
    read_to = await catalogue.vectors.position() if base.fingerprint else 0
    step = Step(await with_stored(named(base), catalogue, base.unread, read_to))
    touched = set(base.unread)
    while (following := await changed(step.snapshot, catalogue, AT_ONCE)) is not None:
        step = following
        touched.update(item for item in step.items if not _is_of_base(step.snapshot, item))
    return Step(step.snapshot, sorted(touched))


def _is_of_base(snapshot: Snapshot, item: ItemId) -> bool:
    """Whether an item lives and its text is the one that the base has read."""
    row = snapshot.row_of.get(item, -1)
    return 0 <= row < len(snapshot.base) and snapshot.text_hashes[row] == snapshot.base.text_hashes[row] != 0
