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


async def test_what_bears_a_sentence_is_told_in_words_and_by_title(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = await Shop().open()
    await shop.reader("ada")
    await walked(await worded(shop), "dq", "", monkeypatch)
    borne = {line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("    e1: ")}
    assert borne == {"e1: liked “The Sea Book”"}


async def test_what_a_model_wrote_and_the_message_does_not_show_is_marked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = await Shop().open()
    await shop.reader("ada")
    await walked(await worded(shop), "eeq", "1\nHave a look around\n0\n", monkeypatch)
    told = " ".join(capsys.readouterr().out.split())
    before, after = told.split("1 subject ")[1:]
    aside = "(not in this message: other words stand in its place)"
    assert before.startswith(f"A letter from our shelves {aside}")
    assert after.startswith("Have a look around 2 ")


async def test_a_sentence_is_edited_by_its_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = await Shop().open()
    await shop.reader("ada")
    assert await walked(await worded(shop), "eq", "1\nHave a look around\n", monkeypatch) == ""
    assert "Now: Have a look around" in capsys.readouterr().out
