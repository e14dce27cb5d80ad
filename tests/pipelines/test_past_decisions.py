from pathlib import Path

import pytest
from rich.console import Console

from frankly.cli.records.decisions_view import list_view, whole_view
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.pipelines.parts import Parts
from frankly.pipelines.people.corrections import CorrectionInput, correct
from frankly.pipelines.people.past_decisions import decisions_around, decisions_of
from frankly.pipelines.people.told_decision import told_decision
from frankly.pipelines.people.words import Words
from frankly.pipelines.recommend import recommend
from tests.api.world import NOW, World, make_parts, settings

HOUR = 3_600_000


@pytest.fixture
async def parts(tmp_path: Path) -> Parts:
    world = World(make_parts(), settings(tmp_path))
    await world.stock()
    await world.parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    return world.parts


async def asked(parts: Parts, *moments: int, surface: str = "home") -> list[str]:
    request = RecommendationRequest(surface=surface, person="ada")
    return [str((await recommend(parts, request, moment)).decision) for moment in moments]


async def test_the_nearest_to_a_moment_are_found_before_and_after_it(parts: Parts) -> None:
    at = [NOW - 50 * HOUR, NOW - 3 * HOUR, NOW - HOUR, NOW + HOUR, NOW + 40 * HOUR]
    made = dict(zip(await asked(parts, *at), at, strict=True))
    found = await decisions_around(parts, "ada", NOW, limit=3)
    assert [made[one.id] for one in found.decisions] == [NOW + HOUR, NOW - HOUR, NOW - 3 * HOUR]
    near_end = await decisions_around(parts, "ada", EpochMs(NOW + 30 * HOUR), limit=1)
    assert [made[one.id] for one in near_end.decisions] == [NOW + 40 * HOUR]
    assert len((await decisions_around(parts, "ada", NOW, limit=10)).decisions) == 5
    assert (await decisions_around(parts, "ben", NOW)).decisions == ()


async def test_only_the_surface_that_is_asked_for(parts: Parts) -> None:
    await asked(parts, NOW)
    [email] = await asked(parts, NOW, surface="email")
    assert [one.id for one in (await decisions_around(parts, "ada", NOW, surface="email")).decisions] == [email]
    assert [one.id for one in (await decisions_of(parts, "ada", surface="email")).decisions] == [email]


async def test_a_list_goes_on_where_the_one_before_ended(parts: Parts) -> None:
    made = await asked(parts, NOW, NOW + 1, NOW + 2)
    first = await decisions_of(parts, "ada", limit=2)
    rest = await decisions_of(parts, "ada", limit=2, cursor=first.cursor)
    assert [one.id for one in (*first.decisions, *rest.decisions)] == made[::-1]
    assert rest.cursor is None
    with pytest.raises(NotFound):
        await decisions_of(parts, "ada", cursor="d-nobody-knows")


async def test_a_terminal_shows_an_answer_whole_with_what_was_corrected(parts: Parts) -> None:
    [made] = await asked(parts, NOW)
    record = await parts.decisions.get(made)
    assert record is not None
    told = await told_decision(parts.decisions, record)
    said = CorrectionInput.model_validate({"item": told.items()[0].id, "kind": "dont_use", "ground": "g1"})
    correction = await correct(parts, record, said, NOW)
    catalogue = await parts.catalogue.get_many(sorted({*told.anchors(), *(one.id for one in told.items())}))
    known = {str(item): one for item, one in catalogue.items()}
    words = Words("en", {item: one.title for item, one in known.items()})
    screen = Console(width=100, no_color=True, markup=False, highlight=False)
    with screen.capture() as capture:
        screen.print(whole_view(told, known, words, [correction]))
        screen.print(list_view(await decisions_of(parts, "ada"), None))
    text = capture.get()
    assert "They liked something in Sea, 3 times" in text
    assert "Corrected 2026-11-21 09:10 UTC: Not used, now and in future: you liked something in Sea." in text
    assert f"frankly why {made} {told.items()[0].id}" in text
    assert text.count(made) >= 3


async def test_a_title_that_begins_like_a_sentence_stays_as_it_is(parts: Parts) -> None:
    item = (await parts.catalogue.get_many(["book-0"]))["book-0"]  # type: ignore[index]  # ids are texts
    await parts.catalogue.upsert([item.model_copy(update={"title": "You Are Here"})], NOW)
    await parts.live.refresh(NOW)
    [made] = await asked(parts, NOW)
    told = await told_decision(parts.decisions, await parts.decisions.get(made) or {})
    catalogue = await parts.catalogue.get_many(["book-0", "book-6", "book-12"])
    words = Words("en", {str(name): one.title for name, one in catalogue.items()})
    screen = Console(width=100, no_color=True, markup=False, highlight=False)
    with screen.capture() as capture:
        screen.print(whole_view(told, {}, words, []))
    assert "They liked “You Are Here”" in capture.get()
