import time

import pytest

from frankly.domain.item import Item
from frankly.domain.money import Money
from frankly.domain.saying.text import VerifiedText
from frankly.domain.saying.unbound import UnboundReport
from frankly.stages.unbound.checking import check_unbound

LAMP = Item(
    id="lamp",
    title="Brass Lamp",
    price=Money(amount_minor=12_900, currency="EUR"),
    stock=4,
    description="A warm lamp with a linen shade. It weighs up to 1.2 kg.",
    attributes={
        "height": "42.4 cm",
        "cable length": "180 cm",
        "dimmable": True,
        "wireless": False,
        "colours": "brass, black",
        "Memory": "128GB 4GB RAM",
        "Announced": "2023, July. Released 2024, March",
        "bluetooth": "No",
        "battery": "Li-Ion 650 mAh, up to 70 h",
    },
)
SHELF = Item(id="shelf", title="Oak Shelf", attributes={"height": "90 cm", "wireless": None}, tags=("sturdy",))


def states(text: str, *items: Item) -> dict[str, str]:
    return {claim.text: claim.state for claim in check_unbound(text, items or (LAMP,)).claims}


@pytest.mark.parametrize(
    ("text", "words", "state"),
    [
        ("It is 42.4 cm tall.", "42.4 cm", "supported"),
        ("It is 42 cm tall.", "42 cm", "supported"),
        ("It is 424 mm tall.", "424 mm", "supported"),
        ("It is 45 cm tall.", "45 cm", "contradicted"),
        ("It is about 45 cm tall.", "45 cm", "supported"),
        ("It is about 60 cm tall.", "60 cm", "contradicted"),
        ("It is over 40 cm tall.", "40 cm", "supported"),
        ("It has a cable length of 42.4 cm.", "42.4 cm", "contradicted"),
        ("It has a 128 GB memory.", "128 GB", "supported"),
        ("It has 128 GB of RAM.", "128 GB", "contradicted"),
        ("It draws 60 W.", "60 W", "not found"),
        ("It costs 129 EUR.", "129 EUR", "supported"),
        ("It costs €129.00.", "€129.00", "supported"),
        ("It costs 99 EUR.", "99 EUR", "contradicted"),
        ("It runs for up to 70 hours.", "70 hours", "supported"),
        ("It was released in 2024.", "2024", "supported"),
        ("It was released in 2023.", "2023", "contradicted"),
        ("It was announced in July 2023.", "July 2023", "supported"),
        ("It was announced in May 2023.", "May 2023", "contradicted"),
        ("It comes in two colours.", "two colours", "supported"),
        ("It comes in four colours.", "four colours", "contradicted"),
        ("It is dimmable.", "dimmable", "supported"),
        ("It is not dimmable.", "dimmable", "contradicted"),
        ("It is wireless.", "wireless", "contradicted"),
        ("It is not wireless.", "wireless", "supported"),
        ("It has Bluetooth.", "Bluetooth", "contradicted"),
        ("It has no Bluetooth.", "Bluetooth", "supported"),
        ("It has no Bluetooth, but it is wireless.", "wireless", "contradicted"),
        ("It has NFC.", "NFC", "not found"),
        ("It is made by Anglepoise.", "Anglepoise", "not found"),
        ("It is a stunning lamp.", "stunning", "not found"),
    ],
)
def test_a_claim_is_held_against_the_fields(text: str, words: str, state: str) -> None:
    assert states(text)[words] == state


@pytest.mark.parametrize("text", ["A warm lamp.", "It has a linen shade.", ""])
def test_what_claims_nothing_that_rules_read_gives_no_claim(text: str) -> None:
    assert check_unbound(text, (LAMP,)).claims == ()


def test_a_name_that_it_is_said_to_lack_is_no_claim() -> None:
    assert "Zigbee" not in states("It does not support Zigbee.")
    assert states("It does support Zigbee.")["Zigbee"] == "not found"


def test_a_text_about_several_items_may_say_what_one_of_them_says() -> None:
    assert states("It is 90 cm tall.")["90 cm"] == "contradicted"
    assert states("It is 90 cm tall.", LAMP, SHELF)["90 cm"] == "supported"
    assert "sturdy" not in states("A sturdy one.", LAMP, SHELF)


def test_places_are_places_in_the_text_sentence_by_sentence() -> None:
    text = "  It is 45 cm tall.\n\nThe lamp, e.g. in black, is wireless. Fine"
    report = check_unbound(text, (LAMP,))
    assert [text[start:end] for start, end in report.sentences] == [
        "It is 45 cm tall.",
        "The lamp, e.g. in black, is wireless.",
        "Fine",
    ]
    assert [text[claim.span[0] : claim.span[1]] for claim in report.claims] == [claim.text for claim in report.claims]
    assert [claim.text for claim in report.in_sentence(report.sentences[1])] == ["wireless"]
    assert [claim.fields for claim in report.contradicted] == [("height", "cable length"), ("wireless",)]


def test_a_report_is_never_a_verification() -> None:
    report = check_unbound("It is dimmable.", (LAMP,))
    assert report.is_verified is False
    assert not isinstance(report, VerifiedText)
    with pytest.raises(ValueError, match="is_verified"):
        UnboundReport.model_validate({**report.model_dump(), "is_verified": True})


@pytest.mark.parametrize("part", ["1 ", "4 or ", "1,", "a-", "no ", "Ab ", "x. ", "1/", "\u200b", "two cats "])
def test_a_long_hostile_text_takes_no_time_that_grows_with_its_square(part: str) -> None:
    start = time.process_time()
    check_unbound((part * 20_000)[:20_000], (LAMP,))
    assert time.process_time() - start < 5
