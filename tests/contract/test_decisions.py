from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.canonical import Plain, canonical
from frankly.domain.deciding.decision import Decision, Impression, Kept
from frankly.errors import Invalid, NotFound
from frankly.ports.decisions import DecisionHead, DecisionStore, Seen
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
    assert list(await decisions.add_impressions([Impression(made.id, "i2", 2, NOW)])) == [Seen.COUNTED]


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
    assert list(await decisions.add_impressions([seen, seen, replace(seen, at=NOW + 9)])) == [
        Seen.COUNTED,
        Seen.KNOWN,
        Seen.KNOWN,
    ]
    assert list(await decisions.add_impressions([seen])) == [Seen.KNOWN]


async def test_what_was_not_served_was_not_seen_and_is_told_why(decisions: DecisionStore) -> None:
    made, served = decision()
    decisions.record(made, served)
    tried = [
        Impression("d-unknown", "i1", 1, NOW),
        Impression(made.id, "i9", 1, NOW),
        Impression(made.id, "i1", 2, NOW),
        Impression(made.id, "i2", 2, NOW),
    ]
    assert list(await decisions.add_impressions(tried)) == [
        Seen.DECISION_UNKNOWN,
        Seen.NOT_SERVED,
        Seen.OTHER_SLOT,
        Seen.COUNTED,
    ]


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


async def recorded(decisions: DecisionStore, *given: tuple[int, str | None, str]) -> list[str]:
    """Record decisions of (seconds after `NOW`, person, surface); returns their ids."""
    names = []
    for seed, (after_s, person, surface) in enumerate(given):
        made, served = decision(person, seed=seed)
        inputs = replace(made.inputs, now=NOW + after_s * 1000, surface=surface)
        moved = replace(made, id=inputs.decision_id(), inputs=inputs)
        decisions.record(moved, [replace(one, decision=moved.id) for one in served])
        names.append(str(moved.id))
    await decisions.flush()
    return names


async def found(decisions: DecisionStore, **asked: Any) -> list[str]:
    return [head.id for head in await decisions.find(**asked)]


async def test_decisions_are_found_newest_first(decisions: DecisionStore) -> None:
    a, b, c, d = await recorded(
        decisions, (5, "ada", "home"), (1, None, "home"), (9, "ben", "email"), (5, "ada", "email")
    )
    assert await found(decisions) == [c, d, a, b]
    heads = await decisions.find(limit=2)
    assert heads == [DecisionHead(c, "ben", NOW + 9000, "email"), DecisionHead(d, "ada", NOW + 5000, "email")]


async def test_decisions_are_found_by_person_surface_and_time(decisions: DecisionStore) -> None:
    a, b, c, d = await recorded(
        decisions, (5, "ada", "home"), (1, None, "home"), (9, "ben", "email"), (6, "ada", "email")
    )
    assert await found(decisions, person="ada") == [d, a]
    assert await found(decisions, person="nobody") == []
    assert await found(decisions, surface="email") == [c, d]
    assert await found(decisions, person="ada", surface="home") == [a]
    assert await found(decisions, since=NOW + 5000) == [c, d, a]
    assert await found(decisions, until=NOW + 5000) == [b]
    assert await found(decisions, since=NOW + 2000, until=NOW + 9000, limit=1) == [d]


async def test_pages_go_on_where_the_one_before_ended(decisions: DecisionStore) -> None:
    # Five of one moment: the place in a page is that of the record, not of the moment alone.
    every = await recorded(decisions, *((number // 5, "ada", "home") for number in range(12)))
    paged, before = [], None
    while page := await found(decisions, person="ada", limit=5, before=before):
        paged += page
        before = page[-1]
    assert paged == list(reversed(every))


async def test_a_page_cannot_go_on_from_a_decision_that_is_not_there(decisions: DecisionStore) -> None:
    with pytest.raises(NotFound, match="begin again"):
        await decisions.find(before="d0")


@pytest.mark.parametrize("limit", [0, -1, 10_001])
async def test_a_limit_that_is_none_is_refused(decisions: DecisionStore, limit: int) -> None:
    with pytest.raises(Invalid, match="10000"):
        await decisions.find(limit=limit)


async def test_decisions_of_a_session_are_found_under_its_person_after_a_merge(stores: Stores) -> None:
    (name,) = await recorded(stores.decisions, (1, "session:s1", "home"))
    await stores.people.merge("session:s1", "ada", NOW)
    assert await stores.decisions.find(person="ada") == [DecisionHead(name, "ada", NOW + 1000, "home")]
    assert await stores.decisions.find(person="session:s1") == []
    assert (await stores.decisions.get(name) or {})["id"] == name


def keeping(person: str | None, seed: int = 1) -> Decision:
    """A decision that names a profile and the policies."""
    made, _ = decision(person, seed=seed)
    profile = Kept("profile", f"profile of {person}", person is not None, lambda: f'"{person}"'.encode())
    return replace(made, kept=(profile, Kept("policies", "v1", False, lambda: b'{"home.yaml":"limit: 10"}')))


@pytest.mark.parametrize("person", ["ada", None])
async def test_what_a_decision_names_is_kept_beside_it(decisions: DecisionStore, person: str | None) -> None:
    made = keeping(person)
    decisions.record(made, [])
    assert await decisions.kept("profile", f"profile of {person}", made.id) == f'"{person}"'.encode()
    assert await decisions.kept("policies", "v1", made.id) == b'{"home.yaml":"limit: 10"}'
    assert await decisions.kept("policies", "v2", made.id) is None
    assert await decisions.kept("policies", "v1", "d0") is None


async def test_what_belongs_to_another_person_is_not_found_through_a_decision(decisions: DecisionStore) -> None:
    hers, his = keeping("ada"), keeping("ben")
    decisions.record(hers, [])
    decisions.record(his, [])
    assert await decisions.kept("profile", "profile of ben", hers.id) is None
    assert await decisions.kept("profile", "profile of ben", his.id) == b'"ben"'


async def test_what_an_erased_person_left_is_not_found_any_more(stores: Stores) -> None:
    made = keeping("ada")
    stores.decisions.record(made, [])
    await stores.people.delete("ada", NOW)
    assert await stores.decisions.get(made.id) is None
    assert await stores.decisions.kept("profile", "profile of ada", made.id) is None
    assert await stores.decisions.find() == []
    # Recorded again for who comes back, nothing of before is used.
    stores.decisions.record(keeping("ada", seed=2), [])
    assert await stores.decisions.kept("profile", "profile of ada", keeping("ada", seed=2).id) == b'"ada"'


SEARCHED: dict[str, Plain] = {"candidates": {"items": ["i1"], "scores": list(range(10**6, 10**6 + 40))}}
BODY: dict[str, Plain] = {"answer": "a", "degradations": [], "ledger": {"strength": list(range(10**6, 10**6 + 40))}}
HEARD: dict[str, Plain] = {"items": ["i1"], "neighbours": [["content", ["i1", "i2"]]], "vectors": {}}


@pytest.mark.parametrize("more", [{}, {"before": {"a": 1, "candidates": 2, "degradations": []}}])
async def test_a_record_is_read_in_part_without_what_only_a_search_is_replayed_with(
    decisions: DecisionStore, more: dict[str, Plain]
) -> None:
    made = replace(keeping("ada"), heard=HEARD, make=lambda: BODY | SEARCHED | more)
    decisions.record(made, [])
    whole = await decisions.get(made.id) or {}
    found = await decisions.in_part([made.id, "d0"])
    wanted = whole | {"body": BODY | more | {"candidates": None}, "heard": HEARD | {"neighbours": None}}
    assert found == {made.id: (wanted, b'"ada"')}
