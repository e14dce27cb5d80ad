"""From a sentence that somebody edited in a campaign's review to a case: what they wrote instead must hold up."""

import re
from typing import Final

from frankly.domain.campaign.look import CellEdit
from frankly.domain.canonical import hash_bytes
from frankly.domain.item import Item
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.evals.adding.writing import case_of
from frankly.evals.cases.case import Case

MOST_BECAUSE: Final = 500
CHECKS: Final = ("tone", "language")
"""What every case is held to by itself, so that it can fail in any suite."""


def case_of_edit(edit: CellEdit, item: Item, anchor: Item | None, locale: str, shop: str) -> Case | None:
    """The edited sentence as a text to be judged.

    Args:
        edit: the edit.
        item: what the cell is about: its title stands where the sentence has the item's own.
        anchor: whose title stands where the sentence has that of what a recipient did, which would be somebody's: the
            item itself, where the cell's recipients did it to that, and else any other; None where there is none.
        locale: of the cell.
        shop: file of the case's own shop.

    Returns:
        The case; None where the sentence has slots that only a recipient's evidence could fill.
    """
    slots = list(TEXT_SLOT.finditer(edit.text))
    is_told = any(slot["owner"] != "item" for slot in slots)
    if any(slot["field"] != "title" for slot in slots) or (is_told and anchor is None):
        return None

    def filled(slot: re.Match[str]) -> str:
        return item.title if slot["owner"] == "item" or anchor is None else anchor.title

    name = f"edited-{hash_bytes(f'{edit.cell}{edit.place}{edit.text}'.encode())[:8]}"
    because = f"Somebody who reviewed a campaign wrote this {edit.place} in place of “{edit.before}”."[:MOST_BECAUSE]
    ask = {"text": [{"text": TEXT_SLOT.sub(filled, edit.text), "item": str(item.id), "locale": locale}]}
    case = case_of(name, ask, because, CHECKS, shop=shop).model_copy(update={"tags": ("edited",)})
    # What is told of the case lets checks know the title for a name, and people see whose it is.
    return case.model_copy(update={"truth": {"anchor": str(anchor.id)}}) if is_told and anchor is not None else case
