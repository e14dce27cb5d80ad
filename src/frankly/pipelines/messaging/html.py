"""An e-mail as HTML, from the same blocks as its plain text.

Autoescaping is on for every value; titles, names and addresses are only ever variables. What a sender must add
(unsubscribing, who sends this, the postal address) stands in the template's block `footer`, which is empty here.
"""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from frankly.stages.messaging.letter import Letter

MOST_BYTES: Final = 90_000
"""Mail programs cut longer messages off, often in the middle of a sentence."""

_DARK_INK, _LIGHT_INK = "#14171a", "#ffffff"


def html_of(letter: Letter) -> str:
    """Write an e-mail as HTML.

    Args:
        letter: what stands in it.
    """
    return _template().render(letter=letter, on_accent=_ink_on(letter.accent))


@cache
def _template() -> Template:
    # Chosen by hand: `select_autoescape` leaves names such as `x.html.j2` unescaped.
    environment = Environment(
        loader=PackageLoader("frankly.pipelines.messaging"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("message.html.j2")


def _ink_on(colour: str) -> str:
    """The colour of text on a button: the one that stands out more (WCAG relative luminance)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _LIGHT_INK if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0578 else _DARK_INK
