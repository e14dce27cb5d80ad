import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.stages.verify.writing_rules.compact import letter_rules
from tests.unit.stages.verify.samples import K, texts


def rules(*kinds: EvidenceKind, locale: str = "en") -> dict[str, str]:
    lines = letter_rules(texts().lexicons[locale], kinds)
    return {name: told for name, _, told in (line.partition(": ") for line in lines)}


def test_letters_speak_of_acts_only_where_there_are_some() -> None:
    assert "what you (did | have done) here" in rules(K.VIEWED, K.SAVED)["ABOVE also"]
    stated = rules(K.STATED_INTEREST)["ABOVE also"]
    assert "what you told us" in stated
    assert "did" not in stated.split()
    assert "ABOVE also" not in rules(K.POPULAR, K.NEW)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_letter_may_end_and_may_state_nothing(locale: str) -> None:
    for kinds in ((K.VIEWED,), (K.NEW,), ()):
        assert {"NUDGE also", "closing also"} <= set(rules(*kinds, locale=locale))


def test_german_letters_speak_of_several_kinds_together() -> None:
    assert "hier getan" in rules(K.VIEWED, K.SAVED, locale="de")["WHICH of several kinds"]
