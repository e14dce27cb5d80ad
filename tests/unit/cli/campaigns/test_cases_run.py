"""What reviewers edited becomes cases about the items that it stood for."""

from pathlib import Path

from frankly.cli.campaigns.looking.cases_run import write_cases
from frankly.domain.campaign.look import CellEdit
from frankly.pipelines.campaigning.writing.messages import messages_of
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign

WORDS = "“{item.title}” may be worth a look"


async def test_an_edit_of_a_text_across_items_is_tried_with_the_item_of_its_first_recipient(tmp_path: Path) -> None:
    shop = await Shop().open()
    for number in range(10):
        await shop.reader(f"reader-{number}")
    world = await shop.planned(campaign(mode="cell"))
    row = next(row for row in await shop.rows(world) if row.cell.endswith("/item/"))
    cell = row.cell
    edits = [CellEdit(cell, place, WORDS, "Have a look", "Otto", NOW) for place in ("subject", "intro")]
    edits.append(CellEdit(cell.replace("/item/", "/item/book-3"), "subject", WORDS, "Have a look", "Otto", NOW))
    for edit in edits:
        await shop.ledger.edit(world.edition.no, edit)
    assert await write_cases(world, tmp_path / "cases.yaml") == len(edits)
    first = (await messages_of(world).of(row)).composed.answer.items[0].id
    told = (tmp_path / "cases.yaml").read_text()
    assert told.count(f"item: {first}") + told.count(f'item: "{first}"') == 2
    assert "book-3" in told
