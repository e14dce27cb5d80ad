"""The database's shape, as numbered steps that are taken once each and never rewritten.

A person is a number (`people.no`) wherever a column says `person`: the key itself stands in one table and in recorded
decisions, the index that a request reads stays small, and merging a session is an update of numbers.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from frankly.adapters.sql.campaigns.ageing import AGEING
from frankly.adapters.sql.campaigns.renewals import RENEWALS
from frankly.adapters.sql.campaigns.results_schema import RESULTS
from frankly.adapters.sql.campaigns.reviews import HOUSES, REVIEWS
from frankly.adapters.sql.campaigns.schema import (
    CAMPAIGNS,
    CLAIMED_CELLS,
    FORECAST_CALLS,
    RENEWED_CONTENT,
    SUPPRESSED_ADDRESSES,
)
from frankly.adapters.sql.campaigns.unfit import UNFIT
from frankly.adapters.sql.records.carrying import carry_over
from frankly.errors import Misconfigured

Step: TypeAlias = tuple[str | Callable[[sqlite3.Connection], None], ...]
"""What one step does: statements, and functions where statements cannot say it."""

_CATALOGUE = (
    # The log holds each item whole, so that any earlier position can be rebuilt; `items` only points at the newest row.
    """CREATE TABLE item_log (
        position INTEGER PRIMARY KEY, id TEXT NOT NULL, at_ms INTEGER NOT NULL, json TEXT
    ) STRICT""",
    """CREATE TABLE items (
        id TEXT PRIMARY KEY, position INTEGER NOT NULL, is_deleted INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX items_by_position ON items (position)",
)

_PEOPLE = (
    # AUTOINCREMENT: who is deleted and comes back gets another number, so that what was begun before is not theirs.
    "CREATE TABLE people (no INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE facts (
        person INTEGER NOT NULL REFERENCES people, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (person, id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE consent (person INTEGER PRIMARY KEY REFERENCES people, json TEXT NOT NULL) STRICT",
    """CREATE TABLE consent_log (
        no INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people, at_ms INTEGER NOT NULL, json TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX consent_log_by_person ON consent_log (person)",
)

_ACTS = (
    # AUTOINCREMENT: a number that was erased is not given again, so that whoever follows the log misses nothing.
    """CREATE TABLE acts (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, person INTEGER NOT NULL REFERENCES people,
        session TEXT, kind INTEGER NOT NULL, item TEXT, at_ms INTEGER NOT NULL, value INTEGER NOT NULL, query TEXT,
        rating INTEGER, progress_percent INTEGER, duration_s INTEGER, quantity INTEGER NOT NULL, order_id TEXT,
        region TEXT, feedback TEXT, received_ms INTEGER NOT NULL
    ) STRICT""",
    # Covers both hot reads, one person's newest acts and everyone's columns: neither touches the table itself.
    """CREATE INDEX acts_by_person ON acts (
        person, at_ms, id, kind, item, value, query, region, order_id
    )""",
)

_DECISIONS = (
    """CREATE TABLE decisions (
        no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person INTEGER REFERENCES people, at_ms INTEGER NOT NULL,
        json TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX decisions_by_person ON decisions (person)",
    """CREATE TABLE served (
        decision INTEGER NOT NULL REFERENCES decisions, slot INTEGER NOT NULL, item TEXT NOT NULL,
        propensity_ppb INTEGER NOT NULL, surface TEXT NOT NULL, person INTEGER, variant TEXT NOT NULL,
        at_ms INTEGER NOT NULL, PRIMARY KEY (decision, slot, item)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE impressions (
        decision INTEGER NOT NULL REFERENCES decisions, slot INTEGER NOT NULL, item TEXT NOT NULL,
        at_ms INTEGER NOT NULL, person INTEGER REFERENCES people, PRIMARY KEY (decision, slot, item)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX impressions_by_person ON impressions (person, at_ms, item)",
)

# What the writer still has to do once it can, across restarts. Holds names of tasks only, nothing about anyone.
_UPKEEP = ("CREATE TABLE upkeep (task TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",)

_CORRECTIONS = (
    # `disowned` lists acts that count in no statistics; it stands apart, so that a count over all acts can join it.
    """CREATE TABLE corrections (
        person INTEGER NOT NULL REFERENCES people, id TEXT NOT NULL, at_ms INTEGER NOT NULL, undone_ms INTEGER,
        disowned TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (person, id)
    ) STRICT, WITHOUT ROWID""",
)

_PAST = (
    # The versions of one item: what it was at an earlier position is one step into this index.
    "CREATE INDEX item_log_by_id ON item_log (id, position)",
    # Vectors of texts that were read after a base was made. AUTOINCREMENT: a snapshot names the last one that it knows,
    # so a number must not be given again.
    """CREATE TABLE vectors (
        no INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint TEXT NOT NULL, item TEXT NOT NULL,
        text_hash INTEGER NOT NULL, levels BLOB NOT NULL, UNIQUE (fingerprint, item, text_hash)
    ) STRICT""",
)

# docs/adr/0013-sealed-records.md tells what these hold. A segment's row stays for ever; its records go with their age.
_RECORDS: Step = (
    """CREATE TABLE segments (
        no INTEGER PRIMARY KEY, writer TEXT NOT NULL, day INTEGER NOT NULL, previous BLOB NOT NULL, head BLOB NOT NULL,
        entries INTEGER NOT NULL, is_dropped INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE records (
        no INTEGER PRIMARY KEY, segment INTEGER NOT NULL REFERENCES segments, seq INTEGER NOT NULL, kind TEXT NOT NULL,
        ref BLOB NOT NULL, key INTEGER, payload BLOB NOT NULL, link BLOB NOT NULL
    ) STRICT""",
    # With `key` it answers, without the records themselves, which of them nobody can read any more.
    "CREATE INDEX records_by_ref ON records (segment, kind, ref, key)",
    # AUTOINCREMENT: a number that was thrown away is not given again; old records name it still.
    """CREATE TABLE person_keys (
        id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL REFERENCES people, key BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX person_keys_by_person ON person_keys (person)",
    # What is left of `decisions` is an index over the records: `no` is the number of a decision's record.
    "ALTER TABLE decisions ADD COLUMN surface TEXT NOT NULL DEFAULT ''",
    carry_over,
    "DROP INDEX decisions_by_person",
    "ALTER TABLE decisions DROP COLUMN json",
    "CREATE INDEX decisions_by_person ON decisions (person, at_ms)",
    "CREATE INDEX decisions_by_time ON decisions (at_ms)",
)

_ITEM_FACTS: Step = (
    # One row a text of an item, with all its facts: a request reads one row an item. Those of past texts stay.
    """CREATE TABLE item_facts (
        item TEXT NOT NULL, source TEXT NOT NULL, made_with TEXT NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (item, source)
    ) STRICT, WITHOUT ROWID""",
    # `change` grows with every write, so that whoever keeps facts in memory sees at once that they may be others.
    """CREATE TABLE item_facts_state (
        no INTEGER PRIMARY KEY CHECK (no = 1), change INTEGER NOT NULL, position INTEGER NOT NULL,
        made_with TEXT NOT NULL
    ) STRICT""",
    "INSERT INTO item_facts_state (no, change, position, made_with) VALUES (1, 0, 0, '')",
)

_MODEL: Step = (
    # Sums that limits are held against, what is set aside in them included; a sum of a request goes after a day.
    """CREATE TABLE model_sums (
        kind TEXT NOT NULL, name TEXT NOT NULL, at_ms INTEGER NOT NULL, tokens INTEGER NOT NULL,
        cost_nano INTEGER NOT NULL, PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID""",
    # AUTOINCREMENT: whoever settles late must not settle for somebody else.
    """CREATE TABLE model_reserved (
        no INTEGER PRIMARY KEY AUTOINCREMENT, sums TEXT NOT NULL, day TEXT NOT NULL, model TEXT NOT NULL,
        prompt TEXT NOT NULL, key TEXT NOT NULL, campaign TEXT NOT NULL, tokens INTEGER NOT NULL,
        cost_nano INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE model_usage (
        day TEXT NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL, key TEXT NOT NULL, campaign TEXT NOT NULL,
        calls INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_cached INTEGER NOT NULL,
        tokens_out INTEGER NOT NULL, cost_nano INTEGER NOT NULL, PRIMARY KEY (day, model, prompt, key, campaign)
    ) STRICT, WITHOUT ROWID""",
    # The key is a hash of the call. Prompts hold nothing about anyone, so replies do not either.
    """CREATE TABLE model_replies (
        key TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, json TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX model_replies_by_time ON model_replies (at_ms)",
)

_PHRASES: Step = (
    "CREATE TABLE phrases (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # `change` grows with every write, so that a running service sees at once that its phrases are old.
    "CREATE TABLE phrases_state (no INTEGER PRIMARY KEY CHECK (no = 1), change INTEGER NOT NULL) STRICT",
    "INSERT INTO phrases_state (no, change) VALUES (1, 0)",
    # One row a unit of building, with what the model replied: whoever goes on after a kill asks for nothing twice.
    "CREATE TABLE phrase_work (unit TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE phrase_reviews (
        no INTEGER PRIMARY KEY, text TEXT NOT NULL, about TEXT NOT NULL, said TEXT NOT NULL, way TEXT NOT NULL,
        reviewer TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT""",
)

_VOTES: Step = (
    # Sums alone, by surface, model and prompt version: how far a model's order is trusted.
    """CREATE TABLE model_votes (
        surface TEXT NOT NULL, model TEXT NOT NULL, prompt TEXT NOT NULL, at_ms INTEGER NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (surface, model, prompt)
    ) STRICT, WITHOUT ROWID""",
)

_UNPRICED: Step = (
    # What cost nothing and what nobody knows the price of would read alike.
    "ALTER TABLE model_reserved ADD COLUMN unpriced INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE model_usage ADD COLUMN unpriced INTEGER NOT NULL DEFAULT 0",
)

MIGRATIONS: Final[tuple[Step, ...]] = (
    (*_CATALOGUE, *_PEOPLE, *_ACTS, *_DECISIONS, *_UPKEEP),
    (*_CORRECTIONS, *_PAST),
    _RECORDS,
    _ITEM_FACTS,
    _MODEL,
    _PHRASES,
    _VOTES,
    CAMPAIGNS,
    RESULTS,
    REVIEWS,
    SUPPRESSED_ADDRESSES,
    HOUSES,
    CLAIMED_CELLS,
    _UNPRICED,
    AGEING,
    FORECAST_CALLS,
    UNFIT,
    RENEWALS,
    RENEWED_CONTENT,
)
"""Statements of each step; its number is its place, counted from 1. Released steps never change: append a new one."""


def require_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Leave a database alone that another program made.

    Raises:
        Misconfigured: when the file holds tables, and not those of the first step.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not ("migrations" in tables and tables & {"item_log", "acts"}):
        raise Misconfigured(
            f"The database {path} belongs to another program: it holds the tables {', '.join(sorted(tables)[:5])}. "
            "Nothing was changed in it. Move it away, or point FRANKLY_DATA at another folder."
        )


def migrate(connection: sqlite3.Connection, path: Path) -> int:
    """Take the steps that this file has not taken yet, all in the caller's transaction.

    Returns:
        Number of steps taken.

    Raises:
        Misconfigured: when a newer Frankly has written the file.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY) STRICT")
    version: int = connection.execute("SELECT ifnull(max(version), 0) FROM migrations").fetchone()[0]
    if version > len(MIGRATIONS):
        raise Misconfigured(
            f"The database {path} has schema {version}, and this Frankly knows {len(MIGRATIONS)} at most: "
            "a newer release has written it. Install that release again, or point FRANKLY_DATA at another folder."
        )
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in statements:
            if callable(statement):
                statement(connection)
            else:
                connection.execute(statement)
        connection.execute("INSERT INTO migrations (version) VALUES (?)", (number,))
    return len(MIGRATIONS) - version
