import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.deciding.decision import Impression
from frankly.domain.person.consent import Consent, stricter
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.errors import Invalid
from frankly.ports.decisions import Seen
from frankly.testing import strategies
from tests.contract.stores import KINDS, NOW, Stores, consent, decision, gather, interest, open_stores, view

NOTHING = {"acts": 0, "facts": 0, "corrections": 0, "impressions": 0}


async def read(stores: Stores, key: str = "ada", limit: int = 100, since: int | None = 0) -> PersonRecord:
    return await stores.people.read(key, history_limit=limit, seen_since=since)  # type: ignore[arg-type]


async def fill(stores: Stores, key: str = "ada", session: str | None = None) -> str:
    """One of everything about someone; returns the decision's id."""
    person = None if session else key
    await stores.events.append([view(number, person, session) for number in range(3)], NOW)
    await stores.people.put_facts(key, [interest("poetry")], replace=False, now=NOW)
    await stores.people.put_consent(key, consent(profile=True))
    made, served = decision(key)
    assert stores.decisions.record(made, served)
    await stores.decisions.add_impressions([Impression(made.id, "i1", 1, NOW)])
    return made.id


async def test_someone_unknown_has_an_empty_record(stores: Stores) -> None:
    record = await read(stores)
    assert (record.key, record.is_known, record.facts, record.consent, record.seen) == ("ada", False, (), None, {})
    assert len(record.history) == 0
    assert not record.history.is_truncated


async def test_the_newest_acts_come_oldest_first(stores: Stores) -> None:
    await stores.events.append([view(number) for number in (4, 1, 3, 0, 2)] + [view(9, "ben")], NOW)
    history = (await read(stores, limit=3)).history
    assert list(history.event_ids) == ["e2", "e3", "e4"]
    assert history.at_ms.tolist() == [NOW + 2000, NOW + 3000, NOW + 4000]
    assert list(history.item_ids) == ["i2", "i0", "i1"]
    assert history.is_truncated
    assert not (await read(stores, limit=5)).history.is_truncated
    assert (await read(stores, limit=0)).history.is_truncated


async def test_acts_of_one_moment_are_ordered_by_id(stores: Stores) -> None:
    await stores.events.append([view(number, at=NOW) for number in (3, 1, 2)], NOW)
    assert list((await read(stores)).history.event_ids) == ["e1", "e2", "e3"]


async def test_acts_carry_kind_value_and_words(stores: Stores) -> None:
    searched = view(1, kind="search", item=None, query="sea stories")
    await stores.events.append([searched, view(2, kind="rate", rating=4)], NOW)
    history = (await read(stores)).history
    assert (list(history.queries), list(history.item_ids)) == (["sea stories", ""], ["", "i2"])
    assert history.values.tolist() == [0, 4]
    assert (history.kinds.dtype, history.at_ms.dtype, history.values.dtype) == ("int8", "int64", "int32")


async def test_an_event_with_person_and_session_belongs_to_the_person(stores: Stores) -> None:
    await stores.events.append([view(1, "ada", "s1")], NOW)
    assert len((await read(stores)).history) == 1
    assert not (await read(stores, "session:s1")).is_known


async def test_facts_are_added_or_replaced(stores: Stores) -> None:
    await stores.people.put_facts("ada", [interest("poetry"), interest("sea")], replace=False, now=NOW)
    newer = interest("sea", at=NOW + 5)
    await stores.people.put_facts("ada", [newer], replace=False, now=NOW)
    assert (await read(stores)).facts == (interest("poetry"), newer)
    await stores.people.put_facts("ada", [newer], replace=True, now=NOW)
    assert (await read(stores)).facts == (newer,)
    await stores.people.put_facts("ada", [], replace=True, now=NOW)
    assert (await read(stores)).facts == ()
    assert not (await read(stores)).is_known


async def test_the_newest_consent_stands(stores: Stores) -> None:
    await stores.people.put_consent("ada", consent(profile=True, email=True))
    refusal = consent(NOW + 1, profile=False)
    await stores.people.put_consent("ada", refusal)
    record = await read(stores)
    assert (record.consent, record.is_known) == (refusal, True)


async def test_seen_counts_impressions_since_a_moment(stores: Stores) -> None:
    for seed, at in ((1, NOW), (2, NOW + 10), (3, NOW + 20)):
        made, served = decision(seed=seed)
        stores.decisions.record(made, served)
        await stores.decisions.add_impressions([Impression(made.id, "i1", 1, at)])
    assert (await read(stores, since=NOW + 10)).seen == {"i1": (2, NOW + 20)}
    assert (await read(stores, since=None)).seen == {}


async def test_nothing_is_counted_as_seen_without_consent_to_be_measured(stores: Stores) -> None:
    made, served = decision(measured=False)
    stores.decisions.record(made, served)
    assert list(await stores.decisions.add_impressions([Impression(made.id, "i1", 1, NOW)])) == [Seen.COUNTED]
    assert (await read(stores)).seen == {}


async def test_reset_forgets_all_but_consent_and_decisions(stores: Stores) -> None:
    made = await fill(stores)
    assert (await stores.people.reset("ada", NOW)).rows == NOTHING | {"acts": 3, "facts": 1, "impressions": 1}
    record = await read(stores)
    assert (len(record.history), record.facts, record.seen) == (0, (), {})
    assert record.consent == consent(profile=True)
    assert await stores.decisions.get(made) is not None
    assert (await stores.people.reset("nobody", NOW)).rows == NOTHING


async def test_after_a_reset_without_consent_nobody_is_known(stores: Stores) -> None:
    await stores.events.append([view(1)], NOW)
    await stores.people.reset("ada", NOW)
    assert not (await read(stores)).is_known


async def test_an_act_may_be_sent_again_after_a_reset(stores: Stores) -> None:
    await stores.events.append([view(1)], NOW)
    await stores.people.reset("ada", NOW)
    assert list(await stores.events.append([view(1)], NOW)) == [True]


async def test_delete_removes_everything_and_nobody_else(stores: Stores) -> None:
    made = await fill(stores)
    await stores.events.append([view(50, "ben")], NOW)
    erased = await stores.people.delete("ada", NOW)
    counted = {"acts": 3, "facts": 1, "impressions": 1, "served": 2, "decisions": 1, "consent": 1, "consent_log": 1}
    counted |= {"corrections": 0, "recipients": 0}
    assert erased.rows == counted
    assert not (await read(stores)).is_known
    assert await stores.decisions.get(made) is None
    assert (await stores.decisions.count(), await stores.events.count()) == (0, 1)
    assert (await stores.people.delete("ada", NOW)).rows == dict.fromkeys(counted, 0)


async def test_delete_reaches_a_decision_that_was_just_handed_over(stores: Stores) -> None:
    made, served = decision()
    stores.decisions.record(made, served)
    assert (await stores.people.delete("ada", NOW)).rows["decisions"] == 1
    assert await stores.decisions.get(made.id) is None


async def test_delete_reaches_decisions_that_were_not_measured(stores: Stores) -> None:
    made, served = decision(measured=False)
    stores.decisions.record(made, served)
    await stores.decisions.add_impressions([Impression(made.id, "i1", 1, NOW)])
    rows = (await stores.people.delete("ada", NOW)).rows
    assert (rows["served"], rows["impressions"], rows["decisions"]) == (2, 1, 1)


async def test_a_merged_session_is_the_persons(stores: Stores) -> None:
    made = await fill(stores, "session:s1", session="s1")
    await stores.events.append([view(10, "ada")], NOW)
    await stores.people.put_facts("ada", [interest("sea")], replace=False, now=NOW)
    assert await stores.people.merge("session:s1", "ada", NOW + 1) == 3
    record = await read(stores)
    assert list(record.history.event_ids) == ["e0", "e1", "e2", "e10"]
    assert record.facts == (interest("poetry"), interest("sea"))
    assert record.seen == {"i1": (1, NOW)}
    assert not (await read(stores, "session:s1")).is_known
    streamed = await gather(stores.events.stream())
    assert {(event.person, event.session) for event in streamed} == {("ada", "s1"), ("ada", None)}
    assert (await stores.people.delete("ada", NOW)).rows["decisions"] == 1
    assert await stores.decisions.get(made) is None


async def test_what_the_person_stated_stands_in_a_merge(stores: Stores) -> None:
    await stores.people.put_facts("ada", [interest("sea", at=1)], replace=False, now=NOW)
    await stores.people.put_facts("session:s1", [interest("sea", at=2)], replace=False, now=NOW)
    await stores.people.merge("session:s1", "ada", NOW)
    assert (await read(stores)).facts == (interest("sea", at=1),)


async def test_merging_twice_or_nobody_moves_nothing(stores: Stores) -> None:
    await stores.events.append([view(1, None, "s1")], NOW)
    assert await stores.people.merge("session:s1", "ada", NOW) == 1
    assert await stores.people.merge("session:s1", "ada", NOW) == 0
    assert await stores.people.merge("session:other", "ben", NOW) == 0
    assert not (await read(stores, "ben")).is_known


@pytest.mark.parametrize(("session", "person"), [("ben", "ada"), ("session:s1", "session:s2"), ("s1", "ada")])
async def test_only_a_session_is_merged_into_a_person(stores: Stores, session: str, person: str) -> None:
    with pytest.raises(Invalid, match="anonymous session"):
        await stores.people.merge(session, person, NOW)


async def test_a_session_without_a_decision_leaves_the_persons_consent(stores: Stores) -> None:
    await stores.people.put_consent("ada", consent(profile=False))
    await stores.events.append([view(1, None, "s1")], NOW)
    await stores.people.merge("session:s1", "ada", NOW + 1)
    assert (await read(stores)).consent == consent(profile=False)


async def test_people_with_facts_or_consent_are_streamed_by_key(stores: Stores) -> None:
    await stores.people.put_consent("ben", consent(profile=True))
    await stores.people.put_facts("ada", [interest("sea")], replace=False, now=NOW)
    await stores.people.put_facts("session:s", [interest("sea")], replace=False, now=NOW)
    await stores.events.append([view(1, "cay"), view(2, "ada")], NOW)
    pages = [[record async for record in _each(batch)] async for batch in stores.people.stream(batch=2)]
    assert [[record.key for record in page] for page in pages] == [["ada", "ben"], ["session:s"]]
    assert (pages[0][0].facts, pages[0][1].consent) == ((interest("sea"),), consent(profile=True))
    assert len(pages[0][0].history) == 0


async def _each(batch):  # type: ignore[no-untyped-def]
    for one in batch:
        yield one


@pytest.mark.parametrize("kind", KINDS)
@given(theirs=strategies.consents(), ours=st.none() | strategies.consents())
def test_the_stricter_consent_wins_a_merge(kind: str, theirs: Consent, ours: Consent | None) -> None:
    async def merge(folder: Path) -> Consent | None:
        with open_stores(kind, folder) as stores:
            await stores.people.put_consent("session:s", theirs)
            if ours is not None:
                await stores.people.put_consent("ada", ours)
            await stores.people.merge("session:s", "ada", NOW)
            return (await read(stores)).consent

    with tempfile.TemporaryDirectory() as folder:
        merged = asyncio.run(merge(Path(folder)))
    assert merged is not None
    assert (merged.at, merged.origin) == (NOW, "merge")
    expected = theirs if ours is None else stricter(ours, theirs, NOW)  # type: ignore[arg-type]
    assert (merged.purposes, merged.evidence, merged.sensitive) == (
        expected.purposes,
        expected.evidence,
        expected.sensitive,
    )


@given(
    sent=st.lists(strategies.events(people=st.sampled_from(["ada", "ben"])), max_size=12),
    facts=st.lists(strategies.facts(), max_size=4),
    limit=st.integers(0, 12),
)
def test_memory_and_sqlite_read_the_same_person(sent: list[Event], facts: list[Fact], limit: int) -> None:
    async def store_and_read(kind: str, folder: Path) -> tuple[object, ...]:
        with open_stores(kind, folder) as stores:
            await stores.events.append(sent, NOW)
            await stores.people.put_facts("ada", facts, replace=False, now=NOW)
            record = await read(stores, limit=limit)
        history = record.history
        numbers = (history.kinds.tolist(), history.at_ms.tolist(), history.values.tolist())
        texts = (list(history.event_ids), list(history.item_ids), list(history.queries))
        return record.facts, record.is_known, history.is_truncated, *numbers, *texts

    with tempfile.TemporaryDirectory() as folder:
        memory, sqlite = (asyncio.run(store_and_read(kind, Path(folder))) for kind in KINDS)
    assert memory == sqlite


async def test_what_many_decided_is_read_at_once(stores: Stores) -> None:
    await stores.people.put_consent("ada", consent(email=True))
    await stores.people.put_consent("ben", consent(email=False))
    await stores.people.put_facts("cleo", [interest("poetry")], replace=True, now=NOW)
    found = await stores.people.consents(["ben", "ada", "cleo", "nobody"])
    assert found == {"ada": consent(email=True), "ben": consent(email=False)}
    assert await stores.people.consents([]) == {}
