from typing import Any

import pytest

from frankly.domain.saying.fact import Fact, FactId, FactSheet, ItemFacts, MadeUpTo, fact_id
from frankly.errors import Conflict, NotFound
from frankly.ports.facts import FactStore
from tests.contract.stores import NOW, Stores, gather


@pytest.fixture
def facts(stores: Stores) -> FactStore:
    return stores.facts


def fact(text: str, item: str = "emma", source: str = "old", **more: Any) -> Fact:
    said: dict[str, Any] = {"item": item, "source": source, "cites": ("s1",), "locale": "en", "text": text} | more
    level = said.get("level", "quoted")
    return Fact.model_validate(said | {"id": fact_id(item, source, said["cites"], said["locale"], text, level)})


def made(*texts: str, item: str = "emma", source: str = "old", by: str = "v1", **more: Any) -> ItemFacts:
    return ItemFacts(item, source, tuple(fact(text, item, source, **more) for text in texts), by)


async def told(facts: FactStore, source: str = "old", locale: str = "en", item: str = "emma") -> list[str]:
    found = await facts.of({item: source}, locale)
    return sorted(one.text for one in found[item].facts) if item in found else []


async def test_facts_are_found_by_item_and_source(facts: FactStore) -> None:
    await facts.keep_made([made("It is a comedy.", "It is long."), made("It is sad.", item="ghosts")])
    assert await told(facts) == ["It is a comedy.", "It is long."]
    found = await facts.of({"emma": "old", "ghosts": "old", "nobody": "old"}, "en")
    assert sorted(found) == ["emma", "ghosts"]
    assert [one.id for one in found["emma"].facts] == sorted(one.id for one in found["emma"].facts)


async def test_a_changed_text_retires_its_facts_and_a_past_text_keeps_its_own(facts: FactStore) -> None:
    await facts.keep_made([made("It is a comedy.")])
    assert await told(facts, "new") == []
    await facts.keep_made([made("It is a tragedy.", source="new")])
    assert (await told(facts, "new"), await told(facts, "old")) == (["It is a tragedy."], ["It is a comedy."])


async def test_only_facts_in_the_language_that_is_wanted_are_told(facts: FactStore) -> None:
    await facts.keep_made([made("Ein Roman.", locale="de")])
    assert (await told(facts), await told(facts, locale="de"), await told(facts, locale="de-AT")) == (
        [],
        ["Ein Roman."],
        ["Ein Roman."],
    )


async def test_refused_and_waiting_facts_are_not_told(facts: FactStore) -> None:
    await facts.put([fact("It is good.", status="refused"), fact("It is kind.", status="waiting"), fact("It is long.")])
    assert await told(facts) == ["It is long."]
    [text] = await facts.texts_of("emma")
    assert len(text.facts) == 3


async def test_what_is_stored_comes_back_whole(facts: FactStore) -> None:
    whole = fact("It is kind.", level="rewritten", origin="edited", aspects=("mood",), made_at=NOW, status="waiting")
    assert await facts.put([whole]) == 1
    assert (await facts.texts_of("emma"))[0].facts == (whole,)


async def test_a_fact_that_is_there_stays_as_it_is(facts: FactStore) -> None:
    one = fact("It is kind.", level="rewritten", status="waiting", origin="edited")
    assert await facts.put([one]) == 1
    await facts.review("emma", one.id, reviewer="ada", approves=True, at=NOW)
    assert await facts.put([one]) == 0
    assert await told(facts) == ["It is kind."]


async def test_a_signed_rewritten_fact_is_approved(facts: FactStore) -> None:
    one = fact("It is kind.", level="rewritten", status="waiting", origin="edited")
    await facts.put([one])
    signed = await facts.review("emma", one.id, reviewer="ada", approves=True, at=NOW)
    assert (signed.level, signed.status, signed.reviewer, signed.reviewed_at) == ("approved", "admitted", "ada", NOW)
    assert (await facts.texts_of("emma"))[0].facts == (signed,)
    assert (await facts.of({"emma": "old"}, "en"))["emma"].facts[0].level == "approved"


async def test_a_signed_quoted_fact_stays_quoted(facts: FactStore) -> None:
    await facts.keep_made([made("It is long.")])
    [one] = (await facts.texts_of("emma"))[0].facts
    assert (await facts.review("emma", one.id, reviewer="ada", approves=True, at=NOW)).level == "quoted"


async def test_a_refused_fact_is_never_told_again(facts: FactStore) -> None:
    await facts.keep_made([made("It is long.", "It is a comedy.")])
    one = next(one for one in (await facts.texts_of("emma"))[0].facts if one.text == "It is long.")
    await facts.review("emma", one.id, reviewer="ada", approves=False, at=NOW, because="boring")
    assert await told(facts) == ["It is a comedy."]
    await facts.keep_made([made("It is long.", "It is a comedy.", by="v2")])
    assert await told(facts) == ["It is a comedy."]
    with pytest.raises(Conflict, match="refused_by_reviewer"):
        await facts.review("emma", one.id, reviewer="ben", approves=True, at=NOW)


async def test_a_refused_sentence_is_refused_of_the_next_text_too(facts: FactStore) -> None:
    await facts.keep_made([made("It is long.")])
    [one] = (await facts.texts_of("emma"))[0].facts
    await facts.review("emma", one.id, reviewer="ada", approves=False, at=NOW)
    await facts.keep_made([made("It is long.", "It is short.", source="new")])
    assert await told(facts, "new") == ["It is short."]


async def test_code_replaces_what_code_made_of_the_same_text_and_nothing_else(facts: FactStore) -> None:
    await facts.keep_made([made("It is long."), made("It was long.", source="older")])
    await facts.put([fact("It is kind.", level="approved", origin="edited", reviewer="ada")])
    await facts.keep_made([made("It is a comedy.", by="v2")])
    assert await told(facts) == ["It is a comedy.", "It is kind."]
    assert await told(facts, "older") == ["It was long."]


async def test_a_text_that_gives_no_fact_is_known_as_made(facts: FactStore) -> None:
    await facts.keep_made([made()])
    assert await facts.made_with({"emma": "old", "ghosts": "old"}) == {"emma": "v1"}
    assert await told(facts) == []


async def test_a_text_with_facts_of_people_alone_is_not_known_as_made(facts: FactStore) -> None:
    await facts.put([fact("It is kind.", origin="edited")])
    assert await facts.made_with({"emma": "old"}) == {}


async def test_facts_of_a_deleted_item_go_all_but_those_that_a_person_refused(facts: FactStore) -> None:
    await facts.keep_made([made("It is long.", "It is a comedy."), made("Gone.", source="older")])
    one = next(one for one in (await facts.texts_of("emma"))[0].facts if one.text != "Gone.")
    await facts.review("emma", one.id, reviewer="ada", approves=False, at=NOW)
    await facts.keep_made([], gone=["emma"])
    [left] = await facts.texts_of("emma")
    assert ([fact.text for fact in left.facts], left.made_with) == ([one.text], "")
    await facts.keep_made([made("It is long.", "It is a comedy.")])
    assert one.text not in await told(facts)


async def test_how_far_facts_were_made_never_goes_back_with_one_version(facts: FactStore) -> None:
    assert await facts.made_upto() == MadeUpTo()
    await facts.keep_made([], upto=MadeUpTo(7, "v1"))
    await facts.keep_made([], upto=MadeUpTo(5, "v1"))
    assert await facts.made_upto() == MadeUpTo(7, "v1")
    await facts.keep_made([], upto=MadeUpTo(6, "v2"))
    assert await facts.made_upto() == MadeUpTo(6, "v2")


async def test_an_unknown_fact_cannot_be_reviewed(facts: FactStore) -> None:
    with pytest.raises(NotFound, match="Item 'emma' has no fact 'f1'"):
        await facts.review("emma", FactId("f1"), reviewer="ada", approves=True, at=NOW)


async def test_all_facts_are_streamed_in_order_in_batches(facts: FactStore) -> None:
    await facts.keep_made([made("B.", item="b"), made("A.", item="a"), made("A, newer.", item="a", source="new")])
    assert [(one.item, one.source) for one in await gather(facts.stream(batch=2))] == [
        ("a", "new"),
        ("a", "old"),
        ("b", "old"),
    ]


async def test_a_sheet_reads_back_as_it_was(facts: FactStore) -> None:
    await facts.keep_made([made("It is a comedy.", aspects=("mood",), pattern="quoted/plain/1")])
    sheet = (await facts.of({"emma": "old"}, "en"))["emma"]
    again = FactSheet.read(sheet.data)
    assert (again.hash, [one.text for one in again.facts]) == (sheet.hash, ["It is a comedy."])
    assert (again.facts[0].aspects, again.facts[0].pattern) == (("mood",), "quoted/plain/1")


async def test_who_reviewed_a_fact_is_not_on_the_sheet(facts: FactStore) -> None:
    await facts.keep_made([made("It is a comedy.")])
    before = (await facts.of({"emma": "old"}, "en"))["emma"]
    await facts.review("emma", before.facts[0].id, reviewer="ada", approves=True, at=NOW)
    after = (await facts.of({"emma": "old"}, "en"))["emma"]
    assert before.hash == after.hash
    assert b"ada" not in after.data


async def test_a_judge_settles_what_waits_and_nothing_else(facts: FactStore) -> None:
    waits = fact("It is gold.", level="rewritten", status="waiting", origin="phrasebook")
    other = fact("It is old.", level="rewritten", status="waiting", origin="phrasebook")
    await facts.put([waits, other])
    await facts.review("emma", other.id, reviewer="ada", approves=False, at=NOW)
    said = {"status": "admitted", "judge": "m judge/v1"}
    judged = [one.model_copy(update=said) for one in (waits, other, fact("New.", level="rewritten"))]
    assert await facts.settle(judged) == 1
    assert await told(facts) == ["It is gold."]
    assert await facts.settle(judged) == 0
    assert await facts.settle([waits]) == 0
    [text] = await facts.texts_of("emma")
    assert {one.text: (one.status, one.judge) for one in text.facts} == {
        "It is gold.": ("admitted", "m judge/v1"),
        "It is old.": ("refused", None),
    }
