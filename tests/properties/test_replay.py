"""A record holds what the answer depended on and nothing else, and gives it again: anywhere, in any order."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.event import Event
from frankly.domain.person.history import history_of
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind, PersonRecord
from frankly.domain.saying.fact import FactSheet
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.again import made_again, record_again, world_of
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.recording import build
from frankly.ports.people import PeopleStore
from frankly.stages.profile.infer import fact_id
from tests.api.world import NOW
from tests.pipelines.bookshop import BOOKS, Somebody, decided, open_bookshop

VIEWING = (EvidenceGroup.VIEWS, ("view", "click"))
OPINING = (EvidenceGroup.OPINIONS, ("like", "dislike", "save"))
BUYING = (EvidenceGroup.PURCHASES, ("purchase", "add_to_cart"))

acts = st.lists(
    st.tuples(st.sampled_from(("view", "like", "save", "purchase", "hide", "search")), st.integers(0, BOOKS + 3)),
    max_size=25,
)
"""Kind and book; some books are not in the catalogue."""

SURFACES = st.sampled_from(("home", "item", "email"))


@pytest.fixture(scope="module")
def shop() -> Iterator[Parts]:
    with asyncio.Runner() as runner:
        parts = runner.run(open_bookshop())
        yield parts
        runner.run(parts.live.close())  # type: ignore[attr-defined]


def did(kind: str, book: int, number: int) -> Event:
    said: dict[str, object] = {"id": f"a{number}", "person": "ada", "kind": kind, "at": NOW - (number + 1) * DAY_MS}
    return Event.model_validate(said | ({"query": f"sea {book}"} if kind == "search" else {"item": f"book-{book}"}))


def ada(done: list[Event], *facts: Fact, consent: Consent | None = None) -> PersonRecord:
    oldest_first = sorted(done, key=lambda event: (event.at, event.id))
    return PersonRecord("ada", facts, consent, history_of(oldest_first), is_known=True, life=1)


def stated(kind: FactKind, value: str, field: FactField | None = None, expires: int | None = None) -> Fact:
    said = FactInput(kind=kind, field=field, value=value, expires=expires)
    return Fact(**said.model_dump(), id=fact_id("stated", said), status="stated", origin="person", at=EpochMs(NOW - 5))


def asked_for(parts: Parts, person: PersonRecord, **request: Any) -> Decided:
    of_her = replace(parts, people=cast(PeopleStore, Somebody(person)))
    return asyncio.run(decided(of_her, person="ada", **request))


def recorded(one: Decided) -> list[bytes]:
    """The record, and all that is kept beside it."""
    decision = build(one)
    return [decision.to_bytes(), *(kept.make() for kept in decision.kept)]


def read_back(one: Decided) -> Recorded:
    decision = build(one)
    sheets = {kept.of: FactSheet.read(kept.make()) for kept in decision.kept if kept.kind == "facts"}
    return Recorded(orjson.loads(decision.to_bytes()), one.record, None, sheets)


@settings(max_examples=25, deadline=None)
@given(acts, st.sampled_from((VIEWING, OPINING, BUYING)), acts, SURFACES)
def test_the_record_holds_no_value_that_the_request_did_not_depend_on(
    shop: Parts, done: list[tuple[str, int]], refused: Any, more: list[tuple[str, int]], surface: str
) -> None:
    group, kinds = refused
    consent = Consent(evidence={group: False}, at=EpochMs(1))
    own = [did(kind, book, number) for number, (kind, book) in enumerate(done)]
    poetry = stated(FactKind.INTEREST, "Poetry", FactField.CATEGORY, expires=NOW + 9)
    alone = recorded(asked_for(shop, ada(own, poetry, consent=consent), surface=surface))
    out_of_scope = [did(kinds[number % len(kinds)], book, 100 + number) for number, (_, book) in enumerate(more)]
    ended = stated(FactKind.INTEREST, "War", FactField.CATEGORY, expires=NOW)
    later = stated(FactKind.INTEREST, "Poetry", FactField.CATEGORY, expires=NOW + 9_999)
    changed = replace(
        ada([*own, *out_of_scope], later, ended, consent=consent.model_copy(update={"at": NOW, "origin": "import"})),
        life=7,
        history=replace(ada([*own, *out_of_scope]).history, is_truncated=True),
    )
    assert recorded(asked_for(shop, changed, surface=surface)) == alone


@settings(max_examples=10, deadline=None)
@given(acts, acts)
def test_what_is_known_of_somebody_who_refuses_a_profile_leaves_no_trace(
    shop: Parts, done: list[tuple[str, int]], others: list[tuple[str, int]]
) -> None:
    consent = Consent(purposes={Purpose.PROFILE: False}, at=EpochMs(1))
    hides = [(kind, book) for kind, book in done if kind == "hide"]
    rest = [(kind, book) for kind, book in others if kind != "hide"]
    some = [did(kind, book, number) for number, (kind, book) in enumerate(hides)]
    more = some + [did(kind, book, 100 + number) for number, (kind, book) in enumerate(rest)]
    adult = stated(FactKind.BIRTH_YEAR, "1980")
    assert recorded(asked_for(shop, ada(more, adult, consent=consent))) == recorded(
        asked_for(shop, ada(some, consent=consent))
    )


def test_where_and_when_somebody_asks_is_not_in_the_record_of_who_refuses_that(shop: Parts) -> None:
    consent = Consent(evidence={EvidenceGroup.LOCATION: False, EvidenceGroup.SITUATION: False}, at=EpochMs(1))
    person = ada([did("like", number, number) for number in range(5)], consent=consent)
    said = {"region": "DE-BE", "part_of_day": "night", "device": "tv", "query": "sea"}
    for surface in ("home", "search"):
        with_them = asked_for(shop, person, surface=surface, context=said)
        assert recorded(with_them) == recorded(asked_for(shop, person, surface=surface))


def test_what_other_people_do_is_not_in_the_record(shop: Parts) -> None:
    person = ada([did("like", number, number) for number in range(6)])
    before = recorded(asked_for(shop, person))
    foreign = [did("like", number, 900 + number).model_copy(update={"person": "bob"}) for number in range(20)]
    asyncio.run(shop.events.append(foreign, NOW))
    assert recorded(asked_for(shop, person)) == before


@settings(max_examples=20, deadline=None)
@given(acts, SURFACES, st.integers(0, 5))
def test_a_decision_made_again_from_its_record_is_the_same(
    shop: Parts, done: list[tuple[str, int]], surface: str, seed: int
) -> None:
    person = ada([did(kind, book, number) for number, (kind, book) in enumerate(done)])
    one = asked_for(shop, person, surface=surface, seed=seed)
    recording = read_back(one)
    again = asyncio.run(_again(shop, recording))
    assert again == build(one).to_bytes()


async def _again(shop: Parts, recording: Recorded) -> bytes:
    # The clock, the salt of the holdout and the index are not asked: there are none.
    bare = replace(shop, clock=cast(Any, None), holdout_salt=cast(Any, None), index=cast(Any, None))
    return record_again(await made_again(await world_of(bare, recording), recording), recording).to_bytes()


def test_a_decision_is_the_same_on_any_number_of_threads(shop: Parts) -> None:
    people = [ada([did("like", 3 * number + shift, number) for number in range(8)]) for shift in range(6)]
    alone = [recorded(asked_for(shop, person)) for person in people]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda person: recorded(asked_for(shop, person)), people)) == alone


@settings(max_examples=10, deadline=None)
@given(acts, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_and_impressions_are_read_changes_nothing(
    shop: Parts, done: list[tuple[str, int]], order: Any
) -> None:
    values = [("Sea", FactField.CATEGORY), ("poetry", FactField.TAG), ("Writer B", FactField.CREATOR)]
    facts = [stated(FactKind.INTEREST, value, field) for value, field in values]
    seen = {f"book-{number}": (number, NOW) for number in range(5)}
    own = [did(kind, book, number) for number, (kind, book) in enumerate(done)]
    one = replace(ada(own, *facts), seen=seen)
    order.shuffle(facts)
    other = replace(ada(own, *facts), seen=dict(sorted(seen.items(), key=lambda _: order.random())))
    assert recorded(asked_for(shop, one)) == recorded(asked_for(shop, other))


_ELSEWHERE = """
import asyncio
from tests.properties.test_replay import in_another_process
print(asyncio.run(in_another_process()))
"""


async def in_another_process() -> str:
    """Hash of the records of a few decisions in a shop of one's own."""
    parts = await open_bookshop()
    found = []
    for shift in range(3):
        person = ada([did("like", 5 * number + shift, number) for number in range(9)])
        of_her = replace(parts, people=cast(PeopleStore, Somebody(person)))
        found += recorded(await decided(of_her, person="ada", explain="full", locale=("en", "de")[shift % 2]))
    await parts.live.close()  # type: ignore[attr-defined]
    return hash_bytes(b"".join(found))


def test_a_decision_is_the_same_in_another_process_under_another_hash_seed() -> None:
    here = asyncio.run(in_another_process())
    env = os.environ | {"PYTHONHASHSEED": "4711", "OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "3"}
    done = subprocess.run([sys.executable, "-c", _ELSEWHERE], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == here


@settings(max_examples=20, deadline=None)
@given(acts.filter(len), st.integers(0, 99), SURFACES)
def test_removing_evidence_changes_each_score_by_what_it_contributed_and_where_that_was_nothing_not_at_all(
    shop: Parts, done: list[tuple[str, int]], which: int, surface: str
) -> None:
    person = ada([did(kind, book, number) for number, (kind, book) in enumerate(done)])
    then = asked_for(shop, person, surface=surface)
    pieces = then.situation.profile.acts
    if not len(pieces):
        return
    key = pieces[which % len(pieces)].key
    now = asked_for(shop, replace(person, left_out=frozenset({key})), surface=surface)
    parts, before, after = contributions(then, key), scores(then), scores(now)
    assert before.keys() & after.keys()
    for row in before.keys() & after.keys():
        assert after[row] == before[row] - parts[row]


def test_removing_acts_that_are_no_evidence_changes_nothing(shop: Parts) -> None:
    own = [did("like", 3 * number, number) for number in range(8)]
    idle = [did("like", BOOKS + number, 50 + number) for number in range(3)]
    with_them, without = (asked_for(shop, ada(acts), explain="full").answer for acts in ([*own, *idle], own))
    assert with_them.model_dump(exclude={"decision"}) == without.model_dump(exclude={"decision"})


def scores(one: Decided) -> dict[int, int]:
    ledger = one.found.ledger
    return dict(zip(ledger.rows.tolist(), ledger.scores().tolist(), strict=True))


def contributions(one: Decided, key: PieceKey) -> dict[int, int]:
    """Row → what a fact made of its score."""
    ledger = one.found.ledger
    total = np.zeros(len(ledger.rows), np.int64)
    for block in ledger.blocks:
        for piece, units in zip(block.pieces, block.units, strict=True):
            total += units if piece.key == key else 0
    return dict(zip(ledger.rows.tolist(), total.tolist(), strict=True))


def test_a_record_is_its_own_canonical_form(shop: Parts) -> None:
    data = recorded(asked_for(shop, ada([did("like", 1, 1)])))[0]
    assert canonical(orjson.loads(data)) == data
