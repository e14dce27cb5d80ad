import pytest

from frankly.domain.person.correction import Correction
from frankly.errors import NotFound
from tests.contract.stores import NOW, Stores, interest, view


def correction(name: str = "c1", at: int = NOW, **fields: object) -> Correction:
    given = {"id": name, "decision": "d1", "item": "i1", "kind": "dont_use", "acts": ("e1",), "at": at} | fields
    return Correction.model_validate(given)


async def held(stores: Stores, key: str = "ada") -> list[str]:
    """What comes with the person's record."""
    return [one.id for one in (await stores.people.read(key, history_limit=10, seen_since=None)).corrections]


async def counted(stores: Stores) -> list[str]:
    """Items of everyone's acts, as statistics read them."""
    return [item async for chunk in stores.events.columns() for item in chunk.items]


@pytest.fixture
async def known(stores: Stores) -> Stores:
    await stores.events.append([view(number) for number in range(3)], NOW)
    return stores


async def test_a_correction_comes_with_the_person_until_it_is_undone(known: Stores) -> None:
    made = await known.corrections.put("ada", correction())
    assert made == correction()
    await known.corrections.put("ada", correction("c0", NOW + 1))
    assert await held(known) == ["c1", "c0"]
    undone = await known.corrections.undo("ada", "c1", NOW + 5)
    assert undone == correction(undone=NOW + 5)
    assert await held(known) == ["c0"]
    assert [(one.id, one.undone) for one in await known.corrections.of("ada")] == [("c0", None), ("c1", NOW + 5)]


async def test_saying_the_same_again_changes_nothing(known: Stores) -> None:
    await known.corrections.put("ada", correction())
    assert await known.corrections.put("ada", correction(at=NOW + 9)) == correction()
    await known.corrections.undo("ada", "c1", NOW + 5)
    assert await known.corrections.undo("ada", "c1", NOW + 7) == correction(undone=NOW + 5)


async def test_an_undone_correction_is_taken_up_again(known: Stores) -> None:
    await known.corrections.put("ada", correction())
    await known.corrections.undo("ada", "c1", NOW + 5)
    again = correction(at=NOW + 9, acts=("e1", "e2"))
    assert await known.corrections.put("ada", again) == again
    assert await held(known) == ["c1"]


async def test_nothing_is_undone_that_is_not_there(known: Stores) -> None:
    await known.corrections.put("ada", correction())
    assert await known.corrections.undo("ada", "c9", NOW) is None
    assert await known.corrections.undo("ben", "c1", NOW) is None
    assert await held(known) == ["c1"]


async def test_of_someone_unknown_nothing_is_corrected(stores: Stores) -> None:
    with pytest.raises(NotFound, match="Nothing is stored of 'nobody'"):
        await stores.corrections.put("nobody", correction())
    assert await stores.corrections.of("nobody") == []


async def test_disowned_acts_count_in_no_statistics_until_undone(known: Stores) -> None:
    await known.corrections.put("ada", correction())
    assert await counted(known) == ["i0", "i1", "i2"]
    await known.corrections.put("ada", correction("c2", kind="not_me", acts=("e1", "e2")))
    assert await counted(known) == ["i0"]
    assert await known.events.count() == 3
    await known.corrections.undo("ada", "c2", NOW)
    assert await counted(known) == ["i0", "i1", "i2"]


async def test_corrections_survive_a_merge(stores: Stores) -> None:
    await stores.events.append([view(1, None, "s1"), view(2, "ada")], NOW)
    await stores.corrections.put("session:s1", correction(kind="not_me"))
    await stores.corrections.put("ada", correction("c2"))
    await stores.people.merge("session:s1", "ada", NOW)
    assert await held(stores) == ["c1", "c2"]
    assert await held(stores, "session:s1") == []
    assert await counted(stores) == ["i2"]


async def test_a_reset_and_a_deletion_take_corrections_along(known: Stores) -> None:
    await known.corrections.put("ada", correction())
    assert (await known.people.reset("ada", NOW)).rows["corrections"] == 1
    assert await known.corrections.of("ada") == []
    await known.people.put_facts("ada", [interest("sea")], replace=False, now=NOW)
    await known.corrections.put("ada", correction())
    assert (await known.people.delete("ada", NOW)).rows["corrections"] == 1
    assert await known.corrections.of("ada") == []
    assert not (await known.people.read("ada", history_limit=1, seen_since=None)).is_known


async def test_corrections_come_with_everyone_who_is_streamed(known: Stores) -> None:
    await known.people.put_facts("ada", [interest("sea")], replace=False, now=NOW)
    await known.corrections.put("ada", correction(facts=("f-sea",)))
    batches = [batch async for batch in known.people.stream()]
    assert [one.id for one in batches[0][0].corrections] == ["c1"]


async def test_what_was_kept_elsewhere_is_taken_up_where_it_is_not_known(stores: Stores) -> None:
    assert await stores.corrections.restore("ada", [correction(), correction("c2", kind="not_me", acts=("e7",))]) == 2
    assert await stores.corrections.undo("ada", "c1", NOW + 5) is not None
    assert await stores.corrections.restore("ada", [correction(), correction("c3")]) == 1
    assert await held(stores) == ["c2", "c3"]
    batches = [batch async for batch in stores.people.stream()]
    assert [record.key for batch in batches for record in batch] == ["ada"]
