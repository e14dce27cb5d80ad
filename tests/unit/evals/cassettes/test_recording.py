"""Recording outside of a run: everything is asked once, budgets stop it, and what others wrote comes in as well."""

from pathlib import Path

import orjson
import pytest

from frankly.domain.model.call import ModelCall, Payer
from frankly.errors import BudgetSpent, Invalid, Misconfigured, ModelUnavailable
from frankly.evals.cassettes.missed import Missed
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.putting import Put, as_questions, put, read_written
from frankly.evals.cassettes.reading import read_all
from frankly.evals.cassettes.recording import ask_all
from frankly.evals.cassettes.scrubbing import Scrubber
from tests.unit.evals.cassettes.recording import DAY, MODEL, book, call_of, counting, opened


def wanted(number: int) -> list[Missed]:
    calls = (call_of().model_copy(update={"sample": sample}) for sample in range(number))
    return [Missed(key=call.key(MODEL), model=MODEL, call=call) for call in calls]


async def test_everything_that_was_missed_is_asked_once_and_recorded(tmp_path: Path) -> None:
    live, said = counting(), []
    cassettes = opened(tmp_path, "auto", live)
    asked = await ask_all(wanted(20), cassettes, payer=Payer(request="eval"), say=said.append)
    cassettes.close()
    assert (asked.recorded, asked.failed, asked.stopped) == (20, (), "")
    assert {one.key for one in read_all(tmp_path)} == {one.key for one in wanted(20)}
    assert len(live.calls) == 20
    assert {call.payer.request for call in live.calls} == {"eval"}
    assert asked.tokens > 0
    assert said[-1] == "20 of 20 calls"


async def test_a_spent_budget_stops_it_and_what_came_is_kept(tmp_path: Path) -> None:
    def until_spent(call: ModelCall) -> str:
        if call.sample >= 3:
            raise BudgetSpent("The budget of this request does not allow a call")
        return "{}"

    live = counting(until_spent)
    cassettes = opened(tmp_path, "auto", live)
    asked = await ask_all(wanted(20), cassettes, at_once=1)
    cassettes.close()
    assert (asked.recorded, len(asked.failed)) == (3, 17)
    assert asked.stopped.startswith("The budget of this request")
    assert {why.partition(":")[0] for _, why in asked.failed} == {"model_budget_spent"}
    assert len(live.calls) == 4
    assert len(read_all(tmp_path)) == 3


async def test_one_call_that_fails_keeps_the_others_from_nothing(tmp_path: Path) -> None:
    def mostly(call: ModelCall) -> str:
        if call.sample == 1:
            raise ModelUnavailable("down")
        return "My key is sk-proj-Zq8Yw3Lk0Vb7Tn5Xr2Hm" if call.sample == 2 else "{}"

    cassettes = opened(tmp_path, "auto", counting(mostly))
    asked = await ask_all(wanted(4), cassettes)
    assert asked.recorded == 2
    assert sorted(why.partition(":")[0] for _, why in asked.failed) == ["invalid", "model_unavailable"]
    assert "sk-proj" not in str(asked)


async def test_what_is_recorded_already_is_not_asked_again_after_a_kill(tmp_path: Path) -> None:
    live = counting()
    await ask_all(wanted(3), opened(tmp_path, "auto", live))  # killed: never closed
    await ask_all(wanted(5), opened(tmp_path, "auto", live))
    assert len(live.calls) == 5


def test_what_others_wrote_comes_in_as_written_by_a_model(tmp_path: Path) -> None:
    questions = [orjson.loads(line) for line in as_questions(wanted(3)).splitlines()]
    assert questions[0]["call"]["parts"][0]["text"].startswith("You write why")
    filled = tmp_path / "filled.jsonl"
    replies = ['{"items": []}', {"items": [{"handle": "b2d3"}]}, ""]
    lines = [one | {"reply": reply, "by": "acme/other"} for one, reply in zip(questions, replies, strict=True)]
    lines.append({"key": "0" * 32, "reply": "to nothing"})
    filled.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    folder = tmp_path / "cassettes"
    found = _put(folder, filled)
    assert (found.kept, found.unknown) == (2, ("0" * 32,))
    kept = read_all(folder)
    assert {(one.writer, one.by, one.recorded_on, one.usage.is_counted_here) for one in kept} == {
        ("model-written", "acme/other", DAY, True)
    }
    assert {one.reply for one in kept} == {'{"items": []}', '{"items":[{"handle":"b2d3"}]}'}


def test_of_what_others_wrote_nothing_is_kept_when_one_reply_holds_something_personal(tmp_path: Path) -> None:
    filled = tmp_path / "filled.jsonl"
    replies = ["{}", "Dear ada@mail.example"]
    lines = [{"key": one.key, "reply": reply} for one, reply in zip(wanted(2), replies, strict=True)]
    filled.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    with pytest.raises(Invalid, match="an e-mail address in reply"):
        _put(tmp_path / "cassettes", filled)
    assert not (tmp_path / "cassettes").exists()


@pytest.mark.parametrize("line", ["{", "[]", '{"key": "a"}', '{"key": 1, "reply": "x"}', '{"key": "a", "reply": 3}'])
def test_a_line_that_is_no_reply_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "filled.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(Misconfigured, match=r"filled.jsonl:2: a line is an object with"):
        read_written(tmp_path / "filled.jsonl")


def _put(folder: Path, filled: Path) -> Put:
    return put(
        folder,
        read_written(filled),
        wanted(3),
        prompts=KnownPrompts(book()),
        scrubber=Scrubber(),
        day=DAY,
    )


def test_a_call_that_came_back_changed_is_not_believed(tmp_path: Path) -> None:
    (question,) = (orjson.loads(line) for line in as_questions(wanted(1)).splitlines())
    question["call"]["parameters"]["temperature_milli"] = 7
    (tmp_path / "filled.jsonl").write_bytes(orjson.dumps(question | {"reply": "{}"}))
    with pytest.raises(Misconfigured, match="change nothing but the reply"):
        read_written(tmp_path / "filled.jsonl")


def test_calls_that_came_back_with_their_replies_need_no_run(tmp_path: Path) -> None:
    lines = [orjson.loads(line) | {"reply": "{}"} for line in as_questions(wanted(2)).splitlines()]
    (tmp_path / "filled.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    written = read_written(tmp_path / "filled.jsonl")
    found = put(tmp_path / "c", written, (), prompts=KnownPrompts(book()), scrubber=Scrubber(), day=DAY)
    assert (found.kept, found.unknown) == (2, ())
