"""Interests derived from acts: shown with receipts, never scored."""

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.profile import FactField, FactInput, FactKind
from frankly.stages.profile.infer import MOST_RECEIPTS, fact_id, infer
from tests.unit.stages.shop import act, item, shop

SHOP = shop(
    item("emma", categories=("romance", "classics"), creators=("austen",)),
    item("persuasion", categories=("romance",), creators=("austen",)),
    item("dracula", categories=("horror",), creators=("stoker",)),
    item("leaflet"),
)


def liked(name: str, strength_ppm: int = 1_000_000) -> Piece:
    return Piece(**{**_parts(act(SHOP, EvidenceKind.LIKED, name, strength_ppm)), "receipts": (f"liked-{name}",)})


def _parts(piece: Piece) -> dict:
    return {name: getattr(piece, name) for name in piece.__slots__}


def test_main_labels_with_a_tenth_of_the_weight_are_inferred_strongest_first() -> None:
    facts = infer([liked("emma"), liked("persuasion"), liked("dracula", 200_000)], SHOP)
    assert [(fact.field, fact.value, fact.weight_ppm) for fact in facts] == [
        (FactField.CATEGORY, "romance", 909_090),
        (FactField.CREATOR, "austen", 909_090),
    ]
    assert {fact.status for fact in facts} == {"inferred"}


def test_one_item_makes_no_favourite_creator() -> None:
    facts = infer([liked("dracula")], SHOP)
    assert [(fact.field, fact.value) for fact in facts] == [(FactField.CATEGORY, "horror")]


def test_each_fact_has_the_receipts_of_its_acts_newest_first() -> None:
    (romance, _) = infer([liked("emma"), liked("persuasion")], SHOP)
    assert set(romance.receipts) == {"liked-emma", "liked-persuasion"}
    assert len(infer([liked("emma")] * 30, SHOP)[0].receipts) == MOST_RECEIPTS


def test_acts_against_items_and_items_without_labels_infer_nothing() -> None:
    assert infer([liked("emma", -1_000_000)], SHOP) == []
    assert infer([liked("leaflet")], SHOP) == []
    assert infer([], SHOP) == []


def test_what_a_person_denies_is_not_inferred_again_in_whatever_spelling() -> None:
    shop_in_capitals = shop(item("dracula", categories=("Horror",)))
    piece = act(shop_in_capitals, EvidenceKind.LIKED, "dracula")
    assert infer([piece], shop_in_capitals, frozenset({("category", "horror")})) == []


def test_the_id_of_a_fact_is_what_it_says() -> None:
    said = FactInput(kind=FactKind.INTEREST, field=FactField.TAG, value="whales")
    assert fact_id("stated", said) == fact_id("stated", said.model_copy())
    assert fact_id("stated", said) != fact_id("inferred", said)
    assert fact_id("stated", said) != fact_id("stated", said.model_copy(update={"field": FactField.CATEGORY}))
