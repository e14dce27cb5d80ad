"""Lines that say for what a campaign writes by itself: said of what stands first, and borne by its own reason."""

from dataclasses import replace
from typing import get_args

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.message_lines import AboutItems, MessageLines
from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing
from frankly.stages.writing.borne import is_still_borne
from frankly.stages.writing.message import MessageWriting
from frankly.stages.writing.message_gate import Drafted, lines_verified
from frankly.stages.writing.sentences import Basis, write_item
from frankly.stages.writing.wordings import says_occasion, says_returned
from tests.unit.stages.verify.samples import K, bearing, codes, item, piece, reason, texts, verifier

WORDINGS = texts().wordings
EMMA = item("emma", "Emma", creators=())
ACTS = {"cart_left": K.ADDED_TO_CART, "back_in_stock": K.SAVED, "continue": K.PROGRESSED}
TRIGGERS = get_args(AboutItems)


def of(
    occasion: str, kind: EvidenceKind | None = None, *, locale: str = "en", about: tuple[str, ...] = ("emma",)
) -> Bearing:
    """What may be said of an item that a message is written for."""
    under = bearing(
        piece("e1", kind or ACTS[occasion], ("item", "emma")), about=EMMA, anchors={"emma": EMMA}, locale=locale
    )
    return replace(under, occasion=occasion, about=about)


def body(under: Bearing, seed: int = 1) -> list[VerifiedText]:
    drafts = write_item(WORDINGS, under, seed=Seed(seed))
    found = [verifier().verify(draft, under) for draft in drafts]
    assert all(isinstance(one, VerifiedText) for one in found), found
    return [one for one in found if isinstance(one, VerifiedText)]


def lines(
    under: Bearing,
    told: list[VerifiedText],
    *,
    seed: int = 1,
    basis: Basis = "evidence",
    drafted: Drafted | None = None,
) -> MessageLines:
    writing = MessageWriting(WORDINGS, replace(under, item=None), Seed(seed), basis, "plain")
    return lines_verified(writing, verifier(), told, drafted).lines


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("occasion", TRIGGERS)
def test_each_trigger_has_words_of_its_own_in_each_language(occasion: str, locale: str) -> None:
    language = WORDINGS.languages[locale]
    for role in ("subject", "intro"):
        for family in language.occasions[occasion][role].values():
            assert len([line for line in family.lines if line.tone is None]) >= 4
    if occasion == "back_in_stock":
        assert all(len(language.reason(kind, "returned")) >= 4 for kind in (K.SAVED, K.LIKED, K.ADDED_TO_CART))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("occasion", TRIGGERS)
def test_subject_and_intro_say_it_of_the_item_by_its_name_in_other_words(occasion: str, locale: str, seed: int) -> None:
    under = of(occasion, locale=locale)
    found = lines(under, body(under, seed), seed=seed)
    for line in (found.subject, found.intro):
        assert line is not None
        assert says_occasion(line.pattern)
        assert "Emma" in line.text
        assert line.evidence == ("e1",)
    assert found.subject != found.intro


def test_without_an_occasion_and_of_nobody_in_particular_nothing_of_it_is_said() -> None:
    under = of("cart_left")
    for bare in (replace(under, occasion="", about=()), replace(under, about=())):
        assert not any(says_occasion(text.pattern) for _, text in lines(bare, body(bare)).texts())
    assert not any(says_occasion(text.pattern) for _, text in lines(under, body(under), basis="non_profiled").texts())


def test_of_what_does_not_stand_first_nothing_is_said() -> None:
    under = of("cart_left", about=("ivanhoe", "emma"))
    assert not any(says_occasion(text.pattern) for _, text in lines(under, body(under)).texts())


def test_that_something_is_back_is_said_above_only_where_its_reason_says_so() -> None:
    under = of("back_in_stock")
    (told,) = body(under)
    assert says_returned(told.pattern)
    other = verifier().verify(reason("You saved this one."), under)
    assert isinstance(other, VerifiedText)
    subject = lines(under, [told]).subject
    assert subject is not None
    assert is_still_borne(subject, replace(under, item=None), [told])
    assert not is_still_borne(subject, replace(under, item=None), [other])
    without = lines(under, [other]).subject
    assert without is not None
    assert not says_returned(without.pattern)


def test_what_it_is_written_for_is_said_before_what_a_model_wrote() -> None:
    under = of("cart_left")
    model = DraftSentence(
        kind="reason", text="With what you put in your basket in mind", evidence=("e1",), role="subject", origin="model"
    )
    subject = lines(under, body(under), drafted={"subject": [model]}).subject
    assert subject is not None
    assert says_occasion(subject.pattern)


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("{e1.title} is back", "back_in_stock"),
        ("Back here: {e1.title}", "back_in_stock"),
        ("First here is {e1.title}, which is back", "back_in_stock"),
        ("Where you left off: {e1.title}", "continue"),
        ("Continue with {e1.title}", "continue"),
    ],
)
def test_only_of_its_own_occasion_and_item_a_claim_may_be_made(text: str, occasion: str) -> None:
    def above(under: Bearing) -> set[str]:
        return codes(reason(text), replace(under, item=None))

    assert above(of(occasion, K.SAVED)) == set()
    for other in {"", *TRIGGERS} - {occasion}:
        assert above(of(other, K.SAVED)), other
    assert above(of(occasion, K.SAVED, about=("ivanhoe", "emma")))


def test_an_item_is_back_only_where_a_message_is_written_for_that() -> None:
    draft = reason("You saved this one, and it is back.")
    assert codes(draft, of("back_in_stock")) == set()
    for under in (of("cart_left", K.SAVED), of("back_in_stock", about=("ivanhoe",)), of("back_in_stock", about=())):
        assert codes(draft, under)


@pytest.mark.parametrize(
    "text",
    [
        "{e1.title} is back, and going fast",
        "{e1.title} is back: the last one",
        "{e1.title} is back now",
        "{e1.title} is back in stock",
        "{e1.title} is still in your basket",
        "{e1.title} is back, so hurry",
        "Continue with {e1.title} before it is gone",
    ],
)
def test_no_hurry_and_no_scarcity_comes_with_it(text: str) -> None:
    assert all(codes(reason(text), replace(of(occasion, K.SAVED), item=None)) for occasion in TRIGGERS)
