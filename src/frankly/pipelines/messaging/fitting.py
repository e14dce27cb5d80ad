"""An e-mail that mail programs do not cut off: without pictures where it would be too long with them."""

from dataclasses import replace
from typing import Final

from frankly.domain.saying.message import LeftOut
from frankly.errors import Misconfigured, TooLarge
from frankly.pipelines.messaging.lettering import Lettered
from frankly.pipelines.parts import Parts
from frankly.stages.messaging.letter import Letter

MOST_BYTES: Final = 90_000
"""Mail programs cut longer messages off, often in the middle of a sentence."""


def fitting(told: Lettered, parts: Parts) -> tuple[Lettered, str]:
    """The e-mail with its HTML.

    Args:
        told: what stands in it.
        parts: the world, with the template.

    Raises:
        TooLarge: when it would be cut off without pictures too.
        Misconfigured: when the template is wrong, or none was loaded.
    """
    template = parts.template
    if template is None:
        raise Misconfigured("No template of e-mails was loaded; this door writes none.")
    html = template.html(told.letter)
    if len(html.encode()) < MOST_BYTES:
        return told, html
    left_out = [*told.left_out, LeftOut(code="images_too_large")]
    told = Lettered(_without_images(told.letter), tuple(left_out))
    html = template.html(told.letter)
    if len(html.encode()) >= MOST_BYTES:
        raise TooLarge(
            f"This e-mail would have {len(html.encode()) // 1000} KB, and mail programs cut off above "
            f"{MOST_BYTES // 1000} KB. Ask for fewer items with 'limit'."
        )
    return told, html


def _without_images(letter: Letter) -> Letter:
    return replace(letter, blocks=tuple(replace(block, image="") for block in letter.blocks))
