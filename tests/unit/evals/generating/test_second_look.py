from frankly.domain.item import Item
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.fact import PROOF_LEVELS
from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.evals.generating.second_look import ListenedVerifier
from frankly.evals.generating.shop import OpenShop
from frankly.pipelines.facts.proving import for_anyone

OWN = "The frame is made of oak."
SHARED = "Made in a workshop."


def heard(shop: OpenShop, *told: tuple[str, str, str]) -> list[bool | None]:
    """What becomes of quoted facts: id, description and the cited sentence of each item."""
    listened = ListenedVerifier(shop.second, shop.second)
    texts = []
    for name, description, cited in told:
        item = Item.model_validate({"id": name, "title": name.title(), "description": description})
        place = next(span.id for span in spans_of(description, "en") if span.text == cited)
        draft = DraftSentence(
            kind="fact", text=f"From the description: “{cited}”", evidence=(place,), level="quoted", origin="template"
        )
        outcome = listened.verify(draft, for_anyone(item, shop.text.rules, PROOF_LEVELS))
        assert isinstance(outcome, VerifiedText), outcome
        texts.append(outcome)
    return [listened.is_own(text) for text in texts]


def test_a_sentence_that_another_item_does_not_bear_is_its_own(open_shop: OpenShop) -> None:
    lamp, chair = ("lamp", OWN, OWN), ("chair", "The seat is woven by hand.", "The seat is woven by hand.")
    assert heard(open_shop, lamp, chair) == [True, True]


def test_what_two_items_say_of_themselves_is_no_slip(open_shop: OpenShop) -> None:
    one = ("lamp", SHARED, SHARED)
    other = ("chair", f"The seat is woven by hand. {SHARED}", "The seat is woven by hand.")
    assert heard(open_shop, one, other) == [None, True]
