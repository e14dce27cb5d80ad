"""People in memory; mirrors `adapters/sql/people.py`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace as changed

from frankly.domain.person.consent import Consent, stricter
from frankly.domain.person.event import Event, require_merge_keys
from frankly.domain.person.history import History, history_of
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.time import EpochMs
from frankly.ports.people import Erased
from frankly.testing.memory.database import MemoryDatabase


class MemoryPeople:
    """Port `PeopleStore` over dictionaries."""

    def __init__(self, database: MemoryDatabase | None = None) -> None:
        """Share a database with the other stores, or have one alone."""
        self._database = database or MemoryDatabase()

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """Read all that a request may need."""
        database = self._database
        return PersonRecord(
            key,
            facts=self._facts(key),
            consent=database.consent.get(key),
            history=_newest(database.acts_of(key), history_limit),
            seen={} if seen_since is None else self._seen(key, seen_since),
            is_known=database.is_known(key),
            life=database.deleted[key] if database.is_known(key) else None,
            corrections=database.in_force(key),
        )

    async def consents(self, keys: Sequence[str]) -> Mapping[str, Consent]:
        """What many people decided."""
        kept = self._database.consent
        return {key: kept[key] for key in keys if key in kept}

    async def put_facts(self, key: str, facts: Sequence[Fact], *, replace: bool, now: EpochMs) -> None:
        """Store stated facts; `replace` removes those that are not named."""
        kept = {} if replace else self._database.facts.get(key, {})
        self._database.facts[key] = kept | {fact.id: fact for fact in facts}

    async def put_consent(self, key: str, consent: Consent) -> None:
        """Store a decision whole; every decision stays in the trace."""
        self._database.consent[key] = consent
        self._database.consent_log.setdefault(key, []).append(consent)

    async def reset(self, key: str, now: EpochMs) -> Erased:
        """Forget acts, facts and impressions."""
        self._database.write_waiting()
        acts = [event.id for event in self._database.acts_of(key)]
        for name in acts:
            del self._database.acts[name]
        impressions = 0
        for decision in self._database.decisions_of(key).values():
            impressions += len(decision.impressions)
            decision.impressions.clear()
        facts = self._database.facts.pop(key, {})
        corrections = self._database.corrections.pop(key, {})
        rows = {"acts": len(acts), "facts": len(facts), "impressions": impressions, "corrections": len(corrections)}
        return Erased(rows)

    async def delete(self, key: str, now: EpochMs) -> Erased:
        """Remove everything stored under the key."""
        erased = await self.reset(key, now)
        self._database.deleted[key] += 1
        decisions = self._database.decisions_of(key)
        for name in decisions:
            del self._database.decisions[name]
        consent = self._database.consent.pop(key, None)
        log = self._database.consent_log.pop(key, [])
        served = sum(len(decision.served) for decision in decisions.values())
        rest = {"served": served, "decisions": len(decisions), "consent": int(consent is not None)}
        recipients = self._database.erase_recipients(key)
        return Erased(erased.rows | rest | {"consent_log": len(log), "recipients": recipients})

    async def merge(self, session: str, person: str, now: EpochMs) -> int:
        """Give everything of a session to a person; returns the number of acts that moved."""
        require_merge_keys(session, person)
        database = self._database
        database.write_waiting()
        database.deleted[session] += 1
        acts = database.acts_of(session)
        for event in acts:
            database.acts[event.id] = (person, event)
        facts = database.facts.pop(session, {}) | database.facts.get(person, {})
        if facts:
            database.facts[person] = facts
        corrections = database.corrections.pop(session, {}) | database.corrections.get(person, {})
        if corrections:
            database.corrections[person] = corrections
        for decision in database.decisions_of(session).values():
            decision.person = person
            decision.served = [changed(one, person=one.person and person) for one in decision.served]
        await self._merge_consent(session, person, now)
        return len(acts)

    async def stream(self, batch: int = 500) -> AsyncIterator[Sequence[PersonRecord]]:
        """All people with facts, consent or corrections, in order of key, without acts."""
        stated = {key for key, facts in self._database.facts.items() if facts}
        corrected = {key for key, kept in self._database.corrections.items() if kept}
        keys = sorted(stated | self._database.consent.keys() | corrected)
        records = [
            PersonRecord(
                key,
                facts=self._facts(key),
                consent=self._database.consent.get(key),
                is_known=True,
                corrections=self._database.in_force(key),
            )
            for key in keys
        ]
        for start in range(0, len(records), batch):
            yield records[start : start + batch]

    def _facts(self, key: str) -> tuple[Fact, ...]:
        return tuple(fact for _, fact in sorted(self._database.facts.get(key, {}).items()))

    def _seen(self, key: str, since: EpochMs) -> dict[str, tuple[int, int]]:
        times: dict[str, list[int]] = {}
        for decision in self._database.decisions_of(key).values():
            measured = {(one.item, one.slot) for one in decision.served if one.person is not None}
            for place, impression in decision.impressions.items():
                if place in measured and impression.at >= since:
                    times.setdefault(impression.item, []).append(impression.at)
        return {item: (len(seen), max(seen)) for item, seen in sorted(times.items())}

    async def _merge_consent(self, session: str, person: str, now: EpochMs) -> None:
        theirs, ours = self._database.consent.pop(session, None), self._database.consent.get(person)
        log = self._database.consent_log.pop(session, [])
        if theirs is None:
            return
        self._database.consent_log.setdefault(person, []).extend(log)
        merged = theirs.model_copy(update={"at": now, "origin": "merge"})
        await self.put_consent(person, merged if ours is None else stricter(ours, theirs, now))


def _newest(events: Sequence[Event], limit: int) -> History:
    newest = events[max(0, len(events) - limit) :]
    return history_of(newest, is_truncated=len(newest) < len(events))
