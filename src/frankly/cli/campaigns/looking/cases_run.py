"""Writes what people edited in a review as cases of a suite, with the items that they are about beside them."""

from collections.abc import Collection
from pathlib import Path

from frankly.domain.item import Item
from frankly.errors import Misconfigured, NotFound
from frankly.evals.adding.edited import case_of_edit
from frankly.evals.adding.own_shop import shop_text
from frankly.evals.adding.writing import HEAD, case_text
from frankly.evals.cases.case import Case
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import parsed_cell
from frankly.pipelines.campaigning.writing.reading import Decisions


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
    leads = {key: cell.item for key, cell in cells.items() if cell.item}
    leads |= await _leads(world, cells.keys() - leads.keys())
    items = await world.parts.catalogue.get_many(sorted(set(leads.values())))
    shop = f"shops/{world.campaign.name}.jsonl"
    cases: list[Case] = []
    shown: dict[str, Item] = {}
    for edit in edits.values():
        cell = cells[edit.cell]
        item = items.get(leads.get(edit.cell, ""))
        case = None if item is None else case_of_edit(edit, item, cell.locale, shop)
        if case is not None and item is not None:
            cases.append(case)
            shown[str(item.id)] = item
    try:
        (file.parent / "shops").mkdir(parents=True, exist_ok=True)
        (file.parent / shop).write_bytes(shop_text(list(shown.values()), world.edition.at))
        file.write_text(HEAD + "\n".join(case_text(case) for case in cases), encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{file} cannot be written: {error.strerror}.") from error
    return len(cases)


async def _leads(world: CampaignWorld, wide: Collection[str]) -> dict[str, str]:
    """Key of a cell across items → the item that its first recipient is told of."""
    found: dict[str, str] = {}
    decisions = Decisions(world.parts.decisions)
    if not wide:
        return found
    async for page in world.ledger.stream(world.edition.no):
        for row in page:
            if row.cell in wide and row.cell not in found and row.decision:
                found[row.cell] = str((await decisions.of(row.decision)).body["slate"][0]["item"])
        if len(found) == len(wide):
            break
    return found
