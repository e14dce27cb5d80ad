from dataclasses import replace

import pytest

from frankly.domain.canonical import canonical
from frankly.domain.decision import Impression
from frankly.errors import Invalid
from frankly.ports.decisions import DecisionStore
from tests.contract.stores import NOW, Stores, decision, view


@pytest.fixture
def decisions(stores: Stores) -> DecisionStore:
    return stores.decisions


async def test_an_empty_log_knows_no_decision(decisions: DecisionStore) -> None:
    await decisions.flush()
    assert (await decisions.count(), await decisions.get("d0")) == (0, None)


async def test_a_record_is_read_as_it_was_written(decisions: DecisionStore) -> None:
    made, served = decision()
    assert decisions.record(made, served) is True
    record = await decisions.get(made.id)
    assert record == made.as_plain()
    assert canonical(record) == made.to_bytes()  # type: ignore[arg-type]


async def test_decisions_about_nobody_are_recorded_too(decisions: DecisionStore) -> None:
    made, served = decision(person=None)
    decisions.record(made, served)
    assert await decisions.get(made.id) == made.as_plain()
    assert list(await decisions.add_impressions([Impression(made.id, "i2", 2, NOW)])) == [True]


async def test_a_decision_recorded_twice_is_one(decisions: DecisionStore) -> None:
    made, served = decision()
    decisions.record(made, served)
    decisions.record(replace(made, make=lambda: {"slate": []}), [])
    assert await decisions.count() == 1
    assert await decisions.get(made.id) == made.as_plain()


async def test_an_impression_counts_once(decisions: DecisionStore) -> None:
    made, served = decision()
    decisions.record(made, served)
    seen = Impression(made.id, "i1", 1, NOW)
    assert list(await decisions.add_impressions([seen, seen, replace(seen, at=NOW + 9)])) == [True, False, False]
    assert list(await decisions.add_impressions([seen])) == [False]


async def test_what_was_not_served_was_not_seen(decisions: DecisionStore) -> None:
    made, served = decision()
    decisions.record(made, served)
    tried = [
        Impression("d-unknown", "i1", 1, NOW),
        Impression(made.id, "i9", 1, NOW),
        Impression(made.id, "i1", 2, NOW),
        Impression(made.id, "i2", 2, NOW),
    ]
    assert list(await decisions.add_impressions(tried)) == [False, False, False, True]


async def test_a_record_with_a_float_is_refused_and_spoils_no_other(decisions: DecisionStore) -> None:
    good, served = decision(seed=1)
    bad, _ = decision(seed=2)
    decisions.record(good, served)
    decisions.record(replace(bad, make=lambda: {"score": 0.5}), served)  # type: ignore[dict-item]
    with pytest.raises(Invalid, match="float"):
        await decisions.flush()
    await decisions.flush()
    assert await decisions.count() == 1
    assert await decisions.get(good.id) == good.as_plain()


async def test_a_decision_in_the_making_when_its_person_was_deleted_is_not_recorded(stores: Stores) -> None:
    await stores.events.append([view(1)], NOW)
    read = await stores.people.read("ada", history_limit=10, seen_since=None)
    made, served = decision("ada")
    await stores.people.delete("ada", NOW)
    stores.decisions.record(made, served, read.life)
    assert await stores.decisions.get(made.id) is None
    assert not (await stores.people.read("ada", history_limit=10, seen_since=None)).is_known


async def test_who_comes_back_after_a_deletion_is_not_given_what_was_in_the_making_before(stores: Stores) -> None:
    await stores.events.append([view(1)], NOW)
    read = await stores.people.read("ada", history_limit=10, seen_since=None)
    made, served = decision("ada")
    await stores.people.delete("ada", NOW)
    await stores.events.append([view(2)], NOW)
    stores.decisions.record(made, served, read.life)
    assert await stores.decisions.get(made.id) is None


async def test_a_decision_of_somebody_new_or_still_there_is_recorded(stores: Stores) -> None:
    nobody_yet = await stores.people.read("ada", history_limit=10, seen_since=None)
    assert nobody_yet.life is None
    first, served = decision("ada", seed=1)
    stores.decisions.record(first, served, nobody_yet.life)
    await stores.decisions.flush()
    known = await stores.people.read("ada", history_limit=10, seen_since=None)
    second, served = decision("ada", seed=2)
    stores.decisions.record(second, served, known.life)
    assert await stores.decisions.count() == 2
