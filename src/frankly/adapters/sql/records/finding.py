"""Finds decisions in the index: by person, surface and time, newest first."""

import sqlite3
from typing import Final

from frankly.adapters.sql.keys import find_person
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.ports.decisions import DecisionHead

_CONDITIONS: Final = {
    "person": "decisions.person = :person",
    "surface": "decisions.surface = :surface",
    "since": "decisions.at_ms >= :since",
    "until": "decisions.at_ms < :until",
    # Both parts are named, so that the first can be looked up in an index.
    "before": "decisions.at_ms <= :before_ms AND (decisions.at_ms, decisions.no) < (:before_ms, :before_no)",
}
"""What may be asked for → the condition that says so."""


def find_heads(
    connection: sqlite3.Connection,
    *,
    person: str | None,
    surface: str | None,
    since: EpochMs | None,
    until: EpochMs | None,
    limit: int,
    before: str | None,
) -> list[DecisionHead]:
    """Find decisions; see the port.

    Raises:
        NotFound: when `before` is not known.
    """
    given: dict[str, object] = {"surface": surface, "since": since, "until": until, "limit": limit, "before": before}
    if person is not None:
        given["person"] = find_person(connection, person)
        if given["person"] is None:
            return []
    if before is not None:
        given["before_ms"], given["before_no"] = _place(connection, before)
    conditions = [text for name, text in _CONDITIONS.items() if given.get(name) is not None]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = connection.execute(
        f"""SELECT decisions.id, people.key, decisions.at_ms, decisions.surface
        FROM decisions LEFT JOIN people ON people.no = decisions.person {where}
        ORDER BY decisions.at_ms DESC, decisions.no DESC LIMIT :limit""",  # noqa: S608  fixed texts only
        given,
    )
    return [DecisionHead(*row) for row in rows]


def _place(connection: sqlite3.Connection, decision_id: str) -> tuple[int, int]:
    row = connection.execute("SELECT at_ms, no FROM decisions WHERE id = ?", (decision_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no decision {decision_id} to go on from (any more); begin again without it.")
    return row[0], row[1]
