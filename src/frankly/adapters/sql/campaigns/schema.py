"""Tables of campaigns: one small row a recipient, numbered within its edition, and what is shared kept once."""

from typing import Final

CAMPAIGNS: Final[tuple[str, ...]] = (
    # AUTOINCREMENT: numbers stand in links and keys of messages, so one is never given again.
    """CREATE TABLE editions (
        no INTEGER PRIMARY KEY AUTOINCREMENT, campaign TEXT NOT NULL, version TEXT NOT NULL, audience TEXT NOT NULL,
        json TEXT NOT NULL, at_ms INTEGER NOT NULL, state TEXT NOT NULL, recipients INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX editions_by_campaign ON editions (campaign)",
    # The text of a cell is null before a model was asked.
    """CREATE TABLE cells (
        no INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions, key TEXT NOT NULL,
        recipients INTEGER NOT NULL DEFAULT 0, reply TEXT, model TEXT NOT NULL DEFAULT '',
        fault TEXT NOT NULL DEFAULT '', tokens_in INTEGER NOT NULL DEFAULT 0,
        tokens_out INTEGER NOT NULL DEFAULT 0, prompt TEXT NOT NULL DEFAULT '', UNIQUE (edition, key)
    ) STRICT""",
    # The person stands here by key, unlike elsewhere: a file may name people of whom nothing else is stored. What tells
    # who it is comes first, so that a stale copy of a row that is half overwritten still begins with it (compaction).
    # Hashes are kept as bytes where they are hexadecimal, hence ANY. `address_key` finds an address that comes twice.
    """CREATE TABLE recipients (
        edition INTEGER NOT NULL REFERENCES editions, no INTEGER NOT NULL, person TEXT,
        address TEXT NOT NULL DEFAULT '', first_name TEXT NOT NULL DEFAULT '', reads TEXT NOT NULL DEFAULT '',
        time_zone TEXT NOT NULL DEFAULT '', address_key INTEGER, state TEXT NOT NULL, fate TEXT,
        detail TEXT NOT NULL DEFAULT '', locale TEXT NOT NULL DEFAULT '', variant TEXT NOT NULL DEFAULT '',
        propensity_ppm INTEGER NOT NULL DEFAULT 0, cell INTEGER, decision ANY, not_before_ms INTEGER, content ANY,
        handed_ms INTEGER, occasion TEXT NOT NULL DEFAULT '', risks TEXT NOT NULL DEFAULT '', PRIMARY KEY (edition, no)
    ) STRICT, WITHOUT ROWID""",
    # Null once the person was erased, and then no longer in these.
    "CREATE INDEX recipients_by_person ON recipients (person) WHERE person IS NOT NULL",
    "CREATE INDEX recipients_by_address ON recipients (edition, address_key) WHERE address_key IS NOT NULL",
    # Caps ask who was written to lately: without this, each past campaign would be a step to the row.
    "CREATE INDEX recipients_by_handed ON recipients (person, handed_ms) WHERE handed_ms IS NOT NULL",
    # Counts by state, fate and cell read this alone.
    "CREATE INDEX recipients_by_state ON recipients (edition, state, fate, cell)",
    """CREATE TABLE shards (
        edition INTEGER NOT NULL REFERENCES editions, phase TEXT NOT NULL, no INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, worker TEXT NOT NULL DEFAULT '',
        until_ms INTEGER NOT NULL DEFAULT 0, attempt INTEGER NOT NULL DEFAULT 0, is_done INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (edition, phase, no)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX shards_open ON shards (edition, phase, no) WHERE is_done = 0",
    """CREATE TABLE approvals (
        no INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions, content TEXT NOT NULL,
        approver TEXT NOT NULL, at_ms INTEGER NOT NULL, said TEXT NOT NULL, reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX approvals_by_edition ON approvals (edition)",
    # Keyed hashes of people and addresses. Nothing here tells who they are, so it stays when they are erased.
    """CREATE TABLE suppressed (
        hash TEXT PRIMARY KEY, why TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

SUPPRESSED_ADDRESSES: Final[tuple[str, ...]] = (
    # What stood here before may be of either kind; it is taken for an address, because then people are told of it.
    "ALTER TABLE suppressed ADD COLUMN is_address INTEGER NOT NULL DEFAULT 1",
    # Whether there is any is asked for each shard.
    "CREATE INDEX suppressed_addresses ON suppressed (hash) WHERE is_address = 1",
)

CLAIMED_CELLS: Final[tuple[str, ...]] = (
    "ALTER TABLE cells ADD COLUMN asker TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE cells ADD COLUMN asked_until_ms INTEGER NOT NULL DEFAULT 0",
)
"""Who asks a model for the text of a cell, and until when nobody else does."""

FORECAST_CALLS: Final[tuple[str, ...]] = (
    """CREATE TABLE forecast_calls (
        no INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions, took_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX forecast_calls_by_edition ON forecast_calls (edition)",
)
"""How long calls of a forecast's sample took: a later look at the plan tells the time by them, and asks no model."""

RENEWED_CONTENT: Final[tuple[str, ...]] = ("ALTER TABLE recipients ADD COLUMN renewed ANY",)
"""Hash of what left where that is another than what was approved."""
