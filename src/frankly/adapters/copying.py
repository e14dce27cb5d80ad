"""Copies what some snapshots are made of into a data folder of its own, where they can be made again without the rest.

The copy holds the bases, and in its database of each item the version that the oldest base saw, every later row of the
catalogue's log up to the newest snapshot, and the vectors of those texts: rows keep their positions and numbers, so
`PastSnapshots` and `Catalogue.get_many(at=…)` answer there as they do here. Nothing about people is copied.
"""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Final

from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.engine.errors import translate
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.deciding.snapshot import Snapshot
from frankly.errors import NotFound
from frankly.stages.snapshot.build import EMPTY_BASE, empty_snapshot
from frankly.stages.snapshot.naming import parsed

_VERSIONS: Final = """
    INSERT OR IGNORE INTO item_log (position, id, at_ms, json)
    SELECT position, id, at_ms, json FROM source.item_log WHERE position IN (
        SELECT max(position) FROM source.item_log WHERE position <= :since GROUP BY id
    ) OR (position > :since AND position <= :upto)
"""
_ITEMS: Final = """
    INSERT OR REPLACE INTO items (id, position, is_deleted)
    SELECT id, max(position), json IS NULL FROM item_log GROUP BY id
"""
_VECTORS: Final = """
    INSERT OR IGNORE INTO vectors (no, fingerprint, item, text_hash, levels)
    SELECT no, fingerprint, item, text_hash, levels FROM source.vectors
    WHERE fingerprint IN (SELECT value FROM json_each(:fingerprints)) AND item IN (
        SELECT id FROM source.item_log WHERE position > :since AND position <= :upto
        UNION SELECT value FROM json_each(:unread)
    )
"""


def copy_snapshots(data: Path, snapshot_ids: Collection[str], to: Path) -> None:
    """Copy all that some snapshots need to be made again; the newest one's base is the current one of the copy.

    Copying further snapshots into the same folder adds them.

    Args:
        data: the data folder, which others may use meanwhile.
        snapshot_ids: as decisions name them; at least one.
        to: folder of the copy; made where it is missing.

    Raises:
        NotFound: when an id is none, or its base or its part of the log is not there.
        Misconfigured: when a base is damaged.
        StoreUnavailable: when something cannot be read or written.
    """
    if not (data / FILE_NAME).is_file():
        raise NotFound(f"There is no database in {data}; give the data folder that the snapshots are in.")
    names = sorted(map(parsed, snapshot_ids), key=lambda name: name.position)
    snapshots, bases = FileSnapshots(data), dict[str, Snapshot]()
    for name in names:
        if name.base not in bases:
            bases[name.base] = empty_snapshot() if name.base == EMPTY_BASE else snapshots.load_base(name.base)
    SqlDatabase(to).close()
    _copy_rows(data / FILE_NAME, to / FILE_NAME, list(bases.values()), names[-1].position)
    newest = names[-1].base
    for base in [*sorted(bases.keys() - {newest, EMPTY_BASE}), *([newest] if newest != EMPTY_BASE else [])]:
        snapshots.copy_base(base, to)


def _copy_rows(source: Path, target: Path, bases: list[Snapshot], upto: int) -> None:
    given = {
        "since": min(base.position for base in bases),
        "upto": upto,
        "fingerprints": as_json_list({base.fingerprint for base in bases}),
        "unread": as_json_list({item for base in bases for item in base.unread}),
    }
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS source", (str(source),))
            connection.execute("BEGIN IMMEDIATE")
            for statement in (_VERSIONS, _ITEMS, _VECTORS):
                wanted = {name: value for name, value in given.items() if f":{name}" in statement}
                connection.execute(statement, wanted)
            (end,) = connection.execute("SELECT ifnull(max(position), 0) FROM item_log").fetchone()
            if end < upto:
                raise NotFound(
                    f"The catalogue's log in {source} ends at change {end}, and a snapshot at {upto} is to be copied: "
                    "the database is not the one of that time. Restore it from a backup."
                )
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise translate(error, target) from error
