import asyncio
from collections.abc import Sequence

import pytest

from frankly.domain.campaign.keyed_hashes import KeyedHashes
from frankly.domain.campaign.recipient import Contact, Fate, Recipient, RecipientState
from frankly.domain.person.consent import ConsentInput
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact, FactInput, PersonRecord
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, TooLarge
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.people.consent_rules import Origin
from frankly.pipelines.rights import MAX_FACTS, Rights
from tests.pipelines.filling import NOW, Shop, memory_shop

HOUR = 3_600_000


def say(kind: str, value: str, field: str | None = None, expires: int | None = None) -> FactInput:
    return FactInput.model_validate({"kind": kind, "value": value, "field": field, "expires": expires})


def allow(**purposes: bool) -> ConsentInput:
    return ConsentInput.model_validate({"purposes": purposes})


def act(number: int, **fields: object) -> Event:
    given = {"id": f"e{number}", "person": "ada", "kind": "view", "item": "i1", "at": NOW - HOUR + number} | fields
    return Event.model_validate(given)


async def purposes(shop: Shop, key: str = "ada") -> dict[str, bool]:
    consent = (await shop.rights.know(key, NOW)).consent
    return {} if consent is None else {purpose.value: allowed for purpose, allowed in consent.purposes.items()}


async def test_of_someone_unknown_nothing_is_known() -> None:
    view = await memory_shop().rights.know("nobody", NOW)
    assert not view.is_known
    assert (view.stated, view.observed, view.inferred, view.consent, view.shown) == ((), (), (), None, ())


async def test_who_was_written_to_sees_by_what_and_when_and_where() -> None:
    shop = memory_shop()
    assert shop.campaigns is not None
    edition = await shop.campaigns.begin("spring", "v1", "{}", EpochMs(NOW - HOUR))
    contact = Contact("ada@example.org", "Ada", "de-AT", "Europe/Vienna")
    await shop.campaigns.add(edition.no, [Recipient(1, "ada", contact), Recipient(2, "ben")])
    handed = Recipient(
        1, "ada", state=RecipientState.HANDED, fate=Fate.WILL_GET, locale="de", decision="d1", handed=NOW
    )
    await shop.campaigns.put(edition.no, [handed], of=RecipientState.LISTED)
    ada, ben = await shop.rights.know("ada", NOW), await shop.rights.know("ben", NOW)
    (told,) = ada.campaigns
    assert (told.campaign, told.planned, told.handed, told.told) == (
        "spring",
        NOW - HOUR,
        NOW,
        "gets the personal message",
    )
    assert (told.address, told.first_name, told.locale, told.time_zone, told.decision) == (
        "ada@example.org",
        "Ada",
        "de",
        "Europe/Vienna",
        "d1",
    )
    assert (ben.is_known, ben.campaigns[0].fate, ben.campaigns[0].state) == (True, None, "listed")
    await shop.rights.delete("ada", NOW)
    assert not (await shop.rights.know("ada", NOW)).is_known


@pytest.mark.parametrize("by", ["person", "address"])
async def test_whose_mail_is_stopped_sees_it_also_when_everything_else_was_deleted(by: str) -> None:
    shop = memory_shop()
    ledger, secret = shop.campaigns, b"a key"
    assert ledger is not None
    rights = Rights(shop.people, campaigns=ledger, hashing=KeyedHashes(secret).of)
    edition = await ledger.begin("spring", "v1", "{}", EpochMs(NOW - HOUR))
    await ledger.add(edition.no, [Recipient(1, "ada", Contact("Ada@Example.org"))])
    assert (await rights.know("ada", NOW)).mail_stopped is None
    whom = ("ada", "") if by == "person" else ("", "ada@example.org")
    await Suppressing(ledger, secret).add([whom], "unsubscribed", NOW)
    assert (await rights.know("ada", NOW)).mail_stopped == "unsubscribed"
    assert (await rights.know("ben", NOW)).mail_stopped is None
    await rights.delete("ada", NOW)
    known = await rights.know("ada", NOW)
    assert (known.is_known, known.mail_stopped) == (False, "unsubscribed" if by == "person" else None)


async def test_acts_are_told_together_with_every_receipt() -> None:
    shop = memory_shop()
    acts = [
        act(1),
        act(2),
        act(3, kind="purchase", quantity=2),
        act(4, kind="purchase", quantity=3),
        act(5, kind="rate", rating=2),
        act(6, kind="rate", rating=5),
        act(7, kind="search", item=None, query="sea"),
    ]
    await shop.events.append(acts, NOW)
    told = [
        (view.kind, view.item, view.query, view.count, view.value, view.receipts)
        for view in (await shop.rights.know("ada", NOW)).observed
    ]
    assert told == [
        ("search", None, "sea", 1, 0, ("e7",)),
        ("rate", "i1", None, 2, 5, ("e5", "e6")),
        ("purchase", "i1", None, 2, 5, ("e3", "e4")),
        ("view", "i1", None, 2, 0, ("e1", "e2")),
    ]


async def test_stating_the_same_facts_again_changes_nothing() -> None:
    shop = memory_shop()
    facts = [say("interest", "Sea", "category"), say("locale", "de")]
    once = await shop.rights.put_facts("ada", facts, now=NOW)
    assert await shop.rights.put_facts("ada", facts, now=EpochMs(NOW + HOUR)) == once
    assert {fact.at for fact in once} == {NOW}


async def test_putting_facts_replaces_what_is_not_named() -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [say("interest", "Sea", "category"), say("role", "teacher")], now=NOW)
    after = await shop.rights.put_facts("ada", [say("role", "teacher")], now=NOW)
    assert [fact.value for fact in after] == ["teacher"]
    assert await shop.rights.put_facts("ada", [], now=NOW) == ()


async def test_a_new_value_takes_the_place_of_the_old_one() -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [say("locale", "de")], now=NOW, replace=False)
    after = await shop.rights.put_facts("ada", [say("locale", "fr")], now=NOW, replace=False)
    assert [fact.value for fact in after] == ["fr"]


async def test_an_aversion_takes_the_place_of_the_interest() -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [say("interest", "Sea", "category")], now=NOW, replace=False)
    after = await shop.rights.put_facts("ada", [say("aversion", "Sea", "category")], now=NOW, replace=False)
    assert [fact.kind for fact in after] == ["aversion"]


async def test_what_a_person_said_is_overwritten_by_nobody_else() -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [say("aversion", "Sea", "category"), say("region", "DE")], now=NOW)
    others = [say("interest", "Sea", "category"), say("region", "AT"), say("role", "teacher")]
    after = await shop.rights.put_facts("ada", others, now=NOW, origin="segment", replace=False)
    assert sorted((fact.kind, fact.value, fact.origin) for fact in after) == [
        ("aversion", "Sea", "person"),
        ("region", "DE", "person"),
        ("role", "teacher", "segment"),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([say("interest", "Sea")], "names what it is about"),
        ([say("locale", "de", "tag")], "has no 'field'"),
        ([say("birth_year", "2030")], "no birth year"),
        ([say("birth_year", "84")], "a year such as 1984"),
        ([say("region", "Bavaria")], "a region such as DE"),
        ([say("market", "DE-BY")], "a country such as DE"),
        ([say("locale", "German")], "a language such as en"),
        ([say("role", "teacher", expires=NOW)], "expires before now"),
        ([say("locale", "de"), say("locale", "fr")], "contradict each other"),
    ],
)
async def test_a_fact_without_sense_is_refused_and_nothing_is_stored(facts: list[FactInput], said: str) -> None:
    shop = memory_shop()
    with pytest.raises(Invalid, match=said):
        await shop.rights.put_facts("ada", [say("role", "reader"), *facts], now=NOW)
    assert not (await shop.rights.know("ada", NOW)).is_known


async def test_there_is_a_limit_to_facts() -> None:
    shop = memory_shop()
    with pytest.raises(TooLarge, match="200"):
        await shop.rights.put_facts("ada", [say("role", f"r{n}") for n in range(MAX_FACTS + 1)], now=NOW)


async def test_an_expired_fact_is_shown_as_such() -> None:
    shop = memory_shop()
    await shop.rights.put_facts("ada", [say("intent", "gift", expires=NOW + HOUR)], now=NOW)
    before, after = await shop.rights.know("ada", NOW), await shop.rights.know("ada", EpochMs(NOW + HOUR))
    assert ([fact.value for fact in before.stated], before.expired) == (["gift"], ())
    assert (after.stated, [fact.value for fact in after.expired]) == ((), ["gift"])


async def test_inferred_facts_are_derived_unless_the_person_refuses_a_profile() -> None:
    def infer(record: PersonRecord, now: EpochMs) -> Sequence[Fact]:
        return [
            Fact.model_validate(
                {"kind": "interest", "field": "category", "value": "Sea", "id": "f1", "status": "inferred"}
                | {"origin": "rule", "at": now, "receipts": tuple(record.history.event_ids)}
            )
        ]

    shop = memory_shop()
    await shop.events.append([act(1)], NOW)
    rights = Rights(shop.people, infer)
    assert [fact.receipts for fact in (await rights.know("ada", NOW)).inferred] == [("e1",)]
    await rights.put_consent("ada", allow(profile=False), now=NOW)
    assert (await rights.know("ada", NOW)).inferred == ()


async def test_a_decision_leaves_what_it_does_not_name_as_it_was() -> None:
    shop = memory_shop()
    await shop.rights.put_consent("ada", allow(profile=False, email=True), now=NOW)
    await shop.rights.put_consent("ada", allow(email=False), now=NOW)
    assert await purposes(shop) == {"profile": False, "email": False}


@pytest.mark.parametrize("origin", ["import", "segment", "merge", "request"])
async def test_only_the_person_turns_a_refusal_back(origin: Origin) -> None:
    shop = memory_shop()
    await shop.rights.put_consent("ada", allow(profile=False, email=True), now=NOW)
    await shop.rights.put_consent("ada", allow(profile=True, email=False, model=True), now=NOW, origin=origin)
    assert await purposes(shop) == {"profile": False, "email": False}
    await shop.rights.put_consent("ada", allow(profile=True), now=NOW)
    assert await purposes(shop) == {"profile": True, "email": False}


async def test_an_agreement_brought_by_others_leaves_no_record() -> None:
    shop = memory_shop()
    assert await shop.rights.put_consent("ada", allow(email=True), now=NOW, origin="segment") is None
    assert not (await shop.rights.know("ada", NOW)).is_known


async def test_two_decisions_at_once_are_both_kept() -> None:
    shop = memory_shop()
    await asyncio.gather(
        shop.rights.put_consent("ada", allow(profile=False), now=NOW),
        shop.rights.put_consent("ada", allow(email=False), now=NOW, origin="segment"),
        shop.rights.put_facts("ada", [say("role", "teacher")], now=NOW, replace=False),
        shop.rights.put_facts("ada", [say("role", "reader")], now=NOW, replace=False),
    )
    assert await purposes(shop) == {"profile": False, "email": False}
    assert sorted(fact.value for fact in (await shop.rights.know("ada", NOW)).stated) == ["reader", "teacher"]


async def test_a_reset_forgets_all_but_the_decision() -> None:
    shop = memory_shop()
    await shop.events.append([act(1)], NOW)
    await shop.rights.put_facts("ada", [say("role", "teacher")], now=NOW)
    await shop.rights.put_consent("ada", allow(profile=False), now=NOW)
    erased = await shop.rights.reset("ada", NOW)
    assert (erased.rows["acts"], erased.rows["facts"]) == (1, 1)
    view = await shop.rights.know("ada", NOW)
    assert (view.stated, view.observed) == ((), ())
    assert await purposes(shop) == {"profile": False}


async def test_deleting_removes_everything_and_may_be_repeated() -> None:
    shop = memory_shop()
    await shop.events.append([act(1)], NOW)
    await shop.rights.put_consent("ada", allow(profile=False), now=NOW)
    assert (await shop.rights.delete("ada", NOW)).rows["acts"] == 1
    assert not (await shop.rights.know("ada", NOW)).is_known
    assert set((await shop.rights.delete("ada", NOW)).rows.values()) == {0}


async def test_a_merge_moves_a_session_and_keeps_the_stricter_decision() -> None:
    shop = memory_shop()
    await shop.events.append([act(1, person=None, session="s1")], NOW)
    await shop.rights.put_consent("session:s1", allow(profile=False), now=NOW)
    await shop.rights.put_consent("ada", allow(profile=True), now=NOW)
    assert (await shop.rights.merge("s1", "ada", NOW)).acts == 1
    assert await purposes(shop) == {"profile": False}
    with pytest.raises(Invalid, match="must not start with 'session:'"):
        await shop.rights.merge("s1", "session:s2", NOW)
