"""Names in sentences: what stands in quotation marks is the catalogue's, or the person's search, and not ours."""

import re
from collections.abc import Iterator
from typing import Final

_QUOTED: Final = re.compile(r"“([^”]*)”|„([^“]*)“|\"([^\"]*)\"|«([^»]*)»")


def without_names(text: str) -> str:
    """A text with blanks in place of its names, so that places stay."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


def names_in(text: str) -> Iterator[str]:
    """The names in a text."""
    return (next((part for part in found if part), "") for found in _QUOTED.findall(text))
