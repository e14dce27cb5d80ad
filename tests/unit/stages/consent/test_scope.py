"""What a request may use: the person's word first, then the surface's default."""

import pytest

from frankly.domain.person.consent import ConsentInput, EvidenceGroup, Purpose
from frankly.stages.consent.scope import decide
from tests.unit.stages.shop import surface

HOME = surface(consent={"profile": True, "explain": True, "email": False})
OF_THE_REQUEST = {EvidenceGroup.SITUATION, EvidenceGroup.LOCATION}


def test_without_a_record_the_declared_default_of_the_surface_stands() -> None:
    scope = decide(HOME, None, has_identity=True, is_holdout=False)
    assert scope.purposes == {Purpose.PROFILE, Purpose.EXPLAIN}
    assert scope.groups == set(EvidenceGroup)
    assert scope.topics == frozenset()
    assert scope.basis == "surface"


def test_a_purpose_that_the_surface_does_not_name_is_refused() -> None:
    assert Purpose.MODEL not in decide(HOME, None, has_identity=True, is_holdout=False).purposes


@pytest.mark.parametrize(("purpose", "allowed"), [(Purpose.EMAIL, True), (Purpose.PROFILE, False)])
def test_what_the_person_decided_wins_over_the_default(purpose: Purpose, allowed: bool) -> None:
    scope = decide(HOME, ConsentInput(purposes={purpose: allowed}), has_identity=True, is_holdout=False)
    assert (purpose in scope.purposes) is allowed
    assert scope.basis == "person"


@pytest.mark.parametrize(("has_identity", "is_holdout"), [(False, False), (True, True)])
def test_nobody_and_the_holdout_are_not_profiled_whatever_was_agreed(has_identity: bool, is_holdout: bool) -> None:
    agreed = ConsentInput(purposes={Purpose.PROFILE: True})
    scope = decide(HOME, agreed, has_identity=has_identity, is_holdout=is_holdout)
    assert not scope.is_profiled
    assert scope.groups == OF_THE_REQUEST


def test_someone_unknown_decided_nothing() -> None:
    assert decide(HOME, None, has_identity=False, is_holdout=False).basis == "nobody"


def test_a_kind_of_evidence_that_is_refused_is_out_even_where_profiling_is_allowed() -> None:
    scope = decide(HOME, ConsentInput(evidence={EvidenceGroup.VIEWS: False}), has_identity=True, is_holdout=False)
    assert scope.groups == set(EvidenceGroup) - {EvidenceGroup.VIEWS}


def test_agreeing_to_a_kind_of_evidence_does_not_bring_back_a_refused_profile() -> None:
    consent = ConsentInput(purposes={Purpose.PROFILE: False}, evidence={EvidenceGroup.VIEWS: True})
    assert decide(HOME, consent, has_identity=True, is_holdout=False).groups == OF_THE_REQUEST


def test_the_region_of_the_request_can_be_refused_without_a_profile() -> None:
    consent = ConsentInput(purposes={Purpose.PROFILE: False}, evidence={EvidenceGroup.LOCATION: False})
    assert decide(HOME, consent, has_identity=True, is_holdout=False).groups == {EvidenceGroup.SITUATION}


def test_sensitive_topics_are_shown_one_by_one() -> None:
    consent = ConsentInput(sensitive={"religion": True, "health": False})
    assert decide(HOME, consent, has_identity=True, is_holdout=False).topics == {"religion"}
