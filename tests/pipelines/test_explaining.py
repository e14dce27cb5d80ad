"""Why, why not and what if over the demo shop: what is told was tried, and holds when it is done for real."""

import pickle
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from frankly.demo.named import MARA
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.person.consent import ConsentInput, EvidenceGroup, Purpose
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactField, FactInput, FactKind
from frankly.domain.surface import EditorialPolicy, Pin
from frankly.errors import Invalid, NotFound
from frankly.pipelines.explaining.changes import ActsOn, Changes, SupposedEvent
from frankly.pipelines.explaining.revisiting import present, revisit
from frankly.pipelines.explaining.supposing import Revisited, suppose
from frankly.pipelines.explaining.what_if import what_if
from frankly.pipelines.explaining.why import why
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.testing.memory.database import MemoryDatabase
from tests.pipelines.lantern import NOW, open_lantern

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lantern() -> AsyncIterator[Parts]:
    parts = await open_lantern()
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


async def asked(parts: Parts, person: str | None = "reader-0007", **more: Any) -> Revisited:
    return await present(parts, RecommendationRequest(surface="home", person=person, **more), NOW)


def slate(world: Revisited) -> list[str]:
    return [str(item.id) for item in world.decided.answer.items]


def stored(database: MemoryDatabase) -> bytes:
    return pickle.dumps([getattr(database, name) for name in database.__slots__])


async def test_contributions_add_up_to_the_score_exactly(lantern: Parts) -> None:
    for person in ("reader-0007", "reader-0123", MARA.person, None):
        world = await asked(lantern, person)
        for item in slate(world)[::4]:
            view = await why(world, item)
            assert view.score == sum(piece.contribution for piece in view.evidence) == sum(view.by_source.values())


async def test_because_is_said_of_necessary_grounds_only(lantern: Parts) -> None:
    said = {True: 0, False: 0}
    for person in ("reader-0007", "reader-0123"):
        world = await asked(lantern, person)
        for item in slate(world):
            view = await why(world, item, "en")
            causes = {frozenset(one.ground.evidence): one.cause for one in view.grounds}
            for sentence in view.said.sentences:
                is_because = "because" in sentence.text.casefold()
                told = [cause for pieces, cause in causes.items() if pieces >= set(sentence.evidence)]
                said[is_because] += 1
                assert not is_because or "necessary" in told
    assert all(said.values())


async def test_paragraph_comes_in_german_too(lantern: Parts) -> None:
    world = await asked(lantern)
    view = await why(world, slate(world)[0], "de")
    assert view.said.locale == "de"
    assert view.said.sentences
    assert {text.locale for text in view.said.sentences} == {"de"}
    assert view.said.text == " ".join(text.text for text in view.said.sentences)


async def test_nobody_is_told_why_who_does_not_want_to_be(lantern: Parts) -> None:
    world = await asked(lantern)
    gone = Changes(consent=ConsentInput(purposes={Purpose.EXPLAIN: False}))
    quiet = Revisited("", world.parts, await suppose(world, gone), world.record, is_live=True)
    assert (await why(quiet, slate(quiet)[0])).said.sentences == ()


async def test_confirmed_acts_take_the_item_out_when_they_are_gone(lantern: Parts) -> None:
    confirmed = 0
    for person in ("reader-0007", "reader-0123", "reader-0055"):
        world = await asked(lantern, person)
        for item in slate(world):
            fewest = (await why(world, item)).fewest_acts
            if fewest is None or not fewest.is_confirmed:
                continue
            confirmed += 1
            gone = Changes(remove_acts=tuple(ActsOn(kind=act.event, item=act.item) for act in fewest.acts))
            assert item not in {str(one.id) for one in (await suppose(world, gone)).answer.items}
    assert confirmed >= 5


async def test_why_of_an_item_outside_points_to_why_not(lantern: Parts) -> None:
    world = await asked(lantern)
    with pytest.raises(NotFound, match="why-not"):
        await why(world, "emma")


async def test_recorded_decision_is_explained_as_it_was_after_new_acts(lantern: Parts) -> None:
    request = RecommendationRequest(surface="home", person="reader-0201")
    answer = await recommend(lantern, request, NOW)
    before = await why(await present(lantern, request, NOW), str(answer.items[0].id))
    more = SupposedEvent(kind=EventKind.PURCHASE, item="emma").event("bought-emma", NOW)
    await lantern.events.append([more.model_copy(update={"person": "reader-0201", "session": None})], NOW)
    record = await lantern.decisions.get(answer.decision)
    assert record is not None
    world = await revisit(lantern, record)
    assert slate(world) == [str(item.id) for item in answer.items]
    assert await why(world, str(answer.items[0].id)) == before
    assert await why_not(world, "emma") == await why_not(world, "emma")


async def test_every_item_of_the_catalogue_has_a_verdict(lantern: Parts) -> None:
    world = await asked(lantern, "reader-0123")
    verdicts: dict[str, int] = {}
    for item in lantern.live.snapshot.item_ids[::20]:
        view = await why_not(world, str(item))
        verdicts[view.verdict] = verdicts.get(view.verdict, 0) + 1
        assert (view.verdict == "in_slate") == (str(item) in slate(world))
        assert (view.dropped is not None) == (view.verdict == "filtered")
        assert sum(view.standing.by_source.values()) == view.standing.score
        if view.verdict == "outscored":
            assert view.rival is not None
            assert view.missing == view.rival.score - view.standing.score >= 0
    assert {"outscored", "not_retrieved", "filtered"} <= verdicts.keys()


async def test_item_that_nobody_proposed_is_scored_as_if_one_had(lantern: Parts) -> None:
    world = await asked(lantern, "reader-0007")
    known = set(world.decided.found.candidates.rows.tolist())
    found = [row for row in range(len(lantern.live.snapshot)) if row not in known]
    for row in found[:5]:
        view = await why_not(world, str(lantern.live.snapshot.item_ids[row]))
        assert not view.is_retrieved
        assert view.standing.slot is None
        if view.verdict == "not_retrieved":
            assert view.standing.place is not None
            assert view.would_enter is not None


async def test_unknown_item_is_told_with_the_nearest_id(lantern: Parts) -> None:
    with pytest.raises(NotFound, match="Did you mean 'emma'"):
        await why_not(await asked(lantern), "emmma")


async def test_cap_is_named_with_those_who_fill_it(lantern: Parts) -> None:
    world = await asked(lantern, "reader-0007")
    capped = [row for row, reason in world.decided.slate.dropped.items() if reason is DropReason.CAPPED]
    views = [await why_not(world, str(lantern.live.snapshot.item_ids[row])) for row in capped[:5]]
    assert views
    for view in views:
        assert view.verdict == "capped"
        assert all(len(cap.taken_by) >= cap.most for cap in view.caps)
        assert set(view.caps[0].taken_by) <= set(slate(world))


async def test_pin_is_named_where_it_displaces(lantern: Parts) -> None:
    world = await asked(lantern, "reader-0007")
    pins = tuple(Pin(because="a test", item=item, slot=slot) for slot, item in enumerate(("kwaidan", "macbeth"), 1))
    home = lantern.policies.surfaces["home"].model_copy(update={"editorial": EditorialPolicy(pins=pins)})
    policies = replace(lantern.policies, surfaces={**lantern.policies.surfaces, "home": home}, _merged={})
    pinned = await asked(replace(lantern, policies=policies), "reader-0007")
    gone = [item for item in slate(world) if item not in slate(pinned)]
    views = [await why_not(pinned, item) for item in gone]
    assert "displaced_by_pin" in {view.verdict for view in views}
    for view in views:
        if view.verdict == "displaced_by_pin":
            assert set(view.displaced_by) == {"kwaidan", "macbeth"}
    there = await why(pinned, "kwaidan")
    assert (there.origin, there.pinned_because) == ("pin", "a test")
    assert {one.cause for one in there.grounds} <= {"contributing", "none"}


async def test_advice_holds_when_it_is_taken(lantern: Parts) -> None:
    world = await asked(lantern, "reader-0123")
    given = 0
    for item in lantern.live.snapshot.item_ids[::120]:
        view = await why_not(world, str(item), advice=True)
        for one in view.advice or ():
            given += 1
            after = await what_if(world, one.changes)
            assert {placed.item: placed.slot for placed in after.after}[item] == one.slot
    assert given >= 3


async def test_what_if_compares_both_slates_and_changes_nothing(lantern: Parts) -> None:
    database: MemoryDatabase = lantern.people._database  # type: ignore[attr-defined]
    world = await asked(lantern)
    before = stored(database)
    first = slate(world)[0]
    changes = Changes(
        add_events=(SupposedEvent(kind=EventKind.LIKE, item="emma", times=2),),
        add_facts=(FactInput(kind=FactKind.INTEREST, field=FactField.CATEGORY, value="drama"),),
        consent=ConsentInput(evidence={EvidenceGroup.VIEWS: False}),
        unavailable=(first,),
        weights={"popular": 2},
    )
    view = await what_if(world, changes)
    assert [placed.item for placed in view.before] == slate(world)
    assert first in view.left
    assert set(view.entered) == {one.item for one in view.after} - {one.item for one in view.before}
    assert view.entered
    assert stored(database) == before
    assert slate(await asked(lantern)) == slate(world)


async def test_supposed_acts_count_as_real_ones_do(lantern: Parts) -> None:
    person = "reader-0055"
    world = await asked(lantern, person)
    likes = [SupposedEvent(kind=EventKind.LIKE, item=item) for item in ("emma", "dracula", "kwaidan")]
    supposed = await suppose(world, Changes(add_events=tuple(likes)))
    real = [like.event(f"like-{number}", NOW) for number, like in enumerate(likes)]
    await lantern.events.append([one.model_copy(update={"person": person, "session": None}) for one in real], NOW)
    after = await asked(lantern, person)
    assert [(one.id, one.score) for one in supposed.answer.items] == [
        (one.id, one.score) for one in after.decided.answer.items
    ]


async def test_what_cannot_be_taken_away_is_told(lantern: Parts) -> None:
    world = await asked(lantern)
    with pytest.raises(Invalid, match="no act 'nothing'"):
        await what_if(world, Changes(remove_events=("nothing",)))
    with pytest.raises(NotFound, match="no item 'nowhere'"):
        await what_if(world, Changes(available=("nowhere",)))
    with pytest.raises(Invalid, match="Name a person"):
        await what_if(await asked(lantern, None), Changes(remove_events=("nothing",)))
