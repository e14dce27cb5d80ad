"""The database alone, and what lies beside it, for work that needs no index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from frankly.adapters.files.snapshots import FileSnapshots
from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.campaigns.results import SqlResults
from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.corrections import SqlCorrections
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.facts.store import SqlFacts
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.sql.phrasebook.store import SqlPhrases
from frankly.settings import Settings

if TYPE_CHECKING:
    from frankly.ports.asking.budget import BudgetStore
    from frankly.ports.asking.votes import VoteStore


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """The database alone, for work that needs no index: import, export, a person's rights.

    Attributes:
        catalogue: items.
        events: acts.
        people: facts and consent.
        decisions: log of answers.
        chain: the chain over their records.
        corrections: what people said of explanations.
        facts: sentences about items.
        phrases: the phrasebook.
        campaigns: the ledger of campaigns.
        results: what became of messages of campaigns.
    """

    catalogue: SqlCatalogue
    events: SqlEvents
    people: SqlPeople
    decisions: SqlDecisions
    chain: SqlAudit
    corrections: SqlCorrections
    facts: SqlFacts
    phrases: SqlPhrases
    campaigns: SqlCampaigns
    results: SqlResults


@contextmanager
def open_stores(settings: Settings, *, is_sparing: bool = False) -> Iterator[Stores]:
    """Open the database of the data folder; other processes may have it open too.

    Args:
        settings: where it lies.
        is_sparing: whether little memory is taken for its pages; see `SqlDatabase`.

    Raises:
        StoreUnavailable: when it cannot be opened.
        Misconfigured: when it is no database of ours, or of a newer version.
    """
    with SqlDatabase(settings.data, is_sparing=is_sparing) as database:
        yield Stores(
            SqlCatalogue(database),
            SqlEvents(database),
            SqlPeople(database),
            SqlDecisions(database),
            SqlAudit(database),
            SqlCorrections(database),
            SqlFacts(database),
            SqlPhrases(database),
            SqlCampaigns(database),
            SqlResults(database),
        )


def open_snapshots(settings: Settings) -> FileSnapshots:
    """The snapshot bases of the data folder; other processes may read and write them too."""
    return FileSnapshots(settings.data)


@contextmanager
def open_budgets(settings: Settings) -> Iterator["BudgetStore"]:
    """Open what language models took, and nothing else.

    Raises:
        StoreUnavailable: when the database cannot be opened.
        Misconfigured: when it is no database of ours, or of a newer version.
    """
    from frankly.adapters.sql.model.budgets import SqlBudgets

    with SqlDatabase(settings.data) as database:
        yield SqlBudgets(database)


@contextmanager
def open_votes(settings: Settings) -> Iterator["VoteStore"]:
    """Open what is known of models' votes, and nothing else.

    Raises:
        StoreUnavailable: when the database cannot be opened.
        Misconfigured: when it is no database of ours, or of a newer version.
    """
    from frankly.adapters.sql.model.votes import SqlVotes

    with SqlDatabase(settings.data) as database:
        yield SqlVotes(database)
