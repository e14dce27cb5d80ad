"""`frankly feedback` over a data folder: what people said of sentences, as an editor reads it."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.bootstrap.stores import open_stores
from frankly.cli.main import app
from frankly.domain.canonical import Plain
from frankly.domain.deciding.decision import Decision, DecisionInputs
from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs
from frankly.settings import Settings

NOW = EpochMs(1_795_000_000_000)


def sentence(text: str) -> Plain:
    made: dict[str, Plain] = {"kind": "reason", "origin": "template", "pattern": "en/reason/viewed/one/1"}
    return made | {"said": text, "place": "sentence"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inputs = DecisionInputs({}, NOW, 1, None, "p", "s", "home", "v", "v", "v", "e")
    drafts: list[Plain] = [sentence("You viewed “Emma”."), sentence("Popular here.")]
    body: dict[str, Plain] = {"slate": [{"item": "i1", "drafts": drafts}], "headline": {"drafts": []}}
    made = Decision(inputs.decision_id(), inputs, {}, lambda: body)

    def said(number: int, sentence: int, verdict: str, decision: str = str(made.id)) -> Event:
        about = {"decision": decision, "sentence": sentence, "verdict": verdict}
        plain = {"id": f"e{number}", "person": f"p{number}", "kind": "feedback", "item": "i1", "at": NOW}
        return Event.model_validate(plain | {"feedback": about})

    async def fill() -> None:
        with open_stores(Settings(data=tmp_path)) as stores:
            stores.decisions.record(made, [])
            events = [said(1, 0, "creepy"), said(2, 0, "wrong"), said(3, 1, "helpful"), said(4, 0, "wrong", "d-gone")]
            await stores.events.append(events, NOW)
            await stores.decisions.flush()

    asyncio.run(fill())
    return tmp_path


def run(folder: Path, *args: str) -> str:
    done = CliRunner().invoke(app, ["feedback", *args, "--data", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


def test_sentences_are_listed_with_how_people_judged_them_the_worst_first(folder: Path) -> None:
    text = " ".join(run(folder).split())
    assert "1 wrong 1 creepy You viewed “Emma”." in text
    assert text.index("You viewed “Emma”.") < text.index("1 helpful Popular here.")
    assert "1 of 4 cannot be read" in text
    assert "en/reason/viewed/one/1" in text


def test_programs_read_the_same(folder: Path) -> None:
    found = json.loads(run(folder, "--json"))
    assert [(one["wrong"], one["creepy"], one["helpful"]) for one in found["sentences"]] == [(1, 1, 0), (0, 0, 1)]
    assert (found["read"], found["unreadable"]) == (4, 1)


def test_a_folder_where_nobody_judged_says_how_it_is_done(tmp_path: Path) -> None:
    with open_stores(Settings(data=tmp_path)):
        pass
    assert "Events of kind 'feedback' do." in run(tmp_path)
