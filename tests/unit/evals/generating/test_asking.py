from collections import Counter

import orjson
import pytest

from frankly.domain.model.call import ModelCall
from frankly.evals.generating.shop import OpenShop
from frankly.testing.rule_following.writer import reply_of
from tests.unit.evals.generating.conftest import READER, SIMULATED, Shop, cell


class Killed(BaseException):
    """Stands for the end of a process: nothing catches it."""


SLATE = {"surface": "home", "profile": READER, "fields": ["title", "call_to_action"]}


async def test_an_output_holds_what_left_its_record_and_what_the_shop_says(shop: Shop) -> None:
    made = await shop.make(cell())
    assert made.answer is not None
    assert made.record is not None
    assert not made.error
    items = [item["id"] for item in made.answer["items"]]
    assert [entry["item"] for entry in made.record["slate"]] == items
    assert set(items) <= set(made.facts)
    assert made.facts[items[0]]["title"] == made.answer["items"][0]["display"]["title"]
    assert made.calls == made.stale == ()


async def test_texts_stand_as_people_read_them_and_a_second_verifier_proves_each(shop: Shop) -> None:
    made = await shop.make(cell())
    assert made.texts[0].place == "headline"
    sentences = [text for text in made.texts if text.place.startswith("items.")]
    assert sentences[0].place == "items.0.sentences.0"
    assert sentences[0].item is not None
    assert all(text.is_proved and text.is_delivered and not text.codes for text in made.texts)
    assert {text.is_own for text in made.texts} == {None}


async def test_texts_are_tried_beside_other_evidence_where_a_check_wants_it(shop: Shop) -> None:
    made = await shop.make(cell(checks=("own",)))
    assert Counter(text.is_own for text in made.texts if text.kind == "reason" and text.item)[True] >= 5
    assert not any(text.is_own is False for text in made.texts)


async def test_a_model_is_asked_and_each_call_is_noted(shop: Shop) -> None:
    made = await shop.make(cell(asked=SLATE, model=SIMULATED))
    assert [call.prompt.partition("/")[0] for call in made.calls] == ["rank", "write"]
    assert {text.origin for text in made.texts if text.kind == "reason" and text.item} >= {"model"}
    write = made.calls[1]
    assert write.is_simulated
    assert write.reply.startswith("{")
    assert "[own-words]" in write.sent
    assert write.broken_rules == write.lost_rules == ()


async def test_a_cell_that_was_cut_off_repeats_no_call(shop: Shop) -> None:
    asked: list[str] = []

    def reply(call: ModelCall) -> str:
        asked.append(call.prompt)
        if call.prompt == "write" and len(asked) == 2:
            raise Killed
        return reply_of(call)

    one = cell(asked=SLATE, model="liar")
    with pytest.raises(Killed):
        await shop.replying(reply, "auto").make(one)
    made = await shop.replying(reply, "auto").make(one)
    assert asked == ["rank", "write", "write"]
    assert [call.is_recorded for call in made.calls] == [True, False]


async def test_what_a_model_wrote_and_the_verifier_refused_is_kept_behind(shop: Shop) -> None:
    def lying(call: ModelCall) -> str:
        return reply_of(call).replace("and that counts here", "which everybody loves")

    made = await shop.replying(lying).make(cell(asked=SLATE, model="liar"))
    refused = [text for text in made.texts if not text.is_delivered]
    assert refused
    assert made.texts[-len(refused) :] == tuple(refused)
    assert all(text.codes and text.origin == "model" for text in refused)
    assert not any("everybody loves" in text.text for text in made.delivered)
    assert made.answer is not None
    assert len(made.answer["items"]) == 10


async def test_variables_say_how_a_model_is_asked(shop: Shop) -> None:
    calls: list[ModelCall] = []

    def reply(call: ModelCall) -> str:
        calls.append(call)
        return reply_of(call)

    told = {"temperature": 0.7, "prompt": "write/v1"}
    made = await shop.replying(reply).make(cell(asked=SLATE, model="liar", variables=told, sample=2))
    assert {call.parameters.temperature_milli for call in calls} == {700}
    assert {call.sample for call in calls} == {20}
    assert not made.calls[0].is_simulated
    wrong = await shop.make(cell(asked=SLATE, model=SIMULATED, variables={"prompt": "write"}))
    assert "write/v2" in wrong.error


async def test_a_slip_in_a_name_is_an_error_and_somebody_new_is_not(shop: Shop) -> None:
    slip = await shop.make(cell(asked={"surface": "home", "person": "reader-marra"}))
    assert "Nobody in the shop 'demo' is called 'reader-marra'" in slip.error
    new = await shop.make(cell(asked={"surface": "home", "session": "new"}))
    assert new.answer is not None
    assert not new.error
    assert "surface" in (await shop.make(cell(asked={"surface": "hoem"}))).error


async def test_a_message_is_asked_with_its_lines(shop: Shop, open_shop: OpenShop) -> None:
    profile = {**READER, "consent": {"purposes": {"email": True, "profile": True}}}
    made = await shop.make(cell("message", {"surface": "email", "profile": profile}, truth={"first_name": "Anna"}))
    assert made.answer is not None
    assert "Anna" in made.answer["salutation"]
    places = [text.place for text in made.texts]
    assert places[0] == "message.subject"
    assert places[-1] == "message.closing"
    assert all(text.is_proved for text in made.texts)


async def test_a_refusal_is_an_error_unless_the_case_says_so(shop: Shop) -> None:
    asked = {"surface": "email", "profile": {"consent": {"purposes": {"email": False}}}}
    assert "e-mail" in (await shop.make(cell("message", asked))).error
    expected = await shop.make(cell("message", asked, truth={"error": "consent_missing"}))
    assert (expected.error, expected.answer and expected.answer["error"]) == ("", "consent_missing")


async def test_sentences_from_elsewhere_are_held_to_their_item_where_they_say_what_they_do(shop: Shop) -> None:
    lines = [
        {"text": "A fine book.", "item": "frankenstein"},
        {"text": "It has 300 pages.", "item": "frankenstein", "kind": "fact"},
        {"text": "Have a look.", "kind": "nudge"},
    ]
    made = await shop.make(cell("text", lines))
    assert [text.is_proved for text in made.texts] == [None, False, True]
    assert "stray_number" in made.texts[1].codes
    assert made.facts["frankenstein"]["title"] == "Frankenstein"
    gone = await shop.make(cell("text", [{"text": "x", "item": "frankenstien"}]))
    assert "no item 'frankenstien'" in gone.error


async def test_an_object_from_elsewhere_is_judged_without_a_shop(shop: Shop) -> None:
    made = await shop.make(cell("value", {"a": [1]}, shop="none"))
    assert made.answer == {"a": [1]}


@pytest.mark.parametrize("kind", ["recommend", "message"])
async def test_an_output_survives_its_file(shop: Shop, kind: str) -> None:
    profile = {**READER, "consent": {"purposes": {"email": True, "profile": True}}}
    made = await shop.make(cell(kind, {"surface": "email", "profile": profile}))
    plain = made.model_dump(mode="json")
    assert type(made).model_validate(orjson.loads(orjson.dumps(plain))) == made
