"""An e-mail that mail programs do not cut off: without pictures where it would be too long with them."""

from dataclasses import replace

from frankly.domain.message import LeftOut
from frankly.errors import TooLarge
from frankly.pipelines.messaging.html import MOST_BYTES, html_of
from frankly.pipelines.messaging.lettering import Lettered
from frankly.stages.messaging.letter import Letter


def fitting(told: Lettered) -> tuple[Lettered, str]:
    """The e-mail with its HTML.

    Raises:
        TooLarge: when it would be cut off without pictures too.
    """
    html = html_of(told.letter)
    if len(html.encode()) < MOST_BYTES:
        return told, html
    left_out = [*told.left_out, LeftOut(code="images_too_large")]
    told = Lettered(_without_images(told.letter), tuple(left_out))
    html = html_of(told.letter)
    if len(html.encode()) >= MOST_BYTES:
        raise TooLarge(
            f"This e-mail would have {len(html.encode()) // 1000} KB, and mail programs cut off above "
            f"{MOST_BYTES // 1000} KB. Ask for fewer items with 'limit'."
        )
    return told, html


def _without_images(letter: Letter) -> Letter:
    return replace(letter, blocks=tuple(replace(block, image="") for block in letter.blocks))
