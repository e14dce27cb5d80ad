"""How far a denial reaches: "does not have WLAN, GPS or a radio, but it does have a camera"."""

import re
from typing import Final

DENIALS: Final = re.compile(
    r"\b(?:no|not|without|lacks?|lacking|neither|nor|none|cannot|kein\w*|ohne|"
    r"nicht|weder)\b|n't\b",
    re.IGNORECASE,
)
REVOKES: Final = re.compile(
    r"\b(?:but|however|although|though|while|whereas|yet|instead|aber|jedoch|dafür|sondern)\b|;|\.(?!\d)"
    r"|\band (?:it |the \w+ )?(?:has|features|offers|comes|supports|includes|does have)\b",
    re.IGNORECASE,
)
"""What ends the reach of a denial."""


def is_denied(folded: str, start: int, end: int) -> bool:
    """Whether a denial reaches a place: it stands before, with nothing between that takes it back, or right after."""
    denial = None
    for match in DENIALS.finditer(folded, 0, start):
        denial = match
    if denial is not None and not REVOKES.search(folded, denial.end(), start):
        return True
    return bool(
        re.match(
            r"\W{0,3}(?:\(?(?:absent|unavailable|missing)|is not|are not|isn't|not |nicht|fehlt)",
            folded[end : end + 20],
        )
    )
