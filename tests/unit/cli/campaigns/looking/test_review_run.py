"""A walk through a sample whose messages have sentences of a model."""

import io
import sys

import pytest

from frankly.cli.campaigns.looking.review_run import Walk
from frankly.pipelines.campaigning.review.editing import Editing
from frankly.pipelines.campaigning.world import CampaignWorld
from tests.pipelines.campaigning.shop import Shop, passed
from tests.pipelines.campaigning.test_review import worded


async def walked(world: CampaignWorld, keys: str, lines: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is left of the lines after a walk."""
    stdin, pressed = io.StringIO(lines), iter(keys)
    monkeypatch.setattr(sys, "stdin", stdin)
    editing = Editing(world, passed)
    await Walk(world, editing, "Bea", lambda _: next(pressed), editing.messages()).run()
    return stdin.read()


@pytest.mark.parametrize("place", ["9", "0", "greeting", ""])
async def test_no_new_text_is_asked_for_a_sentence_that_is_not_there(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = await Shop().open()
    await shop.reader("ada")
    left = await walked(await worded(shop), "eq", f"{place}\nHave a look around\n", monkeypatch)
    assert left == "Have a look around\n"
    assert f"There is no sentence '{place}' here; choose 1 to " in " ".join(capsys.readouterr().err.split())


async def test_a_sentence_is_edited_by_its_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = await Shop().open()
    await shop.reader("ada")
    assert await walked(await worded(shop), "eq", "1\nHave a look around\n", monkeypatch) == ""
    assert "Now: Have a look around" in capsys.readouterr().out
