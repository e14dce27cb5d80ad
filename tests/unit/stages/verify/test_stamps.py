"""Stamps of quotations: what was proved is not proved again, and nothing else is spared."""

from dataclasses import replace

import pytest

from frankly.domain.item import Item
from frankly.domain.quoting.quoting import Quoting
from frankly.domain.saying.text import DraftSentence, ProofLevel, Refused, Verdict, VerifiedText
from frankly.ports.verifier import Bearing
from frankly.stages.verify.facts import quoted
from frankly.stages.verify.facts.stamps import QuoteStamps
from frankly.stages.verify.verifier import SentenceVerifier
from tests.unit.stages.verify.quoted_items import PACK
from tests.unit.stages.verify.samples import bearing, piece, reason, texts, verifier

TRUE = "The straps are not padded."
LIE = "The straps are padded."
KEY = b"a-key-of-this-folder"


def gate(key: bytes = KEY, code: str = "code-1") -> SentenceVerifier:
    return SentenceVerifier(texts().lexicons, texts().rules, QuoteStamps(key, code))


def fact(text: str = TRUE, cites: str = "s3") -> DraftSentence:
    return DraftSentence(kind="fact", text=text, evidence=(cites,), level="quoted")


def leaning(item: Item = PACK, stamp: str = "") -> Bearing:
    return Bearing(item=item, evidence={}, stamp=stamp)


def stamp_of(draft: DraftSentence, item: Item = PACK, by: SentenceVerifier | None = None) -> str:
    by = by or gate()
    outcome = by.verify(draft, leaning(item))
    assert isinstance(outcome, VerifiedText)
    return by.stamp(outcome, item)


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts whose quotation was proved."""
    seen: list[str] = []
    check = quoted.check

    def seen_check(draft: DraftSentence, item: Item, quoting: Quoting | None) -> list[Verdict]:
        seen.append(draft.text)
        return check(draft, item, quoting)

    monkeypatch.setattr(quoted, "check", seen_check)
    return seen


def test_a_stamped_quotation_is_not_proved_again(proofs: list[str]) -> None:
    stamp = stamp_of(fact())
    assert len(stamp) == 24
    assert proofs == [TRUE]
    assert isinstance(gate().verify(fact(), leaning(stamp=stamp)), VerifiedText)
    assert proofs == [TRUE]


OTHER_TEXT = PACK.model_copy(update={"description": PACK.description + " The straps are long."})
OTHER_TITLE = PACK.model_copy(update={"title": "Another daypack"})


@pytest.mark.parametrize(
    ("by", "draft", "item"),
    [
        (gate(key=b"another-key"), fact(), PACK),
        (gate(code="code-2"), fact(), PACK),
        (gate(), fact(TRUE.replace("straps", "buckles")), PACK),
        (gate(), fact(cites="s2"), PACK),
        (gate(), fact(), OTHER_TEXT),
        (gate(), fact(), OTHER_TITLE),
        (SentenceVerifier(texts().lexicons), fact(), PACK),
    ],
    ids=["key", "code", "words", "sentence", "description", "title", "verifier"],
)
def test_a_stamp_of_anything_else_proves_nothing(
    proofs: list[str], by: SentenceVerifier, draft: DraftSentence, item: Item
) -> None:
    stamp = stamp_of(fact())
    proofs.clear()
    by.verify(draft, leaning(item, stamp))
    assert proofs.count(draft.text) >= 1


def test_rules_that_changed_prove_it_again(proofs: list[str]) -> None:
    stamp = stamp_of(fact())
    english = texts().lexicons["en"]
    assert english.quoting is not None
    changed = replace(english, quoting=replace(english.quoting, version="later"))
    by = SentenceVerifier({"en": changed}, texts().rules, QuoteStamps(KEY, "code-1"))
    other_house = SentenceVerifier(
        texts().lexicons, replace(texts().rules, version="later"), QuoteStamps(KEY, "code-1")
    )
    for one in (by, other_house):
        proofs.clear()
        assert isinstance(one.verify(fact(), leaning(stamp=stamp)), VerifiedText)
        assert proofs == [TRUE]


def test_a_stamp_holds_in_every_region_of_its_language(proofs: list[str]) -> None:
    stamp = stamp_of(fact())
    proofs.clear()
    british = fact().model_copy(update={"locale": "en-GB"})
    assert isinstance(gate().verify(british, replace(leaning(stamp=stamp), locale="en-GB")), VerifiedText)
    assert proofs == []


@pytest.mark.parametrize("stamp", ["", "A" * 24, "ä\x00", "A" * 10_000])
def test_a_lie_is_refused_whatever_its_stamp(stamp: str) -> None:
    true = stamp_of(fact())
    for said in (stamp, true):
        assert isinstance(gate().verify(fact(LIE), leaning(stamp=said)), Refused)


def test_a_stamp_spares_no_other_check() -> None:
    stamp = stamp_of(fact())
    elsewhere = replace(leaning(stamp=stamp), levels=("approved",))
    in_german = replace(leaning(stamp=stamp), locale="de")
    of_topic = leaning(PACK.model_copy(update={"sensitive": ("health",)}), stamp)
    for where in (elsewhere, in_german, of_topic):
        assert isinstance(gate().verify(fact(), where), Refused)
    assert isinstance(gate().verify(fact().model_copy(update={"level": "approved"}), leaning(stamp=stamp)), Refused)


@pytest.mark.parametrize("level", ["rewritten", "approved"])
def test_a_stamp_stands_for_no_judge_and_no_signature(level: ProofLevel) -> None:
    stamped = replace(leaning(stamp=stamp_of(fact())), levels=("quoted", "rewritten", "approved"))
    assert isinstance(gate().verify(fact(), stamped), VerifiedText)
    found = gate().verify(fact().model_copy(update={"level": level}), stamped)
    assert isinstance(found, Refused)
    assert {"judgement_missing", "signature_missing"} & {verdict.code for verdict in found.verdicts}


def test_only_quotations_are_stamped() -> None:
    viewed = bearing(piece())
    told = verifier().verify(reason("You viewed “{e1.title}”, and that counts here."), viewed)
    assert isinstance(told, VerifiedText)
    assert gate().stamp(told, PACK) == ""
    proved = gate().verify(fact(), leaning())
    assert isinstance(proved, VerifiedText)
    assert SentenceVerifier(texts().lexicons).stamp(proved, PACK) == ""
    silent = SentenceVerifier({"en": replace(texts().lexicons["en"], quoting=None)}, stamps=QuoteStamps(KEY, "c"))
    assert silent.stamp(proved, PACK) == ""
    assert SentenceVerifier({}, stamps=QuoteStamps(KEY, "c")).stamp(proved, PACK) == ""


def test_a_key_is_not_shown() -> None:
    assert "folder" not in repr(QuoteStamps(KEY, "code-1"))
