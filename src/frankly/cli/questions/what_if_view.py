"""Two slates beside each other: as it is, and as it would be."""

from collections.abc import Mapping, Set
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean
from frankly.domain.ids import ItemId
from frankly.domain.time import to_iso
from frankly.pipelines.explaining.what_if_views import Moved, Placed, WhatIfView


def what_if_view(found: WhatIfView) -> RenderableType:
    """Both slates, and what changed."""
    about = f"decision {found.decision}" if found.decision else "as of now"
    head = Text(f"{found.surface} · {about} · {to_iso(found.now)[:16]} · nothing was written", style="dim")
    if found.before == found.after:
        return Group(head, Text(), Text("The slate would be the same, to the last unit of every score."))
    entered, left = set(found.entered), set(found.left)
    moved = {one.item: one for one in found.moved}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", expand=True)
    table.add_column("", justify="right", style="dim")
    table.add_column("as it is", ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column("as it would be", ratio=1, overflow="ellipsis", no_wrap=True)
    for place, (before, after) in enumerate(zip_longest(found.before, found.after), start=1):
        was = _item(before, "red" if before is not None and before.item in left else "")
        table.add_row(str(place), was, _after(after, entered, moved))
    same = "the others keep their places" if len(found.moved) < len(found.before) - len(left) else ""
    counted = [f"{len(entered)} in", f"{len(left)} out", f"{len(found.moved)} changed place or score", same]
    return Group(head, Text(), table, Text(), Text(", ".join(part for part in counted if part) + "."))


def _item(placed: Placed | None, style: str) -> Text:
    return Text() if placed is None else Text(clean(placed.title or str(placed.item)), style=style)


def _after(placed: Placed | None, entered: Set[ItemId], moved: Mapping[ItemId, Moved]) -> Text:
    if placed is None:
        return Text()
    if placed.item in entered:
        return Text.assemble(("+ ", "green"), _item(placed, "green"))
    one = moved.get(placed.item)
    steps = 0 if one is None else one.before - one.after
    mark = "  " if not steps else f"{'↑' if steps > 0 else '↓'} "
    return Text.assemble((mark, "yellow"), _item(placed, ""))
