import time

import orjson
import pytest

from frankly.domain.model.fault import ReplyFault
from frankly.stages.replies.reading import DEEPEST, LONGEST, read_object

WHOLE = {"order": ["b2c3", "d4f5"], "text": 'It\'s {calm}, "quiet".'}
GOOD = orjson.dumps(WHOLE).decode()


def test_what_was_asked_for_has_no_faults() -> None:
    assert read_object(GOOD).value == WHOLE
    assert read_object(f"\n {GOOD}\n").faults == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"```json\n{GOOD}\n```", ReplyFault.FENCED),
        (f"```\n{GOOD}```", ReplyFault.FENCED),
        (f"Sure, here it is: {GOOD}", ReplyFault.PROSE_AROUND),
        (f"As {{you}} asked: {GOOD} Anything else?", ReplyFault.PROSE_AROUND),
        (f'<think>Or {{"order": []}}? No.</think>{GOOD}', ReplyFault.THINKING),
        (f'I wonder: {{"order": []}}…</think>\n{GOOD}', ReplyFault.THINKING),
        ('{"order": ["b2c3", "d4f5",], "text": "It\'s {calm}, \\"quiet\\".",}', ReplyFault.TRAILING_COMMA),
        ("{'order': ['b2c3', 'd4f5'], 'text': 'It’s'}", ReplyFault.SINGLE_QUOTES),
        ('{"order": ["b2c3", "d4f5"], "text": "It', ReplyFault.TRUNCATED),
        ('{"order": ["b2c3", "d4f5"', ReplyFault.TRUNCATED),
        ('{order: ["b2c3", "d4f5"]}', ReplyFault.REPAIRED),
    ],
)
def test_each_way_to_go_wrong_has_its_name_and_is_mended(text: str, fault: ReplyFault) -> None:
    found = read_object(text)
    assert found.faults == (fault,)
    assert found.value is not None
    assert found.value["order"] == ["b2c3", "d4f5"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "I cannot do that.",
        "[]",
        '["b2c3"]',
        "null",
        "42",
        "{",
        "{}x{",
        "<think>{" + GOOD,
        "{not json at all}",
    ],
)
def test_what_holds_no_object_has_none(text: str) -> None:
    found = read_object(text)
    assert not found.value
    assert ReplyFault.NO_JSON in found.faults or found.value == {}


def test_faults_that_come_together_are_all_counted() -> None:
    text = "<think>hm</think>Here:\n```json\n{'order': ['b2c3',],\n```"
    faults = set(read_object(text).faults)
    expected = {
        ReplyFault.THINKING,
        ReplyFault.FENCED,
        ReplyFault.PROSE_AROUND,
        ReplyFault.TRAILING_COMMA,
        ReplyFault.SINGLE_QUOTES,
        ReplyFault.TRUNCATED,
    }
    assert faults <= expected
    assert len(faults) >= 5


def test_the_longest_object_is_the_answer() -> None:
    text = f'For example {{"order": []}} would be wrong. {GOOD} (not {{"order": ["x"]}})'
    assert read_object(text).value == WHOLE


def test_deep_brackets_are_no_answer() -> None:
    for text in ('{"a":' * 60_000, '{"a":' + "[" * (DEEPEST + 5) + "]" * (DEEPEST + 5) + "}"):
        assert read_object(text).faults[-1] is ReplyFault.NO_JSON


@pytest.mark.parametrize(
    "piece", ["'", '"', "{", "}", "[", "\\", "<think>", "```", '{"', "{'a':'", ",", '{"a":["', "{a:"]
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * LONGEST)[: LONGEST + 5]
    begun = time.process_time()
    read_object(text)
    assert time.process_time() - begun < 2


def test_what_cannot_be_mended_fast_is_no_answer() -> None:
    begun = time.process_time()
    assert read_object('{"a":[' + '"x", y ' * (LONGEST // 10)).faults[-1] is ReplyFault.NO_JSON
    assert time.process_time() - begun < 2


def test_round_brackets_without_end_are_no_answer() -> None:
    assert read_object('{"a": (' + "(a," * 3_000).faults[-1] is ReplyFault.NO_JSON


def test_halves_of_surrogate_pairs_are_read_as_what_can_be_written_down() -> None:
    value = read_object(r'{"text": "a \ud800 b", "\udfff": ["\ud83d\ude00"]}').value
    assert value == {"text": "a ? b", "?": ["\U0001f600"]}
