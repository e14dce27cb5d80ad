"""Writes what people edited in a review as cases of a suite, with the items that they are about beside them."""

import shlex
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from frankly.domain.item import Item
from frankly.errors import Invalid, Misconfigured, NotFound
from frankly.evals.adding.edited import case_of_edit
from frankly.evals.adding.own_shop import shop_text
from frankly.evals.adding.writing import HEAD, begin_suite, case_text
from frankly.evals.cases.case import Case
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import parsed_cell
from frankly.pipelines.campaigning.writing.reading import Decisions


@dataclass(frozen=True, slots=True)
class WrittenCases:
    """What was written.

    Attributes:
        cases: how many cases.
        left: edited sentences with slots that only a recipient's evidence could fill.
        suite: name of the suite whose folder the file stands in.
        suites: folder of that suite's.
        is_named: whether the suite reads the file: it was begun with it, or names it.
    """

    cases: int
    left: int
    suite: str
    suites: Path
    is_named: bool


async def write_cases(world: CampaignWorld, file: Path) -> WrittenCases:
    """Write the newest edit of each sentence as a case, and begin a suite of them where there is none beside them.

    Args:
        world: an edition that was reviewed.
        file: of the cases, in the folder of a suite.

    Raises:
        NotFound: when nothing was edited, or nothing of it can be a case.
        Invalid: when the file's name is none that cases are read from.
        Misconfigured: when the file is there already, or cannot be written.
    """
    edits = {(edit.cell, edit.place): edit for edit in await world.ledger.edits(world.edition.no)}
    if not edits:
        raise NotFound(f"Nobody edited a sentence of '{world.campaign.name}' yet: there is nothing to make cases of.")
    if file.suffix not in {".yaml", ".yml"}:
        raise Invalid(f"{file}: these cases are written as YAML; name a file such as evals/edited/cases.yaml.")
    if file.exists():
        raise Misconfigured(f"{file} is there already; name another file.")
    cells = {key: parsed_cell(key) for key, _ in edits}
    shown = await _shown(world, cells.keys())
    items = await world.parts.catalogue.get_many(sorted({name for names in shown.values() for name in names}))
    shop = f"shops/{world.campaign.name}.jsonl"
    cases: list[Case] = []
    needed: dict[str, Item] = {}
    for edit in edits.values():
        cell = cells[edit.cell]
        there = [items[name] for name in shown.get(edit.cell, ()) if name in items]
        if not there:
            continue
        others = there if cell.marks.startswith("=") else [one for one in there if one.title != there[0].title]
        case = case_of_edit(edit, there[0], next(iter(others), None), cell.locale, shop)
        if case is not None:
            cases.append(case)
            needed |= {str(item.id): item for item in (there[0], *others[:1])}
    if not cases:
        raise NotFound("What was edited has slots that only a recipient's evidence could fill: no case can be made.")
    return _written(file, shop, shop_text(list(needed.values()), world.edition.at), cases, len(edits) - len(cases))


def _written(file: Path, shop: str, items: bytes, cases: list[Case], left: int) -> WrittenCases:
    try:
        (file.parent / "shops").mkdir(parents=True, exist_ok=True)
        (file.parent / shop).write_bytes(items)
        file.write_text(HEAD + "\n".join(case_text(case) for case in cases), encoding="utf-8")
        is_named = begin_suite(file, "Sentences that reviewers wrote")
    except OSError as error:
        raise Misconfigured(f"{file} cannot be written: {error.strerror}.") from error
    place = file.resolve().parent
    return WrittenCases(len(cases), left, place.name, place.parent, is_named)


async def _shown(world: CampaignWorld, cells: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Key of a cell → items that its first recipient is shown, what the message is about first."""
    found: dict[str, tuple[str, ...]] = {}
    decisions = Decisions(world.parts.decisions)
    async for page in world.ledger.stream(world.edition.no):
        for row in page:
            if row.cell in cells and row.cell not in found and row.decision:
                slate = (await decisions.of(row.decision)).body["slate"]
                found[row.cell] = tuple(str(entry["item"]) for entry in slate)
        if len(found) == len(cells):
            break
    gone = [parsed_cell(key) for key in cells if key not in found]
    return found | {cell.key: (cell.item,) for cell in gone if cell.item}


def cases_view(file: Path, written: WrittenCases) -> str:
    """What became of edits as cases, and the command that asks them."""
    many = f"{written.cases:,} cases are" if written.cases > 1 else "1 case is"
    told = [f"{many} in {file}, with the items that they are about in shops beside it."]
    if written.left:
        told.append(f"Left out, for slots that only a recipient's evidence could fill: {written.left:,}.")
    if not written.is_named:
        told.append(f"The suite beside it does not read it: put {file.name} into the list 'cases' of its suite.yaml.")
    told.append(f"Next: frankly eval run {written.suite} --suites {shlex.quote(str(written.suites))}")
    return "\n".join(told)
