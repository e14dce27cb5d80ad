"""One thing that may be told, as models are shown it."""

from frankly.domain.base import Frozen


class ToldThing(Frozen):
    """Evidence, or several pieces of one kind told together."""

    id: str
    """`e1` for a piece, `g1` for several together; holds inside one call."""

    kind: str
    """Kind of evidence."""

    name: str = ""
    """Title of the item that it hangs on, or a category, cleaned; empty where a slot says what it is."""

    slots: tuple[str, ...] = ()
    """Slots that can be filled, without the id: `title`, `when`."""

    marks: tuple[str, ...] = ()
    """What else may be said of it: `recent`, `similar` …"""
