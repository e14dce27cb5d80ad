"""What simulated readers state about themselves and decide about their data; every fact has the origin `simulated`."""

from frankly.demo.dice import Dice
from frankly.demo.tastes import Taste
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind
from frankly.domain.time import MINUTE_MS, EpochMs
from frankly.stages.profile.infer import fact_id

ORIGIN = "simulated"
"""Origin of every fact of the demo."""

INTENTS = ("gift", "read_aloud", "short_reads", "learn_history", "escape")
"""Intents that some readers state; each is named in `policies/roles.yaml`."""


def stated(kind: FactKind, value: str, at_ms: int, field: FactField | None = None) -> Fact:
    """A stated fact of a simulated reader."""
    said = FactInput(kind=kind, field=field, value=value)
    return Fact(
        id=fact_id("stated", said),
        kind=kind,
        field=field,
        value=value,
        status="stated",
        origin=ORIGIN,
        at=EpochMs(at_ms),
    )


def facts_of(taste: Taste, dice: Dice) -> tuple[Fact, ...]:
    """What a reader states: a role where they have one, and for some readers interests, an intent, language, region."""
    at_ms = taste.joined_ms + 5 * MINUTE_MS
    facts = []
    if taste.role:
        facts.append(stated(FactKind.ROLE, taste.role, at_ms))
    if dice.percent(22, "category"):
        facts.append(stated(FactKind.INTEREST, taste.categories[0], at_ms, FactField.CATEGORY))
    if dice.percent(14, "tag"):
        facts.append(stated(FactKind.INTEREST, taste.subjects[0], at_ms, FactField.TAG))
    if taste.creator and dice.percent(10, "creator"):
        facts.append(stated(FactKind.INTEREST, taste.creator, at_ms, FactField.CREATOR))
    if dice.percent(8, "intent"):
        facts.append(stated(FactKind.INTENT, INTENTS[dice.below(len(INTENTS), "which")], at_ms))
    if dice.percent(12, "region"):
        facts.append(stated(FactKind.REGION, taste.region, at_ms))
    if taste.region == "DE" and dice.percent(40, "locale"):
        facts.append(stated(FactKind.LOCALE, "de", at_ms))
    return tuple(facts)


def consent_of(taste: Taste, dice: Dice) -> Consent | None:
    """What a reader decides: most never do, some agree to all, a few refuse profiling or one kind of evidence."""
    decision = dice.below(100, "decision")
    if decision >= 30:
        return None
    purposes = {purpose: decision < 20 for purpose in Purpose}
    groups: dict[EvidenceGroup, bool] = {}
    if 20 <= decision < 25:
        purposes = {purpose: purpose is not Purpose.EMAIL for purpose in Purpose}
        groups = {(EvidenceGroup.PURCHASES, EvidenceGroup.LOCATION)[decision % 2]: False}
    topics = {"religion": True, "politics": True} if decision < 6 else {}
    at_ms = EpochMs(taste.joined_ms + 6 * MINUTE_MS)
    return Consent(purposes=purposes, evidence=groups, sensitive=topics, at=at_ms, origin="import")
