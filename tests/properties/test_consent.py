"""What a person refuses has no effect: on no score, no candidate, no order."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.person.consent import ConsentInput, EvidenceGroup, Purpose
from frankly.domain.person.history import empty_history
from frankly.domain.person.profile import ADULT_AGE, PersonRecord
from frankly.domain.situation import Situation
from frankly.testing import situations as drawn
from tests.properties.asked import ask, situated, situations, told

REFUSED = ConsentInput(purposes={Purpose.PROFILE: False})


def kinds(ledger: Ledger) -> set[EvidenceKind]:
    return {piece.kind for block in ledger.blocks for piece in block.pieces}


def as_lists(ledger: Ledger) -> object:
    return ledger.rows.tolist(), [(block.source, list(block.pieces), block.units.tolist()) for block in ledger.blocks]


@given(situations)
def test_evidence_of_a_group_outside_the_scope_is_in_no_ledger(situation: Situation) -> None:
    groups = {GROUP_OF[kind] for kind in kinds(ask(situation).found.ledger)} - {None}
    assert groups <= situation.scope.groups


@given(drawn.seeds, drawn.contexts, st.sampled_from(EvidenceGroup))
def test_refusing_one_group_removes_it_and_keeps_the_others(
    seed: int, context: drawn.RequestContext, group: EvidenceGroup
) -> None:
    snapshot, surface = drawn.snapshot(seed, 30), drawn.surface(seed, 30)
    record = drawn.record(seed, snapshot, 20)
    free = situated(snapshot, surface, record, context)
    refused = situated(snapshot, surface, record, context, ConsentInput(evidence={group: False}))
    assert refused.scope.groups == free.scope.groups - {group}
    kept = [piece for piece in free.profile.acts if GROUP_OF[piece.kind] is not group]
    # What came since is counted among what may be used: a refused act leaves no trace in the others.
    assert [replace(piece, lag=0) for piece in kept] == [replace(piece, lag=0) for piece in refused.profile.acts]
    assert group not in {GROUP_OF[kind] for kind in kinds(ask(refused).found.ledger)}


@given(drawn.seeds, drawn.contexts, st.booleans())
def test_two_people_without_a_profile_get_one_ledger_and_one_slate(
    seed: int, context: drawn.RequestContext, is_holdout: bool
) -> None:
    """They differ in acts, facts and impressions. What keeps items away still counts: nobody hid or is a minor here."""
    snapshot, surface = drawn.snapshot(seed, 30), drawn.surface(seed, 30)
    asked = []
    for person in ("ada", "bo"):
        record = drawn.record(seed + (person == "bo"), snapshot, 30, key=person)
        situation = situated(snapshot, surface, record, context, None if is_holdout else REFUSED, is_holdout=is_holdout)
        assert not situation.scope.is_profiled
        asked.append(ask(replace(situation, profile=replace(situation.profile, hidden=frozenset(), age_years=None))))
    nobody = ask(situated(snapshot, surface, PersonRecord(None), context, REFUSED))
    for other in (asked[1], nobody):
        assert as_lists(asked[0].found.ledger) == as_lists(other.found.ledger)
        assert told(asked[0].slate) == told(other.slate)


@given(drawn.seeds, st.integers(0, 30))
def test_without_a_profile_nothing_is_kept_of_a_person_but_what_keeps_items_away(seed: int, acts: int) -> None:
    snapshot, surface = drawn.snapshot(seed, 30), drawn.surface(seed, 30)
    record = drawn.record(seed, snapshot, acts)
    profile = situated(snapshot, surface, record, consent=REFUSED).profile
    hidden = situated(snapshot, surface, record).profile.hidden
    bare = situated(snapshot, surface, PersonRecord("bo", history=empty_history()), consent=REFUSED).profile
    assert profile.hidden == hidden
    assert profile.age_years is None or profile.age_years < ADULT_AGE
    same = {
        name: getattr(profile, name) for name in profile.__slots__ if name not in {"hidden", "age_years", "version"}
    }
    assert same == {name: getattr(bare, name) for name in same}


@given(drawn.seeds, st.integers(1, 30))
def test_expired_facts_do_nothing(seed: int, rows: int) -> None:
    snapshot, surface = drawn.snapshot(seed, rows), drawn.surface(seed, rows)
    record = drawn.record(seed, snapshot, 10)
    late = tuple(fact.model_copy(update={"expires": drawn.NOW}) for fact in record.facts)
    expired = situated(snapshot, surface, replace(record, facts=late))
    without = situated(snapshot, surface, replace(record, facts=()))
    assert as_lists(ask(expired).found.ledger) == as_lists(ask(without).found.ledger)
    assert told(ask(expired).slate) == told(ask(without).slate)
