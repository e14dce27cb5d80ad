"""What a model wrote goes through the same gate, before the templates."""

from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text import DraftSentence
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing
from frankly.stages.writing.gate import Written, headline_verified, intro_verified, nudge_verified, write_verified
from tests.unit.stages.verify.samples import bearing, piece, texts, verifier

LIKED = piece("e2", EvidenceKind.LIKED, ("item", "ivanhoe"), contribution=300)


def live(text: str, *evidence: str, **changes: object) -> DraftSentence:
    told = {"kind": "reason" if evidence else "nudge", "text": text, "evidence": evidence, "origin": "model"}
    return DraftSentence.model_validate(told | {"pattern": "write/v1"} | changes)


GOOD = live("You viewed {e1.title}, and that counts here.", "e1")
LIE = live("You bought {e1.title}.", "e1")


def written(*drafts: DraftSentence, under: Bearing | None = None, **options: object) -> Written:
    leaning = under or bearing(piece(), LIKED)
    return write_verified(texts().wordings, leaning, verifier(), seed=Seed(1), drafts=drafts, **options)  # type: ignore[arg-type]


def test_a_model_is_tried_first_and_templates_tell_the_rest() -> None:
    made = written(GOOD)
    assert [text.origin for text in made.texts] == ["model", "template"]
    assert made.texts[1].evidence == ("e2",)
    assert made.degradations == ()


def test_a_refused_sentence_is_replaced_by_a_template_about_the_same() -> None:
    made = written(LIE)
    assert [text.origin for text in made.texts] == ["template", "template"]
    assert [(one.code, one.detail.split(":")[0]) for one in made.degradations] == [
        (DegradationCode.SENTENCE_REPLACED, "write/v1")
    ]


def test_nothing_is_told_twice_by_a_model_or_behind_it() -> None:
    again = live("One of the reasons: you viewed {e1.title}.", "e1")
    made = written(GOOD, again)
    assert [(text.origin, text.evidence) for text in made.texts] == [("model", ("e1",)), ("template", ("e2",))]


def test_a_thing_that_a_model_told_of_is_not_told_again_as_another_act_on_it() -> None:
    saved = piece("e3", EvidenceKind.SAVED, ("item", "emma"), contribution=400)
    made = written(GOOD, under=bearing(piece(), saved, LIKED))
    assert [text.evidence for text in made.texts] == [("e1",), ("e2",)]


def test_no_more_is_said_than_the_surface_wants() -> None:
    assert [text.origin for text in written(GOOD, limit=1).texts] == ["model"]


def test_what_the_slate_has_said_already_is_not_said_again() -> None:
    said = written(GOOD, limit=1).texts[0].text
    assert said not in {text.text for text in written(GOOD, said={said}).texts}


def test_a_headline_of_a_model_comes_before_ours() -> None:
    under = bearing(piece(), without_item=True)
    line = live("Following on from what you viewed", "e1", role="headline")
    made = headline_verified(texts().wordings, under, verifier(), seed=Seed(1), drafts=[line])
    assert made.texts[0].origin == "model"
    refused = headline_verified(
        texts().wordings, under, verifier(), seed=Seed(1), drafts=[live("The best for you", role="headline")]
    )
    assert refused.texts[0].origin == "template"


def test_an_intro_is_a_models_or_there_is_none() -> None:
    under = bearing(piece(), without_item=True)
    line = live("Take time to compare", role="intro")
    assert [text.role for text in intro_verified(under, verifier(), [line], ()).texts] == ["intro"]
    assert intro_verified(under, verifier(), [], ()) == Written()
    said = intro_verified(under, verifier(), [line], ()).texts[0].text
    assert intro_verified(under, verifier(), [line], (said,)).texts == ()


def test_a_nudge_that_states_something_is_replaced() -> None:
    made = nudge_verified(
        texts().wordings, bearing(piece()), verifier(), seed=Seed(1), drafts=[live("Buy it now, the last one")]
    )
    assert made.texts[0].origin == "template"
