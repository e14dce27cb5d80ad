import asyncio

import pytest

from frankly.domain.canonical import Plain
from frankly.domain.deciding.decision import Decision, DecisionInputs, Served
from frankly.domain.item import Item, ItemPatch
from frankly.domain.money import Money
from frankly.domain.person.event import Event
from frankly.errors import Invalid, NotFound, TooLarge
from frankly.pipelines.ingest import MAX_ROWS, ImpressionInput
from frankly.pipelines.intake.event_rules import CLOCK_SKEW_MS, OLDEST_MS
from tests.pipelines.filling import NOW, Shop, memory_shop


def item(item_id: str = "i1", **fields: object) -> Item:
    return Item.model_validate({"id": item_id, "title": "Emma", "stock": 3} | fields)


def act(number: int = 1, **fields: object) -> dict[str, object]:
    return {"id": f"e{number}", "person": "ada", "kind": "view", "item": "i1", "at": NOW} | fields


async def stored(shop: Shop) -> list[Event]:
    return [event async for batch in shop.events.stream() for event in batch]


async def test_items_are_put_and_only_changes_count() -> None:
    shop = memory_shop()
    assert (await shop.ingest.put_items([item("i1"), item("i2")], NOW)).changed == 2
    assert (await shop.ingest.put_items([item("i1"), item("i2", stock=4)], NOW)).changed == 1


async def test_a_batch_that_names_an_item_twice_is_refused_whole() -> None:
    shop = memory_shop()
    with pytest.raises(Invalid, match="'i1' stands twice"):
        await shop.ingest.put_items([item("i1"), item("i2"), item("i1", stock=0)], NOW)
    assert await shop.catalogue.count() == 0


async def test_a_patch_changes_what_it_names_and_null_takes_away() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item(price={"amount_minor": 500, "currency": "EUR"}, tags=("sea",))], NOW)
    after = await shop.ingest.patch_item("i1", ItemPatch(stock=0, price=Money(amount_minor=450, currency="EUR")), NOW)
    assert (after.stock, after.price, after.tags) == (0, Money(amount_minor=450, currency="EUR"), ("sea",))
    after = await shop.ingest.patch_item("i1", ItemPatch.model_validate({"price": None}), NOW)
    assert (after.price, after.stock) == (None, 0)
    assert (await shop.catalogue.get_many(["i1"]))["i1"] == after


async def test_a_patch_that_breaks_the_item_is_refused() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item()], NOW)
    with pytest.raises(Invalid, match="'title'"):
        await shop.ingest.patch_item("i1", ItemPatch.model_validate({"title": None}), NOW)
    with pytest.raises(Invalid, match="'url'"):
        await shop.ingest.patch_item("i1", ItemPatch.model_validate({"url": "javascript:alert(1)"}), NOW)
    assert (await shop.catalogue.get_many(["i1"]))["i1"].title == "Emma"


async def test_a_patch_of_an_unknown_item_says_what_to_do() -> None:
    with pytest.raises(NotFound, match="put the whole item first"):
        await memory_shop().ingest.patch_item("i9", ItemPatch(stock=1), NOW)


async def test_two_patches_at_once_are_both_kept() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item()], NOW)
    price = Money(amount_minor=1, currency="EUR")
    await asyncio.gather(
        shop.ingest.patch_item("i1", ItemPatch(stock=9), NOW), shop.ingest.patch_item("i1", ItemPatch(price=price), NOW)
    )
    after = (await shop.catalogue.get_many(["i1"]))["i1"]
    assert (after.stock, after.price) == (9, price)


async def test_deleting_counts_what_was_there() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item("i1"), item("i2")], NOW)
    assert await shop.ingest.delete_items(["i1", "i1", "i9"], NOW) == 1
    assert await shop.ingest.delete_items(["i1"], NOW) == 0


async def test_each_event_has_its_receipt_and_a_bad_one_hinders_no_other() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item()], NOW)
    rows: list[object] = [act(1), act(2, kind="applaud"), "nonsense", act(3), act(1), act(4, item=None)]
    receipts = await shop.ingest.store_events(rows, NOW)
    assert [(receipt.id, receipt.outcome, receipt.code) for receipt in receipts] == [
        ("e1", "stored", None),
        ("e2", "rejected", "invalid_event"),
        ("", "rejected", "invalid_event"),
        ("e3", "stored", None),
        ("e1", "duplicate", None),
        ("e4", "rejected", "invalid_event"),
    ]
    assert "kind: Input should be 'view', 'click'" in (receipts[1].message or "")
    assert receipts[5].message == "a 'view' event needs 'item'"
    assert [event.id for event in await stored(shop)] == ["e1", "e3"]


@pytest.mark.parametrize(
    ("at", "outcome", "code", "kept"),
    [
        (NOW, "stored", None, NOW),
        (NOW + CLOCK_SKEW_MS, "stored", None, NOW),
        (NOW + CLOCK_SKEW_MS + 1, "rejected", "event_in_future", None),
        (NOW - OLDEST_MS, "stored", None, NOW - OLDEST_MS),
        (NOW - OLDEST_MS - 1, "rejected", "event_too_old", None),
    ],
)
async def test_late_and_future_events(at: int, outcome: str, code: str | None, kept: int | None) -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item()], NOW)
    [receipt] = await shop.ingest.store_events([act(at=at)], NOW)
    assert (receipt.outcome, receipt.code) == (outcome, code)
    assert [event.at for event in await stored(shop)] == ([] if kept is None else [kept])


async def test_an_event_may_come_before_its_item_and_says_so() -> None:
    shop = memory_shop()
    [receipt] = await shop.ingest.store_events([act()], NOW)
    assert (receipt.outcome, receipt.code) == ("stored", "item_unknown")
    assert len(await stored(shop)) == 1


async def test_a_person_cannot_be_named_like_a_session() -> None:
    [receipt] = await memory_shop().ingest.store_events([act(person="session:s1")], NOW)
    assert (receipt.outcome, receipt.code) == ("rejected", "person_is_session")


async def test_feedback_on_a_sentence_is_an_event() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item()], NOW)
    said = {"decision": answered(shop, "ada"), "sentence": 0, "verdict": "wrong"}
    receipts = await shop.ingest.store_events([act(kind="feedback", feedback=said), act(2, kind="feedback")], NOW)
    assert [(receipt.outcome, receipt.code) for receipt in receipts] == [
        ("stored", None),
        ("rejected", "invalid_event"),
    ]
    assert [event.feedback and event.feedback.verdict for event in await stored(shop)] == ["wrong"]


def answered(shop: Shop, person: str | None, *places: str) -> str:
    """A recorded answer that says two sentences of one item, with further drafts above the slate."""
    inputs = DecisionInputs({}, NOW, 1, person, "p", "s", "home", "v", "v", "v", "e")
    drafts: list[Plain] = [{"place": "sentence"}, {"refused": ["x"]}, {"place": "sentence"}]
    above: list[Plain] = [{"place": place} for place in places]
    body: dict[str, Plain] = {"slate": [{"item": "i1", "drafts": drafts}], "headline": {"drafts": above}}
    decision = Decision(inputs.decision_id(), inputs, {}, lambda: body)
    shop.decisions.record(decision, [])
    return str(decision.id)


async def test_feedback_that_cannot_be_meant_is_refused_and_an_unknown_answer_is_told() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item(), item("i2")], NOW)
    made = answered(shop, "ada")

    def judged(number: int, sentence: int = 0, decision: str = made, **fields: object) -> dict[str, object]:
        said = {"decision": decision, "sentence": sentence, "verdict": "creepy"}
        return act(number, kind="feedback", feedback=said, **fields)

    tried = [
        judged(1, sentence=1),
        judged(2, sentence=2),
        judged(3, person="ben"),
        judged(4, item="i2"),
        judged(5, decision="d9"),
    ]
    receipts = await shop.ingest.store_events(tried, NOW)
    assert [(receipt.outcome, receipt.code) for receipt in receipts] == [
        ("stored", None),
        ("rejected", "sentence_unknown"),
        ("rejected", "decision_of_another"),
        ("rejected", "item_not_in_answer"),
        ("stored", "decision_unknown"),
    ]
    assert [event.id for event in await stored(shop)] == ["e1", "e5"]


async def test_an_answer_for_nobody_and_the_sentences_of_a_message_are_judged_by_whoever_saw_them() -> None:
    shop = memory_shop()
    await shop.ingest.put_items([item()], NOW)
    for number, made in enumerate([answered(shop, None), answered(shop, "ada", "message/subject")]):
        said = {"decision": made, "sentence": 7 * number, "verdict": "helpful"}
        [receipt] = await shop.ingest.store_events([act(number, kind="feedback", feedback=said)], NOW)
        assert (receipt.outcome, receipt.code) == ("stored", None)


async def test_there_is_a_limit_to_rows() -> None:
    with pytest.raises(TooLarge, match="frankly import"):
        await memory_shop().ingest.store_events([act()] * (MAX_ROWS + 1), NOW)


async def test_impressions_count_once_and_only_for_what_was_served() -> None:
    shop = memory_shop()
    inputs = DecisionInputs({}, NOW, 1, "ada", "p", "s", "home", "v", "v", "v", "e")
    decision = Decision(inputs.decision_id(), inputs, {}, dict)
    shop.decisions.record(decision, [Served(decision.id, "i1", 1, 10**9, "home", "ada", "personalised", NOW)])

    def seen(**fields: object) -> ImpressionInput:
        return ImpressionInput.model_validate({"decision": decision.id, "item": "i1", "slot": 1} | fields)

    rows = [seen(), seen(), seen(item="i2"), seen(slot=2), seen(decision="d9"), seen(at=NOW + 10 * CLOCK_SKEW_MS)]
    receipts = await shop.ingest.add_impressions(rows, NOW)
    assert [(receipt.outcome, receipt.code) for receipt in receipts] == [
        ("counted", None),
        ("ignored", "impression_known"),
        ("ignored", "item_not_in_answer"),
        ("ignored", "other_slot"),
        ("ignored", "decision_unknown"),
        ("rejected", "event_in_future"),
    ]
    assert receipts[0].message is None
    assert all(receipt.message for receipt in receipts[1:])
    shown = (await shop.rights.know("ada", NOW)).shown
    assert [(view.item, view.impressions, view.last) for view in shown] == [("i1", 1, NOW)]
