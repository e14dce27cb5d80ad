"""Items that cannot stand in an e-mail, as a person at a terminal reads of them."""

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from frankly.cli.screen import clean
from frankly.pipelines.campaigning.views import UnfitView

_SHOWN: Final = 10


def unfit_notes(items: Sequence[UnfitView]) -> list[Text]:
    """Which they are, what each fails, and what to mend; nothing without any."""
    if not items:
        return []
    what, they = ("1 item", "it") if len(items) == 1 else (f"{len(items):,} items", "they")
    lines = [f"{what} cannot stand in an e-mail; others stand where {they} would:"]
    lines += [f"  {clean(one.item)} ({one.code}): {clean(one.hint)}" for one in items[:_SHOWN]]
    lines += [f"  and {len(items) - _SHOWN:,} more; --json names all"] if len(items) > _SHOWN else []
    return [Text(""), *(Text(line, style="yellow") for line in lines)]
