"""Editions, and the shards that workers take of them."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from frankly.adapters.sql.campaigns.rows import values_of
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.campaign.edition import OVER, RESTING, SHARD, Edition, EditionState, Phase, Shard
from frankly.domain.campaign.recipient import LEFT
from frankly.domain.time import EpochMs
from frankly.errors import Conflict

# ruff: noqa: S608  every statement here is put together from our own fixed texts

_SELECT: Final = """
    SELECT no, campaign, version, audience, json, at_ms, state, recipients, reason,
        (SELECT count(*) FROM editions AS o WHERE o.campaign = editions.campaign AND o.no <= editions.no)
    FROM editions
"""
_BEGIN: Final = """
    INSERT INTO editions (campaign, version, audience, json, at_ms, state, recipients, reason)
    VALUES (?, ?, '', ?, ?, ?, 0, '')
"""
_MOVE: Final = """
    UPDATE editions SET state = ?, reason = ? WHERE no = ? AND state IN (SELECT value FROM json_each(?))
"""
_LISTED: Final = """
    UPDATE editions SET audience = :audience, recipients = (SELECT count(*) FROM recipients WHERE edition = :no)
    WHERE no = :no
"""
_CUT: Final = "INSERT INTO shards (edition, phase, no, first, last) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_NEXT: Final = """
    SELECT no, first, last, attempt + 1 FROM shards INDEXED BY shards_open
    WHERE edition = ? AND phase = ? AND is_done = 0 AND until_ms <= ? ORDER BY no LIMIT 1
"""
_TAKE: Final = """
    UPDATE shards SET worker = ?, until_ms = ?, attempt = ? WHERE edition = ? AND phase = ? AND no = ?
"""
_OURS: Final = "edition = ? AND phase = ? AND no = ? AND worker = ? AND attempt = ? AND is_done = 0"
_RENEW: Final = f"UPDATE shards SET until_ms = ? WHERE {_OURS}"
_FINISH: Final = f"UPDATE shards SET is_done = 1 WHERE {_OURS}"
_OPEN: Final = "SELECT count(*) FROM shards INDEXED BY shards_open WHERE edition = ? AND phase = ? AND is_done = 0"
_HAS_LEFT: Final = f"SELECT 1 FROM recipients WHERE edition = ? AND state IN ({values_of(LEFT)}) LIMIT 1"


def begin(connection: sqlite3.Connection, campaign: str, version: str, json: str, at: EpochMs) -> Edition:
    """Begin an edition, or return the one that is under way; see the port."""
    newest = newest_of(connection, campaign)
    if newest is not None and newest.state not in OVER:
        if newest.version == version:
            return newest
        _require_unsent(connection, newest)
        connection.execute(
            "UPDATE editions SET state = ?, reason = ? WHERE no = ?",
            (EditionState.CANCELLED.value, "The file of the campaign was changed.", newest.no),
        )
    connection.execute(_BEGIN, (campaign, version, json, at, EditionState.PLANNING.value))
    begun = newest_of(connection, campaign)
    assert begun is not None  # noqa: S101  it was written just now
    return begun


def _require_unsent(connection: sqlite3.Connection, edition: Edition) -> None:
    has_left = connection.execute(_HAS_LEFT, (edition.no,)).fetchone() is not None
    if edition.state is EditionState.HANDING_OVER or has_left:
        raise Conflict(
            f"Messages of an older version of the campaign '{edition.campaign}' are being handed over. Let that end, "
            f"or stop it with 'frankly campaign cancel {edition.campaign}'; or put the file back as it was."
        )


def newest_of(connection: sqlite3.Connection, campaign: str) -> Edition | None:
    """The newest edition of a campaign."""
    sql = f"{_SELECT} WHERE campaign = ? ORDER BY no DESC LIMIT 1"
    return _edition(connection.execute(sql, (campaign,)).fetchone())


def numbered(connection: sqlite3.Connection, no: int) -> Edition | None:
    """An edition by number."""
    return _edition(connection.execute(f"{_SELECT} WHERE no = ?", (no,)).fetchone())


def newest_of_each(connection: sqlite3.Connection) -> list[Edition]:
    """The newest edition of each campaign, in order of name."""
    sql = f"{_SELECT} WHERE no IN (SELECT max(no) FROM editions GROUP BY campaign) ORDER BY campaign"
    return [found for row in connection.execute(sql).fetchall() if (found := _edition(row)) is not None]


def move(
    connection: sqlite3.Connection, no: int, state: EditionState, of: Sequence[EditionState], reason: str
) -> Edition | None:
    """Give an edition another state, where it has one of some."""
    values = (state.value, reason, no, as_json_list(one.value for one in of))
    return numbered(connection, no) if connection.execute(_MOVE, values).rowcount else None


def listed(connection: sqlite3.Connection, no: int, audience: str) -> Edition:
    """Note that all recipients are there, and cut them into shards of every phase."""
    connection.execute(_LISTED, {"audience": audience, "no": no})
    last: int = connection.execute("SELECT ifnull(max(no), 0) FROM recipients WHERE edition = ?", (no,)).fetchone()[0]
    starts = range(1, last + 1, SHARD)
    for phase in Phase:
        rows = [(no, phase.value, place, first, first + SHARD - 1) for place, first in enumerate(starts)]
        connection.executemany(_CUT, rows)
    found = numbered(connection, no)
    assert found is not None  # noqa: S101  its recipients point at it
    return found


def claim(
    connection: sqlite3.Connection, edition: int, phase: Phase, worker: str, now: EpochMs, lease_ms: int
) -> Shard | None:
    """Take the next shard that is free; see the port."""
    found = numbered(connection, edition)
    if found is None or found.state in RESTING:
        return None
    row = connection.execute(_NEXT, (edition, phase.value, now)).fetchone()
    if row is None:
        return None
    no, first, last, attempt = row
    connection.execute(_TAKE, (worker, now + lease_ms, attempt, edition, phase.value, no))
    return Shard(edition, phase, no, first, last, attempt)


def renew(connection: sqlite3.Connection, shard: Shard, worker: str, until: EpochMs) -> bool:
    """Keep a shard for longer; False where somebody else has it."""
    return connection.execute(_RENEW, (until, *_ours(shard, worker))).rowcount > 0


def finish(connection: sqlite3.Connection, shard: Shard, worker: str) -> bool:
    """Note that a shard is done; False where somebody else has it."""
    return connection.execute(_FINISH, _ours(shard, worker)).rowcount > 0


def open_shards(connection: sqlite3.Connection, edition: int, phase: Phase) -> int:
    """Number of shards of a phase that are not done."""
    count: int = connection.execute(_OPEN, (edition, phase.value)).fetchone()[0]
    return count


def _ours(shard: Shard, worker: str) -> tuple[object, ...]:
    return (shard.edition, shard.phase.value, shard.no, worker, shard.attempt)


def _edition(row: tuple[int, str, str, str, str, int, str, int, str, int] | None) -> Edition | None:
    if row is None:
        return None
    no, campaign, version, audience, json, at, state, count, reason, ordinal = row
    return Edition(no, campaign, version, audience, json, EpochMs(at), EditionState(state), count, reason, ordinal)
