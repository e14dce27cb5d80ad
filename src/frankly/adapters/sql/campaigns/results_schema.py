"""The table of what became of messages: about rows of the ledger, so that it stays when people are erased."""

from typing import Final

RESULTS: Final[tuple[str, ...]] = (
    # The event's id is kept as a hash: senders put addresses and the like into theirs.
    """CREATE TABLE campaign_results (
        event BLOB PRIMARY KEY, edition INTEGER NOT NULL, recipient INTEGER NOT NULL, kind TEXT NOT NULL,
        at_ms INTEGER NOT NULL, item TEXT NOT NULL DEFAULT '', value INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX campaign_results_by_edition ON campaign_results (edition, recipient, at_ms, event)",
)
