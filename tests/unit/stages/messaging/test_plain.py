from typing import Any

from frankly.stages.messaging.letter import Block, Colours, Footer, Letter, Link, Look
from frankly.stages.messaging.plain import WIDTH, plain_of

COLOURS = Colours("#ffffff", "#ffffff", "#000000", "#000000", "#000000", "#ffffff", "#000000", "#ffffff")


def letter(*blocks: Block, **changes: Any) -> Letter:
    said = {"subject": "New here", "greeting": "Hello", "name": "Ada", "intro": "Something new is among these."}
    more = {"closing": "Kind regards", "house": "Lantern Books", "home": "https://shop.example"}
    look = Look(COLOURS, COLOURS)
    return Letter(language="en", is_right_to_left=False, look=look, blocks=blocks, **{**said, **more, **changes})


EMMA = Block(
    "Emma",
    creators="Jane Austen",
    price="€9.99",
    url="https://shop.example/emma",
    disclosures=("Sponsored: somebody paid for this place.",),
    reasons=("You viewed “Persuasion”, and that counts here.",),
    facts=("From the description: “A novel.”",),
    invitation="Have a look",
)


def test_everything_stands_in_the_order_in_which_it_is_read() -> None:
    assert plain_of(letter(EMMA)) == (
        "Hello Ada,\n\nSomething new is among these.\n\n"
        "1. Emma\n   Jane Austen · €9.99\n   Sponsored: somebody paid for this place.\n"
        "   You viewed “Persuasion”, and that counts here.\n   From the description: “A novel.”\n"
        "   Have a look: https://shop.example/emma\n\n"
        "Kind regards\nLantern Books\nhttps://shop.example\n"
    )


def test_what_is_not_there_leaves_no_gap() -> None:
    bare = plain_of(letter(Block("Emma"), greeting="", name="", intro="", closing="", home=""))
    assert bare == "1. Emma\n\nLantern Books\n"


def test_lines_are_short_and_addresses_whole() -> None:
    long = Block("A " * 80, url="https://shop.example/" + "a" * 200, reasons=("so " * 100,))
    lines = plain_of(letter(long)).splitlines()
    assert all(len(line) <= WIDTH for line in lines if "https" not in line)
    assert [line.strip() for line in lines if line.endswith("a" * 200)] == ["https://shop.example/" + "a" * 200]


def test_parts_stand_in_the_order_that_is_asked_for() -> None:
    said = plain_of(letter(EMMA, note="A word of ours.", order=("note", "items", "closing", "intro")))
    places = [said.index(words) for words in ("A word of ours.", "1. Emma", "Kind regards", "Something new")]
    assert places == sorted(places)
    assert "A word of ours." not in plain_of(letter(EMMA, note="A word of ours."))


def test_the_footer_stands_below_the_mark_that_mail_programs_know() -> None:
    footer = Footer(
        "Lantern Books",
        ("7 Harbour Lane", "Exampleton"),
        "You agreed to e-mail.",
        ("Parts were written by a model.",),
        (
            Link("Unsubscribe", "https://mail.shop.example/m/u/" + "t" * 90),
            Link("https://a.example", "https://a.example"),
        ),
    )
    assert plain_of(letter(EMMA, footer=footer)).split("\n-- \n")[1] == (
        "You agreed to e-mail.\n\nParts were written by a model.\n\n"
        f"Unsubscribe: https://mail.shop.example/m/u/{'t' * 90}\nhttps://a.example\n\n"
        "Lantern Books\n7 Harbour Lane\nExampleton\n"
    )
