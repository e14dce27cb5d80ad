"""Rewritten and approved facts: words of the source, and somebody's word for exactly these two texts."""

from collections.abc import Mapping

from frankly.domain.quoting.binding import binding
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.text import ProofLevel, Refused, VerifiedText
from frankly.ports.asking.judge import Judgement
from frankly.ports.verifier import Bearing
from tests.unit.stages.verify.quoted_items import PACK, fact
from tests.unit.stages.verify.samples import verifier

SPANS = {span.id: span.text for span in spans_of(PACK.description, "en")}
SAID = "The base of this daypack is leather."
YES = Judgement(accepts=True, why="", by="scripted")
NO = Judgement(accepts=False, why="it says more", by="scripted")


def codes(
    text: str,
    cites: str = "s1",
    level: ProofLevel = "rewritten",
    judgement: Judgement | None = YES,
    signatures: Mapping[str, str] | None = None,
) -> set[str]:
    judgements = {} if judgement is None else {binding(SPANS[cites], text): judgement}
    bearing = Bearing(
        PACK,
        {},
        levels=("quoted", "rewritten", "approved"),
        judgements=judgements,
        signatures=signatures or {},
    )
    found = verifier().verify(fact(PACK, cites, text, level), bearing)
    assert isinstance(found, VerifiedText | Refused)
    return {verdict.code for verdict in found.verdicts} if isinstance(found, Refused) else set()


def test_words_of_the_source_that_a_judge_accepted_pass() -> None:
    assert codes(SAID) == set()


def test_without_a_judge_it_is_refused() -> None:
    assert codes(SAID, judgement=None) == {"judgement_missing"}


def test_what_the_judge_refused_is_refused() -> None:
    assert codes(SAID, judgement=NO) == {"judgement_refused"}


def test_a_judgement_of_another_source_is_none() -> None:
    other = Bearing(PACK, {}, levels=("rewritten",), judgements={binding(SPANS["s3"], SAID): YES})
    found = verifier().verify(fact(PACK, "s1", SAID, "rewritten"), other)
    assert isinstance(found, Refused)


def test_a_word_that_the_source_does_not_have_is_refused_whatever_the_judge_says() -> None:
    assert "rewrite_word" in codes("The base of this daypack is velvet.")


def test_a_lost_negation_condition_or_limit_is_refused_whatever_the_judge_says() -> None:
    assert "rewrite_changed" in codes("The straps are padded.", "s3")
    assert "rewrite_changed" in codes("The main pocket holds up to 20 litres.", "s4")
    assert "rewrite_changed" in codes("The zips stick.", "s8")


def test_another_number_is_refused() -> None:
    assert codes("The main pocket holds up to 30 litres if the collar is rolled out.", "s4")


def test_an_approved_fact_needs_a_signature_of_these_very_words() -> None:
    key = binding(SPANS["s1"], SAID)
    assert codes(SAID, level="approved", judgement=None) == {"signature_missing"}
    assert codes(SAID, level="approved", judgement=None, signatures={key: "ines"}) == set()
    moved = binding(SPANS["s1"], "The base is leather.")
    assert codes(SAID, level="approved", judgement=None, signatures={moved: "ines"}) == {"signature_missing"}


def test_a_source_of_nothing_but_numbers_and_limits_is_read_once() -> None:
    # A hundred thousand words: a look through all of them for each would take minutes.
    item = PACK.model_copy(update={"description": "up to 2 g " * 25_000})
    bearing = Bearing(item, {}, levels=("rewritten",))
    found = verifier().verify(fact(item, "s1", "It weighs 3 g.", "rewritten"), bearing)
    assert isinstance(found, Refused)
