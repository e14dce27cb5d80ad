"""How replies go wrong: the closed list by which they are counted, in metrics and in decisions."""

from enum import StrEnum


class ReplyFault(StrEnum):
    """One way in which a reply is not what was asked for; most are mended, and counted all the same."""

    THINKING = "thinking"
    """The model thought aloud, in `<think>` or the like."""

    FENCED = "fenced"
    """The JSON stands in a code fence."""

    PROSE_AROUND = "prose_around"
    """There are words before or after the JSON."""

    TRAILING_COMMA = "trailing_comma"
    """A comma before a closing bracket."""

    SINGLE_QUOTES = "single_quotes"
    """Single quotes around names or texts."""

    TRUNCATED = "truncated"
    """It ends before it is complete."""

    REPAIRED = "repaired"
    """It was no JSON for another reason, and could be mended."""

    NO_JSON = "no_json"
    """There is no JSON in it, or it cannot be mended."""

    WRONG_SHAPE = "wrong_shape"
    """It is JSON of another shape than asked for."""

    UNKNOWN_HANDLE = "unknown_handle"
    """It names something that was not shown."""

    DUPLICATE_HANDLE = "duplicate_handle"
    """It names something twice."""

    MISSING_HANDLE = "missing_handle"
    """It leaves something out."""

    COPIED_ORDER = "copied_order"
    """It gives the order back in which things were shown."""
