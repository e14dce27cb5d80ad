"""Nothing private of a person stands in any byte that is sent to a language model."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest

from frankly.adapters.files.prompts import FilePrompts, load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.bench.privacy import measure
from frankly.domain.person.profile import PersonRecord
from frankly.domain.time import EpochMs
from frankly.pipelines.parts import Assistant, Parts
from frankly.settings import data_folder
from frankly.testing.planted import leaks, planted
from frankly.testing.scripted_model import ScriptedModel
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

WHO = planted(1, NOW)


@pytest.mark.parametrize(("kind", "secret"), sorted(set(WHO.secrets())))
def test_each_secret_is_found_wherever_it_stands(kind: str, secret: str) -> None:
    assert (kind, secret) in {(one.kind, one.what) for one in leaks(f"Order: <item>{secret.upper()}</item>", WHO)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("e-mail", "write to somebody@else.example"),
        ("phone", "call 0049 (30) 123456-78"),
        ("time", "since 2026-11-21"),
        ("time", "at 18:32:07"),
        ("time", "1795252200000"),
        ("hash", "decision 0f3a9c21b7de4455"),
        ("address", "from 192.168.0.12"),
    ],
)
def test_what_looks_like_anybodys_private_data_is_found(kind: str, text: str) -> None:
    assert kind in {one.kind for one in leaks(text, WHO)}


def test_two_people_share_no_secret_and_an_honest_prompt_has_none() -> None:
    other = planted(2, NOW)
    assert not {text for _, text in WHO.secrets()} & {text for _, text in other.secrets()}
    assert leaks('<item handle="m3k7">The Sea-Wolf; finished: Lord Jim, 93 of 100</item>', WHO) == []


@dataclass(frozen=True)
class Shop:
    """The bookshop as the benchmark wants it."""

    parts: Parts
    records: Mapping[str, PersonRecord]
    now: EpochMs = NOW


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    parts = await open_bookshop()
    readers = [f"reader-{number}" for number in (5, 11)]
    records = {one: await parts.people.read(one, history_limit=200, seen_since=None) for one in readers}
    yield Shop(parts, records)
    await parts.live.close()  # type: ignore[attr-defined]  # the real LiveIndex


def assistant(book: FilePrompts) -> Assistant:
    text = load_text(data_folder("policies"), data_folder("brand"))
    return Assistant(ScriptedModel(), book, is_ready=lambda: True, lexicons=text.lexicons, brand=text.brand)


async def test_no_byte_sent_to_a_model_holds_anything_private(shop: Shop) -> None:
    report = await measure(shop, assistant(load_prompts(data_folder("prompts"))), people=2)
    assert report.notes == []
    assert report.figures["privacy.prompt_leaks"] == 0
    assert report.figures["privacy.requests"] == 20
    asked = [report.figures[f"privacy.prompt_calls.{name}"] for name in ("rank", "write", "repair", "message")]
    assert min(asked) > 0


async def test_a_prompt_that_says_who_asks_is_found(shop: Shop) -> None:
    who = planted(0, NOW)
    leaking = [
        one.model_copy(update={"body": one.body.replace("{% block data %}", "{% block data %}For " + who.name + ".")})
        for one in load_prompts(data_folder("prompts")).all()
    ]
    report = await measure(shop, assistant(FilePrompts(tuple(leaking))), people=1)
    assert report.figures["privacy.prompt_leaks"] >= report.figures["privacy.prompt_calls"] > 0
    assert any(who.name in note for note in report.notes)
