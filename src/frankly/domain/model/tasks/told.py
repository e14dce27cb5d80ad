"""One thing that may be told, as models are shown it."""

from frankly.domain.base import Frozen


class ToldThing(Frozen):
    """Evidence, or several pieces of one kind told together."""

    id: str
    """`e1` for a piece, `g1` for several together; holds inside one call."""

    kind: str
    """Kind of evidence, with `(few)` behind a statistic over few people."""

    name: str = ""
    """Title of the item that it hangs on, or a category, cleaned; empty where a slot says what it is."""

    lacks: tuple[str, ...] = ()
    """Slots of this kind that nothing is known for, without the id: `creator`."""
