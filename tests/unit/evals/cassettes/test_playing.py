"""Cassettes at the port: what is recorded is replayed, what is not is said, and nobody is asked who need not be."""

from pathlib import Path

import orjson
import pytest

from frankly.domain.model.call import Payer
from frankly.domain.model.reply import ModelUsage
from frankly.errors import Invalid, ModelFailed, ModelTimeout, NotRecorded
from frankly.evals.cassettes.missed import read_missed
from frankly.testing.rule_following.writer import RuleFollowingWriter, reply_of
from tests.unit.evals.cassettes.recording import (
    DAY,
    MODEL,
    call_of,
    changed_without,
    counting,
    draft_without,
    opened,
    recorded,
)

SIMULATED = RuleFollowingWriter().name


async def test_what_was_recorded_is_replayed_word_for_word_and_nobody_is_asked(tmp_path: Path) -> None:
    live = await recorded(tmp_path, call_of(), live=counting(lambda call: '{"items": [{"handle": "ü"}]}'))
    model = opened(tmp_path).model(MODEL)
    reply = await model.complete(call_of())
    assert (reply.text, reply.is_cached) == ('{"items": [{"handle": "ü"}]}', True)
    assert reply.usage.tokens_in > 100
    assert len(live.calls) == 1
    (heard,) = model.heard
    assert (heard.is_recorded, heard.writer, heard.is_missed, heard.is_stale) == (True, "recorded", False, False)


async def test_a_call_that_is_not_recorded_fails_so_that_the_pipeline_falls_back(tmp_path: Path) -> None:
    cassettes = opened(tmp_path)
    model = cassettes.model(MODEL)
    with pytest.raises(NotRecorded, match=r"write/v1.*frankly eval record.*--simulated") as raised:
        await model.complete(call_of())
    assert isinstance(raised.value, ModelFailed)
    assert [(one.prompt, one.key, one.model) for one in cassettes.missed] == [("write/v1", call_of().key(MODEL), MODEL)]
    (heard,) = model.heard
    assert (heard.is_missed, heard.is_stale, heard.as_called().fault) == (True, True, "model_not_recorded")
    assert not list(tmp_path.iterdir())


async def test_another_sample_another_temperature_and_another_model_are_other_calls(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of())
    cassettes = opened(tmp_path)
    for other in (
        cassettes.model(MODEL, sample=1),
        cassettes.model(MODEL, temperature_milli=900),
        cassettes.model("acme/writer-2"),
    ):
        with pytest.raises(NotRecorded):
            await other.complete(call_of())
    assert len(cassettes.missed) == 3
    assert {one.call.parameters.temperature_milli for one in cassettes.missed} == {300, 900}


async def test_samples_of_a_cell_never_meet_the_samples_that_a_task_asks_for_itself(tmp_path: Path) -> None:
    second = call_of().model_copy(update={"sample": 1})
    await recorded(tmp_path, second)
    with pytest.raises(NotRecorded):
        await opened(tmp_path).model(MODEL, sample=1).complete(call_of())


async def test_auto_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    live = await recorded(tmp_path, call_of(), call_of(), call_of("rank/v1"))
    assert len(live.calls) == 2
    again = opened(tmp_path, "auto", live)
    await again.model(MODEL).complete(call_of())
    await again.model(MODEL).complete(call_of("repair/v1"))
    assert [call.prompt for call in live.calls] == ["write", "rank", "repair"]


async def test_record_asks_anew_for_what_is_there_already_but_once(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of(), live=counting(lambda call: '{"old": 1}'))
    live = counting(lambda call: '{"new": 1}')
    anew = opened(tmp_path, "record", live)
    for _ in range(2):
        assert (await anew.model(MODEL).complete(call_of())).text == '{"new": 1}'
    assert len(live.calls) == 1
    anew.close()
    assert (await opened(tmp_path).model(MODEL).complete(call_of())).text == '{"new": 1}'


async def test_a_recording_that_was_killed_goes_on_without_repeating_a_call(tmp_path: Path) -> None:
    live = counting()
    killed = opened(tmp_path, "record", live)
    await killed.model(MODEL).complete(call_of())  # and never closed
    anew = opened(tmp_path, "record", live)
    await anew.model(MODEL).complete(call_of())
    await anew.model(MODEL).complete(call_of("rank/v1"))
    assert [call.prompt for call in live.calls] == ["write", "rank"]
    anew.close()
    assert len(_lines(tmp_path).splitlines()) == 2


async def test_live_asks_every_time_and_records_nothing(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of(), live=counting(lambda call: '{"old": 1}'))
    before, live = _lines(tmp_path), counting(lambda call: '{"new": 1}')
    cassettes = opened(tmp_path, "live", live)
    for _ in range(2):
        assert (await cassettes.model(MODEL).complete(call_of())).text == '{"new": 1}'
    cassettes.close()
    assert (len(live.calls), _lines(tmp_path)) == (2, before)


async def test_who_pays_is_no_part_of_what_is_recorded(tmp_path: Path) -> None:
    live = counting()
    cassettes = opened(tmp_path, "auto", live)
    await cassettes.model(MODEL, payer=Payer(request="eval-record")).complete(call_of())
    assert live.calls[0].payer == Payer(request="eval-record")
    cassettes.close()
    assert (await opened(tmp_path).model(MODEL).complete(call_of())).is_cached


async def test_a_failure_of_the_model_itself_is_told_and_recorded_nowhere(tmp_path: Path) -> None:
    def fail(_: object) -> str:
        raise ModelTimeout("late")

    cassettes = opened(tmp_path, "auto", counting(fail))
    model = cassettes.model(MODEL)
    with pytest.raises(ModelTimeout):
        await model.complete(call_of())
    cassettes.close()
    assert model.heard[0].as_called().fault == "model_timeout"
    assert not list(tmp_path.iterdir())


async def test_a_mode_that_asks_models_says_so_where_nobody_gives_them(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="FRANKLY_MODEL"):
        opened(tmp_path, "auto").model(MODEL)


async def test_a_simulated_writer_stands_in_and_is_called_so(tmp_path: Path) -> None:
    cassettes = opened(tmp_path, simulated=True)
    model = cassettes.model(MODEL)
    reply = await model.complete(call_of())
    assert reply.text == reply_of(call_of())
    called = model.heard[0].as_called()
    assert (called.is_simulated, called.is_recorded, called.fault) == (True, False, "")
    assert model.heard[0].is_stale
    assert len(cassettes.missed) == 1


async def test_a_simulated_writer_that_stands_in_for_itself_leaves_nothing_open(tmp_path: Path) -> None:
    model = opened(tmp_path, simulated=True).model(SIMULATED)
    await model.complete(call_of())
    assert not model.heard[0].is_stale
    assert model.heard[0].as_called().is_simulated


async def test_the_simulated_writer_needs_nobody_to_be_recorded(tmp_path: Path) -> None:
    cassettes = opened(tmp_path, "auto")
    await cassettes.model(SIMULATED).complete(call_of())
    cassettes.close()
    (line,) = map(orjson.loads, (tmp_path / "simulated__rule-following.jsonl").read_bytes().splitlines())
    assert (line["writer"], line["recorded_on"]) == ("simulated", DAY)
    assert "data-is-data" in line["rules"]


async def test_a_task_that_the_simulated_writer_does_not_know_stays_not_recorded(tmp_path: Path) -> None:
    call = call_of().model_copy(update={"prompt": "haiku"})
    with pytest.raises(NotRecorded, match="cannot write it"):
        await opened(tmp_path, simulated=True).model(MODEL).complete(call)


async def test_a_draft_that_lost_a_rule_is_told_with_the_rule_and_what_that_does(tmp_path: Path) -> None:
    prompts = draft_without("slots")
    call = call_of("write/v9", prompts)
    model = opened(tmp_path, simulated=True, prompts=prompts).model(MODEL)
    await model.complete(call)
    called = model.heard[0].as_called()
    assert called.lost_rules == ("slots",)
    assert called.broken_rules == ("slots",)


async def test_a_released_prompt_that_was_changed_in_place_is_held_to_what_was_recorded(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of())
    prompts = changed_without("slots")
    model = opened(tmp_path, prompts=prompts).model(MODEL)
    with pytest.raises(NotRecorded):
        await model.complete(call_of("write/v1", prompts))
    assert model.heard[0].lost_rules == ("slots",)


async def test_a_whole_prompt_has_lost_nothing(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of())
    model = opened(tmp_path).model(MODEL)
    await model.complete(call_of())
    assert model.heard[0].lost_rules == ()


async def test_a_streamed_reply_is_the_recorded_one(tmp_path: Path) -> None:
    await recorded(tmp_path, call_of())
    pieces = [piece async for piece in opened(tmp_path).model(MODEL).stream(call_of())]
    assert [piece.reply.text for piece in pieces if piece.reply is not None] == ['{"items": []}']


async def test_calls_that_were_wanted_are_kept_whole_so_that_they_can_be_asked_later(tmp_path: Path) -> None:
    wanted = tmp_path / "run" / "wanted.jsonl"
    for _ in range(2):
        with pytest.raises(NotRecorded):
            await opened(tmp_path, wanted=wanted).model(MODEL).complete(call_of())
    wanted.write_bytes(wanted.read_bytes() + b'{"key": "torn')
    (one,) = read_missed(wanted)
    assert one.call == call_of()
    assert one.call.key(one.model) == one.key


def test_the_model_is_the_port_that_pipelines_ask(tmp_path: Path) -> None:
    model = opened(tmp_path).model(MODEL)
    assert model.name == MODEL
    assert model.count("a" * 40) == 11
    assert model.price(ModelUsage(tokens_in=1)) is None


def _lines(folder: Path) -> bytes:
    (path,) = folder.glob("*.jsonl")
    return path.read_bytes()
