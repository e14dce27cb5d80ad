"""From a sentence that somebody edited in a campaign's review to a case: what they wrote instead must hold up."""

from typing import Final

from frankly.domain.campaign.look import CellEdit
from frankly.domain.canonical import hash_bytes
from frankly.domain.item import Item
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.evals.adding.writing import case_of
from frankly.evals.cases.case import Case

MOST_BECAUSE: Final = 500


def case_of_edit(edit: CellEdit, item: Item, locale: str, shop: str) -> Case | None:
    """The edited sentence as a text to be judged.

    Args:
        edit: the edit; its slots for titles are filled with the item's own, since an anchor would be somebody's.
        item: what the cell is about.
        locale: of the cell.
        shop: file of the case's own shop.

    Returns:
        The case; None where the sentence has other slots, which only a recipient's evidence could fill.
    """
    if any(slot["field"] != "title" for slot in TEXT_SLOT.finditer(edit.text)):
        return None
    text = TEXT_SLOT.sub(lambda _: item.title, edit.text)
    name = f"edited-{hash_bytes(f'{edit.cell}{edit.place}{edit.text}'.encode())[:8]}"
    because = f"Somebody who reviewed a campaign wrote this {edit.place} in place of “{edit.before}”."[:MOST_BECAUSE]
    ask = {"text": [{"text": text, "item": str(item.id), "locale": locale}]}
    return case_of(name, ask, because, shop=shop).model_copy(update={"tags": ("edited",)})
