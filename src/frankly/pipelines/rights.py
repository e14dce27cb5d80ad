"""What people can do about their data: see, correct, decide, start afresh, leave. Effective on the next request."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.campaign.keyed_hashes import Hashing
from frankly.domain.person.consent import Consent, ConsentInput, Purpose
from frankly.domain.person.correction import Correction
from frankly.domain.person.event import EVENT_KINDS, SESSION_PREFIX, EventKind, session_key
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, FactInput, PersonRecord
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, TooLarge
from frankly.pipelines.people.campaigns_told import campaigns_of, stopped_mail
from frankly.pipelines.people.consent_rules import Origin, decided, restored
from frankly.pipelines.people.fact_rules import is_expired, joined, require_sense, stated
from frankly.pipelines.people.rights_views import ActsView, ErasedView, MergedView, PersonView, ShownView
from frankly.ports.corrections import CorrectionStore
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.people import PeopleStore

Infer: TypeAlias = Callable[[PersonRecord, EpochMs], Sequence[Fact]]
"""Derives facts from a record; given by `bootstrap`, which knows the catalogue that labels come from."""

Correct: TypeAlias = Callable[[PersonRecord], PersonRecord]
"""Applies the corrections in force to a record; given by `bootstrap`, since some of them speak of categories."""

MAX_FACTS: Final = 200
"""Most stated facts of one person, the same as a request may bring."""

MAX_LISTED_ACTS: Final = 20_000
"""Most acts that are listed with receipts."""


def infer_nothing(record: PersonRecord, now: EpochMs) -> Sequence[Fact]:
    """For where no catalogue is at hand."""
    return ()


def correct_nothing(record: PersonRecord) -> PersonRecord:
    """For where no catalogue is at hand."""
    return record


@dataclass(frozen=True, slots=True, eq=False)
class Rights:
    """The use cases. One instance a process, since its lock keeps two decisions from overwriting each other.

    Attributes:
        people: the store.
        infer: derives facts, for `know`.
        correct: applies corrections, for `know`.
        corrections: where an import keeps those that it brings; None where nothing is imported.
        campaigns: who was written to, for `know`.
        hashing: makes keyed hashes of a person and an address. With them, links in messages that left go on stopping
            mail when the person is deleted, and `know` tells whether mail is stopped; None where neither is asked.
    """

    people: PeopleStore
    infer: Infer = infer_nothing
    correct: Correct = correct_nothing
    corrections: CorrectionStore | None = None
    campaigns: CampaignLedger | None = None
    hashing: Hashing | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def know(self, key: str, now: EpochMs) -> PersonView:
        """Everything that is known of someone, with receipts; of someone unknown, that nothing is."""
        record = await self.people.read(key, history_limit=MAX_LISTED_ACTS, seen_since=EpochMs(0))
        used = self.correct(record)
        facts, acts = {fact.id for fact in used.facts}, frozenset(used.history.event_ids)
        campaigns = await campaigns_of(self.campaigns, key)
        refused = record.consent is not None and record.consent.purposes.get(Purpose.PROFILE) is False
        return PersonView(
            person=key,
            is_known=record.is_known or bool(campaigns),
            stated=tuple(fact for fact in record.facts if fact.id in facts and not is_expired(fact, now)),
            observed=_told_together(record.history, acts),
            inferred=() if refused else tuple(self.infer(used, now)),
            expired=tuple(fact for fact in record.facts if is_expired(fact, now)),
            passed_over=tuple(fact for fact in record.facts if fact.id not in facts and not is_expired(fact, now)),
            corrections=record.corrections,
            consent=record.consent,
            shown=tuple(
                ShownView(item=i, impressions=n, last=EpochMs(at)) for i, (n, at) in sorted(record.seen.items())
            ),
            campaigns=campaigns,
            mail_stopped=await stopped_mail(self.campaigns, self.hashing, key),
            is_complete=not record.history.is_truncated,
        )

    async def put_facts(
        self, key: str, facts: Sequence[FactInput], *, now: EpochMs, origin: str = "person", replace: bool = True
    ) -> tuple[Fact, ...]:
        """State facts.

        Args:
            key: person id or session key.
            facts: what is stated; the same again changes nothing.
            now: the moment.
            origin: who states it; what a person said themselves is overwritten by nobody else.
            replace: whether what is not named is removed.

        Returns:
            All stated facts afterwards.

        Raises:
            Invalid: when a fact makes no sense or two contradict each other; nothing was stored.
            TooLarge: for more than `MAX_FACTS`.
        """
        for said in facts:
            require_sense(said, now)
            if said.expires is not None and said.expires <= now:
                raise Invalid(f"The fact '{said.value}' expires before now; leave 'expires' out or name a later time.")
        new = [stated(said, origin, now) for said in facts]
        if replace and len(joined((), new)) < len({fact.id for fact in new}):
            raise Invalid("Two of these facts contradict each other: only one region, market, birth year and locale.")
        after, _ = await self.keep_facts(key, new, now=now, replace=replace)
        return after

    async def keep_facts(
        self, key: str, new: Sequence[Fact], *, now: EpochMs, replace: bool = False
    ) -> tuple[tuple[Fact, ...], bool]:
        """Join facts that were checked with those that are kept.

        Returns:
            All stated facts afterwards, and whether anything changed.

        Raises:
            TooLarge: for more than `MAX_FACTS`; nothing was stored.
        """
        async with self._lock:
            before = (await self._record(key)).facts
            named = {fact.id for fact in new}
            kept = [fact for fact in before if fact.id in named] if replace else before
            after = joined(kept, new)
            if len(after) > MAX_FACTS:
                raise TooLarge(f"A person can state {MAX_FACTS} facts; these would be {len(after)}.")
            is_changed = {fact.id: fact for fact in after} != {fact.id: fact for fact in before}
            if is_changed:
                await self.people.put_facts(key, after, replace=True, now=now)
            return after, is_changed

    async def put_consent(
        self, key: str, given: ConsentInput, *, now: EpochMs, origin: Origin = "person"
    ) -> Consent | None:
        """Decide; what is left out stays as it was. Only the person may agree, everyone else can only refuse for them.

        Returns:
            What holds afterwards; None when nothing was ever decided.
        """
        async with self._lock:
            before = (await self._record(key)).consent
            after = decided(before, given, origin, now)
            if after is not None and after is not before:
                await self.people.put_consent(key, after)
            return after

    async def restore_consent(self, key: str, kept: Consent, *, now: EpochMs) -> bool:
        """Take up a decision that was kept elsewhere; over one that is known here it can only narrow.

        Returns:
            Whether anything changed.
        """
        async with self._lock:
            before = (await self._record(key)).consent
            after = restored(before, kept, now)
            if after is None or after == before:
                return False
            await self.people.put_consent(key, after)
            return True

    async def restore_corrections(self, key: str, kept: Sequence[Correction]) -> bool:
        """Take up corrections that were kept elsewhere; one that is known here, undone or not, stays as it is.

        Returns:
            Whether anything changed.
        """
        return self.corrections is not None and await self.corrections.restore(key, kept) > 0

    async def reset(self, key: str, now: EpochMs) -> ErasedView:
        """Forget acts, facts and what was shown; consent stays."""
        async with self._lock:
            return ErasedView(person=key, rows=(await self.people.reset(key, now)).rows)

    async def delete(self, key: str, now: EpochMs) -> ErasedView:
        """Remove everything that is stored; someone unknown gives zeros."""
        async with self._lock:
            if self.campaigns is not None and self.hashing is not None:
                await self.campaigns.keep_hashes(key, self.hashing)
            return ErasedView(person=key, rows=(await self.people.delete(key, now)).rows)

    async def merge(self, session: str, person: str, now: EpochMs) -> MergedView:
        """Give everything of an anonymous session to a person; the stricter consent wins.

        Args:
            session: the session's id, without prefix.
            person: the person's id.
            now: the moment.

        Raises:
            Invalid: when the person's id is a session's key.
        """
        require_person(person)
        async with self._lock:
            return MergedView(person=person, acts=await self.people.merge(session_key(session), person, now))

    async def _record(self, key: str) -> PersonRecord:
        return await self.people.read(key, history_limit=0, seen_since=None)


def require_person(person: str) -> None:
    """Keep the names of anonymous sessions apart from those of people.

    Raises:
        Invalid: when a person's id begins like a session's key.
    """
    if person.startswith(SESSION_PREFIX):
        raise Invalid(f"A person's id must not start with '{SESSION_PREFIX}'; send the session's id as 'session'.")


def _told_together(history: History, used: frozenset[str]) -> tuple[ActsView, ...]:
    groups: dict[tuple[int, str, str], list[int]] = {}
    for row in range(len(history)):
        groups.setdefault((int(history.kinds[row]), history.item_ids[row], history.queries[row]), []).append(row)
    views = [_acts(history, used, kind, item, query, rows) for (kind, item, query), rows in groups.items()]
    return tuple(sorted(views, key=lambda view: (-view.last, view.kind, view.item or "", view.query or "")))


def _acts(history: History, used: frozenset[str], kind: int, item: str, query: str, rows: list[int]) -> ActsView:
    values = history.values[rows]
    adds_up = EVENT_KINDS[kind] in {EventKind.PURCHASE, EventKind.ADD_TO_CART}
    return ActsView(
        kind=EVENT_KINDS[kind],
        item=item or None,
        query=query or None,
        count=len(rows),
        first=EpochMs(int(history.at_ms[rows].min())),
        last=EpochMs(int(history.at_ms[rows].max())),
        value=int(values.sum()) if adds_up else int(values[-1]),
        receipts=tuple(history.event_ids[row] for row in rows),
        passed_over=tuple(history.event_ids[row] for row in rows if history.event_ids[row] not in used),
    )
