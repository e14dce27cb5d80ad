"""What the in-memory stores share: one person's data lies in several of them, and is merged and erased together."""

from collections import Counter
from dataclasses import dataclass, field, replace

from frankly.domain.campaign.recipient import LEFT, Contact, Fate, Recipient, RecipientState
from frankly.domain.deciding.decision import Decision, Impression, Served
from frankly.domain.person.consent import Consent
from frankly.domain.person.correction import Correction
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.time import EpochMs


@dataclass(slots=True)
class RecordedDecision:
    """A decision as it is kept.

    Attributes:
        record: its canonical JSON.
        person: key of the person it belongs to now.
        served: what it served; the person of each is its own, or None without consent to be measured.
        impressions: (item, slot) → when it was seen.
        kept: (kind, hash) → bytes that the decision names.
    """

    record: bytes
    person: str | None
    served: list[Served]
    impressions: dict[tuple[str, int], Impression] = field(default_factory=dict)
    kept: dict[tuple[str, str], bytes] = field(default_factory=dict)


@dataclass(slots=True)
class MemoryDatabase:
    """Everything, in plain dictionaries.

    Attributes:
        acts: event id → (key, event), in order of arrival.
        received: event id → when it was first received.
        facts: key → fact id → fact.
        consent: key → what they decided.
        consent_log: key → every decision, oldest first.
        corrections: key → id → correction, undone ones too.
        decisions: id → decision.
        waiting: decisions that were handed over and not written yet, with the life that they were made of.
        recipients: number of an edition → number → recipient.
        deleted: key → how often it was deleted or merged away.
    """

    acts: dict[str, tuple[str, Event]] = field(default_factory=dict)
    received: dict[str, EpochMs] = field(default_factory=dict)
    facts: dict[str, dict[str, Fact]] = field(default_factory=dict)
    consent: dict[str, Consent] = field(default_factory=dict)
    consent_log: dict[str, list[Consent]] = field(default_factory=dict)
    corrections: dict[str, dict[str, Correction]] = field(default_factory=dict)
    decisions: dict[str, RecordedDecision] = field(default_factory=dict)
    waiting: list[tuple[Decision, list[Served], int | None]] = field(default_factory=list)
    recipients: dict[int, dict[int, Recipient]] = field(default_factory=dict)
    deleted: Counter[str] = field(default_factory=Counter)

    def acts_of(self, key: str) -> list[Event]:
        """A person's acts, oldest first."""
        events = [event for owner, event in self.acts.values() if owner == key]
        return sorted(events, key=lambda event: (event.at, event.id))

    def decisions_of(self, key: str) -> dict[str, RecordedDecision]:
        """A person's decisions by id."""
        return {name: decision for name, decision in self.decisions.items() if decision.person == key}

    def in_force(self, key: str) -> tuple[Correction, ...]:
        """A person's corrections that hold now, oldest first."""
        held = [one for one in self.corrections.get(key, {}).values() if one.undone is None]
        return tuple(sorted(held, key=lambda one: (one.at, one.id)))

    def disowned(self) -> set[str]:
        """Ids of acts that somebody said were not theirs."""
        return {act for key in self.corrections for one in self.in_force(key) for act in one.disowned}

    def is_known(self, key: str) -> bool:
        """Whether anything is stored about someone."""
        return bool(
            self.facts.get(key)
            or key in self.consent
            or self.corrections.get(key)
            or self.decisions_of(key)
            or any(owner == key for owner, _ in self.acts.values())
        )

    def erase_recipients(self, key: str) -> int:
        """Leave of somebody's rows in campaigns nothing that tells who it was; returns how many there were."""
        erased = 0
        for rows in self.recipients.values():
            for row in [row for row in rows.values() if row.person == key]:
                stub = replace(row, person="", contact=Contact(), detail="", decision="", occasion="")
                if row.state not in LEFT:
                    stub = replace(stub, state=RecipientState.SKIPPED, fate=Fate.ERASED)
                rows[row.no] = stub
                erased += 1
        return erased

    def write_waiting(self) -> None:
        """Write the decisions that wait; one that is known already changes nothing."""
        while self.waiting:
            decision, served, life = self.waiting.pop(0)
            if life is not None and life != self.deleted[decision.inputs.person or ""]:
                continue
            if decision.id in self.decisions:
                continue
            kept: dict[tuple[str, str], bytes] = {(one.kind, one.hash): one.make() for one in decision.kept}
            recorded = RecordedDecision(decision.to_bytes(), decision.inputs.person, served, kept=kept)
            self.decisions[str(decision.id)] = recorded
