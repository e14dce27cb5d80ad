from functools import lru_cache

from frankly.adapters.files.words.aspects import load_quoted_facts
from frankly.domain.saying.fact import draft_of, source_hash
from frankly.domain.saying.text import VerifiedText
from frankly.ports.verifier import Bearing
from frankly.stages.facts.make import QuotedFacts
from tests.needs import ROOT
from tests.unit.stages.verify.quoted_items import NOVEL, PACK, TASCHE
from tests.unit.stages.verify.samples import item, verifier


@lru_cache
def make() -> QuotedFacts:
    return load_quoted_facts(ROOT / "policies")


def test_every_proposal_is_admitted() -> None:
    for of in (PACK, NOVEL, TASCHE):
        facts = make()(of)
        assert len(facts) >= 2
        for fact in facts:
            assert isinstance(verifier().verify(draft_of(fact), Bearing(of, {}, locale=of.language)), VerifiedText)


def test_different_sentences_come_before_repeated_ones() -> None:
    cites = [fact.cites for fact in make()(PACK)]
    assert len(set(cites[:5])) == 5


def test_facts_hang_on_the_source_and_have_aspects() -> None:
    facts = make()(PACK)
    assert {fact.source for fact in facts} == {source_hash(PACK)}
    assert any("material" in fact.aspects for fact in facts)


def test_the_same_item_gives_the_same_facts() -> None:
    assert make()(PACK) == make()(PACK)


def test_what_describes_the_photograph_is_not_proposed() -> None:
    seen = item(
        "mat", "Blue Mat", description="The mat stands out against a sunny backdrop. The mat has a cotton base."
    )
    assert [fact.cites for fact in make()(seen)] == [("s2",)]


def test_a_language_without_frames_has_no_facts() -> None:
    assert make()(PACK.model_copy(update={"language": "fr"})) == ()
