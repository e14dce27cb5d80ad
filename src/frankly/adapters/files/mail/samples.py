"""Letters that a template is tried with: one with everything in it, one with as little as there can be."""

from typing import Final

from frankly.stages.messaging.letter import Block, Colours, Footer, Letter, Link, Look, Picture

_COLOURS: Final = Colours("#ffffff", "#ffffff", "#000000", "#333333", "#cccccc", "#eeeeee", "#003300", "#ffffff")

FULL: Final = Letter(
    language="en",
    is_right_to_left=False,
    house="House",
    home="https://shop.example",
    look=Look(_COLOURS, _COLOURS, Picture("https://shop.example/logo.png", "House", 160)),
    subject="Subject",
    preheader="Preheader",
    greeting="Hello",
    name="Name",
    intro="Intro",
    headline="Headline",
    blocks=(
        Block(
            "Title",
            "Maker",
            "Price",
            "https://shop.example/item",
            "https://shop.example/item.jpg",
            ("Disclosure",),
            ("Reason", "Reason"),
            ("Fact",),
            "Invitation",
        ),
        Block("Title"),
    ),
    note="Note",
    closing="Closing",
    order=("intro", "items", "note", "closing"),
    footer=Footer("Sender", ("Street", "Town"), "Reason", ("Disclosure",), (Link("Words", "https://shop.example"),)),
    ai="ai-originated",
)
"""With everything in it."""

BARE: Final = Letter("en", False, "House", "", Look(_COLOURS, _COLOURS), "Subject")
"""With as little as there can be."""

SAMPLES: Final = (FULL, BARE)
