"""Makes a catalogue value fit to stand inside a sentence. Titles are data: nothing in them opens a slot or a tag."""

import re
from functools import lru_cache
from typing import Final

from frankly.domain.untrusted.cleaning import cleaned

MOST_CHARACTERS: Final = 120
"""Longer values are shortened; a sentence is not the place to read them."""

_LINK: Final = re.compile(r"https?:|www\.|://|javascript:|data:[a-z]+/|\]\(", re.IGNORECASE)


@lru_cache(maxsize=8192)
def clean(raw: str) -> str | None:
    """Make a value fit to be shown.

    Args:
        raw: what the catalogue, the person or a label file says.

    Returns:
        Text in Unicode NFC on one line, without control, bidirectional and invisible characters, tags and template
        syntax, at most 120 characters. None where an address is in it or nothing readable is left: such a value is not
        repeated in our sentences.
    """
    text = cleaned(raw[: MOST_CHARACTERS * 20])
    # Looked for in what was sent too: a tag that is taken out must not take an address with it unseen.
    if _LINK.search(text) or _LINK.search(raw[: MOST_CHARACTERS * 20]):
        return None
    text = " ".join(text.split())
    if len(text) > MOST_CHARACTERS:
        text = _shortened(text)
    return text if any(character.isalnum() or not character.isascii() for character in text) else None


def _shortened(text: str) -> str:
    cut = text[: MOST_CHARACTERS - 1]
    space = cut.rfind(" ", MOST_CHARACTERS - 30)
    return (cut[:space] if space > 0 else cut).rstrip(" ,.;:–—-\u200d\u200c") + "…"
