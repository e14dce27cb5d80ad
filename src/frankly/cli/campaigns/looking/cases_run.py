"""Writes what people edited in a review as cases of a suite, with the items that they are about beside them."""

from pathlib import Path

from frankly.domain.item import Item
from frankly.errors import Misconfigured, NotFound
from frankly.evals.adding.edited import case_of_edit
from frankly.evals.adding.own_shop import shop_text
from frankly.evals.adding.writing import HEAD, case_text
from frankly.evals.cases.case import Case
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import parsed_cell


async def write_cases(world: CampaignWorld, file: Path) -> int:
    """Write the newest edit of each sentence as a case; returns how many were written.

    Raises:
        NotFound: when nothing was edited.
        Misconfigured: when the file is there already, or cannot be written.
    """
    edits = {(edit.cell, edit.place): edit for edit in await world.ledger.edits(world.edition.no)}
    if not edits:
        raise NotFound(f"Nobody edited a sentence of '{world.campaign.name}' yet: there is nothing to make cases of.")
    if file.exists():
        raise Misconfigured(f"{file} is there already; name another file.")
    cells = {key: parsed_cell(key) for key, _ in edits}
    items = await world.parts.catalogue.get_many(sorted({cell.item for cell in cells.values()}))
    shop = f"shops/{world.campaign.name}.jsonl"
    cases: list[Case] = []
    shown: dict[str, Item] = {}
    for edit in edits.values():
        cell = cells[edit.cell]
        item = items.get(cell.item)
        case = None if item is None else case_of_edit(edit, item, cell.locale, shop)
        if case is not None and item is not None:
            cases.append(case)
            shown[cell.item] = item
    try:
        (file.parent / "shops").mkdir(parents=True, exist_ok=True)
        (file.parent / shop).write_bytes(shop_text(list(shown.values()), world.edition.at))
        file.write_text(HEAD + "\n".join(case_text(case) for case in cases), encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{file} cannot be written: {error.strerror}.") from error
    return len(cases)
