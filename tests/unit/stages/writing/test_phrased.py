import pytest

from frankly.adapters.files.words.wordings import load_text
from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.phrase import Phrase, PhraseCell, phrase_id
from frankly.domain.saying.text import VerifiedText
from frankly.domain.seed import derive
from frankly.settings import data_folder
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.stages.writing.choose import in_order
from frankly.stages.writing.phrased import cells_of, with_phrases, wording_of
from frankly.stages.writing.templates import TemplateWrong
from frankly.stages.writing.trial import attempt
from frankly.stages.writing.wordings import Wording

TEXT = load_text(data_folder("policies"), data_folder("brand"))
CELL = PhraseCell("en", EvidenceKind.VIEWED, "one")
SAYS = "We took into account: your look at “{e1.title}”."


def phrase(text: str = SAYS, locale: str = "en", form: str = "one") -> Phrase:
    cell = PhraseCell(locale, EvidenceKind.VIEWED, form)
    return Phrase(id=phrase_id(cell, text), locale=locale, kind=cell.kind, form=form, text=text)


def test_a_phrase_becomes_a_wording_that_is_filled_and_verified_like_a_template() -> None:
    wording = wording_of(CELL, SAYS, "p1")
    assert wording.text == "We took into account: your look at “{{ e1.title }}”."
    draft, bearing = attempt("en", CELL.kind, "one", wording)
    outcome = SentenceVerifier(TEXT.lexicons, TEXT.rules).verify(draft, bearing)
    assert isinstance(outcome, VerifiedText)
    assert (outcome.text, outcome.origin, outcome.pattern) == (
        "We took into account: your look at “Emma”.",
        "phrasebook",
        "viewed/one/p1",
    )


@pytest.mark.parametrize(
    "text",
    [
        "You viewed {e1.plural}.",
        "You viewed {e1.query}.",
        "You viewed {e2.title}.",
        "You viewed {g1.titles} items.",
        "You viewed {{ e1.title }}.",
        "{% if e1.plural == 'one' %}You{% endif %}",
        "{# hidden #}You viewed it.",
        "You viewed {item.price}.",
        "You viewed {",
    ],
)
def test_what_is_no_slot_of_the_cell_is_no_wording(text: str) -> None:
    with pytest.raises(TemplateWrong):
        wording_of(CELL, text, "p1")


def test_phrases_for_what_is_necessary_are_said_of_nothing_less() -> None:
    cell = PhraseCell("en", EvidenceKind.VIEWED, "because")
    assert wording_of(cell, "Because you viewed “{e1.title}”.", "p1").cause == "necessary"


def test_phrases_stand_beside_the_templates_and_make_another_version() -> None:
    told = with_phrases(TEXT.wordings, [phrase()])
    before, after = TEXT.wordings.languages["en"], told.languages["en"]
    assert len(after.reason(CELL.kind, "one")) == len(before.reason(CELL.kind, "one")) + 1
    assert told.languages["de"] is TEXT.wordings.languages["de"]
    assert told.version != TEXT.wordings.version
    assert with_phrases(TEXT.wordings, [phrase()]).version == told.version
    assert with_phrases(TEXT.wordings, []) is TEXT.wordings


def test_a_phrase_that_cannot_be_read_costs_itself_alone() -> None:
    told = with_phrases(TEXT.wordings, [phrase("You viewed {e1.plural}."), phrase(), phrase(locale="xx")])
    new = [one for one in told.languages["en"].reason(CELL.kind, "one") if one.origin == "phrasebook"]
    assert [one.text for one in new] == ["We took into account: your look at “{{ e1.title }}”."]


def test_unused_phrases_are_tried_before_templates_and_used_ones_after_unused_templates() -> None:
    lines = [Wording("t1", "a"), Wording("p1", "b", origin="phrasebook"), Wording("t2", "c")]
    seed = derive("test", 1)
    assert in_order(lines, seed, "x", {})[0].name == "p1"
    assert in_order(lines, seed, "x", {"p1": 1})[-1].name == "p1"
    assert in_order(lines, seed, "x", {"p1": 1, "t1": 1, "t2": 1})[0].name == "p1"


def test_every_cell_has_templates_to_fall_back_on() -> None:
    cells = cells_of(TEXT.wordings)
    assert len(cells) == len(set(cells)) > 100
    assert all(TEXT.wordings.languages[cell.locale].reason(cell.kind, cell.form) for cell in cells)  # type: ignore[arg-type]
