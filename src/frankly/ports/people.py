"""What is stored about people: facts, consent, their acts, what they were shown, corrections that are in force."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from frankly.domain.person.consent import Consent
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.time import EpochMs


@dataclass(frozen=True, slots=True)
class Erased:
    """What a deletion removed, table by table.

    Attributes:
        rows: name of the table → number of rows.
    """

    rows: dict[str, int]


class PeopleStore(Protocol):
    """People by key (person id, or session key)."""

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """Read all that a request may need, in one go; someone unknown gives an empty record.

        Args:
            key: person id or session key.
            history_limit: how many of the newest acts to read.
            seen_since: start of the window of impressions; None reads none.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def consents(self, keys: Sequence[str]) -> Mapping[str, Consent]:
        """What many people decided, in one read: key → decision, of those who decided anything.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def put_facts(self, key: str, facts: Sequence[Fact], *, replace: bool, now: EpochMs) -> None:
        """Store stated facts; `replace` removes those that are not named."""
        ...

    async def put_consent(self, key: str, consent: Consent) -> None:
        """Store what the person decided, whole, with a trace of what it was before."""
        ...

    async def reset(self, key: str, now: EpochMs) -> Erased:
        """Forget acts, facts, impressions, corrections; consent stays: an opt-out never reverts by itself."""
        ...

    async def delete(self, key: str, now: EpochMs) -> Erased:
        """Remove everything stored under the key, decisions and impressions included."""
        ...

    async def merge(self, session: str, person: str, now: EpochMs) -> int:
        """Give everything of an anonymous session to a person; the stricter consent wins.

        Args:
            session: key of the session (`session_key`).
            person: key of the person; who is unknown so far is made.
            now: moment of the merged consent.

        Returns:
            Number of acts that moved.

        Raises:
            Invalid: when `session` is no session's key, or `person` is one.
        """
        ...

    def stream(self, batch: int = 500) -> AsyncIterator[Sequence[PersonRecord]]:
        """All people with facts, consent or corrections, without acts, in order of key, for export and segments."""
        ...
