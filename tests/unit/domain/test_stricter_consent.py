from hypothesis import given

from frankly.domain.person.consent import Consent, Purpose, stricter
from frankly.domain.time import EpochMs
from frankly.testing import strategies

AT = EpochMs(9)


def consent(**parts: dict[str, bool]) -> Consent:
    return Consent.model_validate({"at": 1} | parts)


def test_a_refusal_on_either_side_wins() -> None:
    one, other = (
        consent(purposes={"profile": True, "email": False}),
        consent(purposes={"profile": False, "email": True}),
    )
    merged = stricter(one, other, AT)
    assert merged.purposes == {Purpose.PROFILE: False, Purpose.EMAIL: False}
    assert (merged.at, merged.origin) == (AT, "merge")


def test_what_only_one_decided_stands() -> None:
    merged = stricter(consent(purposes={"profile": True}), consent(evidence={"views": False}), AT)
    assert (merged.purposes, merged.evidence) == ({"profile": True}, {"views": False})


def test_a_sensitive_topic_needs_both() -> None:
    merged = stricter(consent(sensitive={"health": True, "religion": True}), consent(sensitive={"health": True}), AT)
    assert merged.sensitive == {"health": True}
    assert stricter(merged, consent(sensitive={"health": False}), AT).sensitive == {"health": False}


@given(strategies.consents(), strategies.consents())
def test_merging_never_turns_a_refusal_into_an_agreement(one: Consent, other: Consent) -> None:
    merged = stricter(one, other, AT)
    assert merged == stricter(other, one, AT)
    for side in (one, other):
        for part in ("purposes", "evidence", "sensitive"):
            refused = {key for key, allowed in getattr(side, part).items() if not allowed}
            assert not any(getattr(merged, part).get(key, False) for key in refused)
        assert {key for key, allowed in merged.sensitive.items() if allowed} <= {
            key for key, allowed in side.sensitive.items() if allowed
        }
