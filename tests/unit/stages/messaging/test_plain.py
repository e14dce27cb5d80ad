from frankly.stages.messaging.letter import Block, Letter
from frankly.stages.messaging.plain import WIDTH, plain_of


def letter(*blocks: Block, **changes: str) -> Letter:
    said = {"subject": "New here", "greeting": "Hello", "name": "Ada", "intro": "Something new is among these."}
    more = {"closing": "Kind regards", "house": "Lantern Books", "home": "https://shop.example", "accent": "#000000"}
    return Letter(language="en", is_right_to_left=False, blocks=blocks, **{**said, **more, **changes})


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
