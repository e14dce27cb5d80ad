"""What reviewers edited becomes cases about the items that it stood for, and a suite of them that runs."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.cli.campaigns.looking.cases_run import cases_view, write_cases
from frankly.cli.main import app
from frankly.domain.campaign.look import CellEdit
from frankly.domain.item import Item
from frankly.errors import Invalid, NotFound
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import messages_of
from tests.api.world import NOW, book
from tests.pipelines.campaigning.shop import Shop, campaign

WORDS = "“{item.title}” may be worth a look"
FOLLOWED = "Following on from “{e1.title}”"


@pytest.fixture
async def shop() -> Shop:
    opened = await Shop().open()
    titled = [book(number, title=f"The Book of Tale {number}") for number in range(30)]
    await opened.parts.catalogue.upsert([Item.model_validate(one) for one in titled], NOW)
    for number in range(10):
        await opened.reader(f"reader-{number}")
    return opened


@pytest.fixture
async def world(shop: Shop) -> CampaignWorld:
    return await shop.planned(campaign(mode="cell"))


async def edit(shop: Shop, world: CampaignWorld, *edits: tuple[str, str, str]) -> None:
    for cell, place, text in edits:
        await shop.ledger.edit(world.edition.no, CellEdit(cell, place, text, "Have a look", "Otto", NOW))


async def asked(suites: Path, name: str) -> tuple[int, str]:
    """What `frankly eval run` says; it has a loop of its own."""
    options = ("--suites", str(suites), "--out", str(suites / "last"), "--data", str(suites / "data"))
    result = await asyncio.to_thread(CliRunner().invoke, app, ["eval", "run", name, *options])
    return result.exit_code, result.output


async def test_an_edit_of_a_text_across_items_is_tried_with_the_item_of_its_first_recipient(
    shop: Shop, world: CampaignWorld, tmp_path: Path
) -> None:
    row = next(row for row in await shop.rows(world) if row.cell.endswith("/item/"))
    own = row.cell.replace("/item/", "/item/book-3")
    await edit(shop, world, (row.cell, "subject", WORDS), (row.cell, "intro", WORDS), (own, "subject", WORDS))
    assert (await write_cases(world, tmp_path / "cases.yaml")).cases == 3
    first = (await messages_of(world).of(row)).composed.answer.items[0].id
    told = (tmp_path / "cases.yaml").read_text()
    assert told.count(f"item: {first}") + told.count(f'item: "{first}"') == 2
    assert "book-3" in told


async def test_what_is_written_runs_as_it_is(shop: Shop, world: CampaignWorld, tmp_path: Path) -> None:
    row = next(row for row in await shop.rows(world) if "=/" not in row.cell and row.cell)
    await edit(shop, world, (row.cell, "subject", FOLLOWED), (row.cell, "reason:0", "You viewed {e1.count} of these"))
    file = tmp_path / "evals" / "edited" / "cases.yaml"
    written = await write_cases(world, file)
    assert (written.cases, written.left, written.is_named) == (1, 1, True)
    lead, other, *_ = [
        item.id.removeprefix("book-") for item in (await messages_of(world).of(row)).composed.answer.items
    ]
    assert f"Following on from “The Book of Tale {other}”" in file.read_text(encoding="utf-8")
    assert f"item: book-{lead}\n" in file.read_text(encoding="utf-8")
    view = cases_view(file, written)
    assert view.startswith(f"1 case is in {file}, ")
    (name,) = re.findall(rf"Next: frankly eval run ([a-z]+) --suites {tmp_path}/evals", view)
    code, said = await asked(tmp_path / "evals", name)
    assert code == 0, said


async def test_a_case_that_no_longer_holds_fails(shop: Shop, world: CampaignWorld, tmp_path: Path) -> None:
    row = next(row for row in await shop.rows(world) if row.cell)
    await edit(shop, world, (row.cell, "intro", "Have a LOOK at “{item.title}”!!!"))
    await write_cases(world, tmp_path / "edited" / "cases.yaml")
    code, said = await asked(tmp_path, "edited")
    assert code == 1, said


async def test_a_suite_that_is_there_is_left_as_it_is(shop: Shop, world: CampaignWorld, tmp_path: Path) -> None:
    row = next(row for row in await shop.rows(world) if row.cell)
    await edit(shop, world, (row.cell, "intro", WORDS))
    await write_cases(world, tmp_path / "edited" / "cases.yaml")
    before = (tmp_path / "edited" / "suite.yaml").read_text()
    file = tmp_path / "edited" / "more.yaml"
    written = await write_cases(world, file)
    assert not written.is_named
    assert "put more.yaml into the list 'cases'" in cases_view(file, written)
    assert (tmp_path / "edited" / "suite.yaml").read_text() == before


async def test_what_cannot_be_a_case_is_told(shop: Shop, world: CampaignWorld, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Nobody edited"):
        await write_cases(world, tmp_path / "cases.yaml")
    row = next(row for row in await shop.rows(world) if row.cell)
    await edit(shop, world, (row.cell, "reason:0", "You viewed {e1.count} of these"))
    with pytest.raises(Invalid, match=r"name a file such as evals/edited/cases\.yaml"):
        await write_cases(world, tmp_path / "cases.txt")
    with pytest.raises(NotFound, match="no case can be made"):
        await write_cases(world, tmp_path / "cases.yaml")
    assert list(tmp_path.iterdir()) == []
