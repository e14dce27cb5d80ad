import pytest
from rich.console import Console, RenderableType

from frankly.api.examples import explanations as shown
from frankly.cli.questions.fact_choice_view import facts_view
from frankly.cli.questions.what_if import changes_of, consent_of
from frankly.cli.questions.what_if_view import what_if_view
from frankly.cli.questions.why_not_view import why_not_view
from frankly.cli.questions.why_view import why_view
from frankly.cli.words import OTHER_WORDS, Names
from frankly.domain.saying.text import SEAL, DraftSentence, VerifiedText
from frankly.errors import Invalid
from frankly.pipelines.explaining.fact_views import FactChoiceView, FactPartsView
from frankly.pipelines.explaining.views import Said, WhyNotView, WhyView
from frankly.pipelines.explaining.what_if_views import WhatIfView

NAMES = Names({("item", "adam-bede"): "Adam Bede"})


def printed(view: RenderableType) -> str:
    screen = Console(width=100, no_color=True, markup=False, highlight=False)
    with screen.capture() as capture:
        screen.print(view)
    return capture.get()


def why(**changes: object) -> WhyView:
    said = Said(locale="en", text="Because of a reason.", sentences=())
    return WhyView.model_validate({**shown.WHY, "said": said, **changes})


def test_why_shows_words_exact_sum_classes_and_fewest_acts() -> None:
    text = printed(why_view(why(), "home", NAMES, is_whole=False))
    assert "Because of a reason." in text
    assert "Score 0.2340, exactly the sum of:" in text
    assert "0.2140  91 %" in text
    assert "0.0200   9 %" in text
    assert "necessary: without it the item is not there" in text
    assert "without this one act it would not be there. No fewer would do." in text


def test_of_an_email_it_is_said_that_a_campaign_may_have_worded_it_otherwise() -> None:
    assert OTHER_WORDS in flat(printed(why_view(why(), "email", NAMES, is_whole=False, is_message=True)))
    assert OTHER_WORDS not in flat(printed(why_view(why(), "home", NAMES, is_whole=False)))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_why_says_nothing_of_acts_that_did_not_decide_when_tried() -> None:
    fewest = {**shown.WHY["fewest_acts"], "is_confirmed": False}
    text = printed(why_view(why(fewest_acts=fewest), "home", NAMES, is_whole=False))
    assert "something else kept the item there" in text
    assert "it would not be there" not in text


def test_why_of_a_score_below_zero_is_shown_without_shares_of_it() -> None:
    against = {**shown.WHY["evidence"][0], "contribution": -300_000_000, "sources": {"content": -300_000_000}}
    view = why(evidence=[against, shown.WHY["evidence"][1]], score=-280_000_000, fewest_acts=None, grounds=[])
    text = printed(why_view(view, "home", NAMES, is_whole=True))
    assert "Score −0.2800" in text
    assert "No set of this person's own acts" in text


def test_necessary_sets_are_told_together() -> None:
    text = printed(why_view(why(necessary_sets=[[0, 1]]), "home", NAMES, is_whole=False))
    assert "viewed “Adam Bede”, 3 times, 91 % + popular here (61 people), 9 %" in text
    # The ladder has the same shares: both are of the score.
    assert "9 % popular here (61 people)" in flat(text)


def test_why_not_names_the_rival_the_gap_and_advice_that_holds() -> None:
    text = printed(why_not_view(WhyNotView.model_validate(shown.WHY_NOT), "home", NAMES))
    assert "Others had better scores." in text
    assert "It lacks 0.2140 to stand level with “Silas Marner” at place 2." in text
    assert "one more view of an item in Fiction: it enters at place 9" in text
    assert "“Adam Bede”" in text


def test_why_not_says_that_nothing_helped() -> None:
    text = printed(why_not_view(WhyNotView.model_validate({**shown.WHY_NOT, "advice": [], "tried": 12}), "home", NAMES))
    assert "Nothing that was tried would bring it in (12 changes)." in text


def test_what_if_marks_what_enters_and_leaves() -> None:
    text = printed(what_if_view(WhatIfView.model_validate(shown.WHAT_IF)))
    assert "+ Romola" in text
    assert "↑ Adam Bede" in text
    assert "1 in, 1 out, 1 changed place or score." in text
    assert "nothing was written" in text
    same = {**shown.WHAT_IF, "after": shown.WHAT_IF["before"], "entered": [], "left": [], "moved": []}
    assert "would be the same" in printed(what_if_view(WhatIfView.model_validate(same)))


def test_words_on_the_command_line_become_changes() -> None:
    consent = consent_of(["views", "model"], ["health"])
    assert consent == {"purposes": {"model": True}, "evidence": {"views": True}, "sensitive": {"health": False}}
    assert consent_of([], []) is None
    with pytest.raises(Invalid, match="add_events"):
        changes_of({"add_events": [{"kind": "liked", "item": "emma"}]})


@pytest.mark.parametrize(
    ("why_not", "score", "words"),
    [
        ("equal", 0, "none that could be told scored more, and of equals the first is taken."),
        ("outscored", -40_000, "none that could be told scored as much."),
    ],
)
def test_a_fact_that_met_nothing_is_told_by_its_score_alone(why_not: str, score: int, words: str) -> None:
    draft = DraftSentence(text="It is long.", kind="fact", evidence=("item",), locale="en", origin="template")
    said = VerifiedText(SEAL, draft, "It is long.")
    plain = {"said": said, "level": "quoted", "aspects": (), "meets": ()}
    parts = FactPartsView(evidence=0, level=0, novelty=0, length=score)
    best = FactChoiceView(**plain, id="f1", is_told=True, score=0, parts=parts)
    other = FactChoiceView(**plain, id="f2", is_told=False, why_not=why_not, score=score, parts=parts)
    text = flat(printed(facts_view(why(facts=(best, other)), NAMES, is_whole=True)))
    assert f"Told, this one of 2: {words} Score 0" in text
    assert "met more" not in text
