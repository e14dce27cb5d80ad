from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.fact import Fact, fact_id
from frankly.domain.saying.phrase import Phrase, PhraseCell, phrase_id
from frankly.pipelines.phrasebook.risk import risk_of_fact, risk_of_phrase
from tests.pipelines.phrasing import TEXT

SPAN = "The frame is gold, the handle black, and it folds only when it is dry."


def risk(text: str, judge: str | None = "m", span: str = SPAN) -> int:
    name = fact_id("mug", "s", ("s1",), "en", text, "rewritten")
    told = {"id": name, "item": "mug", "source": "s", "cites": ("s1",), "locale": "en", "text": text, "judge": judge}
    return risk_of_fact(Fact.model_validate(told | {"level": "rewritten"}), span, TEXT.lexicons["en"])


def test_what_nobody_judged_is_riskier() -> None:
    assert risk("The frame is gold.", judge=None) > risk("The frame is gold.")


def test_another_order_and_new_words_are_riskier() -> None:
    plain = risk("The frame is gold, the handle black.")
    assert risk("Black is the handle, gold the frame.") > plain
    assert risk("The frame is gold, the handle black, our own pair.") > plain


def test_a_source_with_conditions_is_riskier_than_one_without() -> None:
    assert risk("The frame is gold.") > risk("The frame is gold.", span="The frame is gold, the handle black.")


def test_phrases_that_say_why_are_riskier() -> None:
    cells = [PhraseCell("en", EvidenceKind.VIEWED, form) for form in ("one", "because")]
    text = "You viewed “{e1.title}”."
    plain, because = (
        risk_of_phrase(Phrase(id=phrase_id(cell, text), locale="en", kind=cell.kind, form=cell.form, text=text))
        for cell in cells
    )
    assert because > plain
