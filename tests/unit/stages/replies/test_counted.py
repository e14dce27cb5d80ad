import json_repair
import orjson
import pytest

from frankly.stages.replies.counted import CountedText, TooManyLooks
from frankly.stages.replies.reading import MOST_LOOKS

ENTRIES = [{"handle": "abcd", "sentences": [{"kind": "reason", "text": "Because you read {e1.title}."}]}] * 40
LONG = orjson.dumps({"items": ENTRIES}).decode()


def test_a_look_too_many_ends_it() -> None:
    text = CountedText.of("abc", 3)
    assert "".join(text[place] for place in range(3)) == "abc"
    with pytest.raises(TooManyLooks):
        text[0]


def test_what_is_made_of_a_text_is_counted_with_it() -> None:
    text = CountedText.of("abcd", 3)
    joined = text[1:] + "e"
    assert (joined, joined[0]) == ("bcde", "b")
    assert text[0] == "a"
    with pytest.raises(TooManyLooks):
        joined[1]


def test_long_slices_count_by_their_length() -> None:
    text = CountedText.of("a" * 6_400, 100)
    with pytest.raises(TooManyLooks):
        text[:]


def test_what_models_write_is_mended_with_a_quarter_of_the_work_that_is_allowed() -> None:
    wrong = LONG.replace('"', "'")
    assert 3_000 < len(wrong)
    assert json_repair.loads(CountedText.of(wrong, MOST_LOOKS // 4)) == {"items": ENTRIES}


@pytest.mark.parametrize("piece", ["\"'", '"a b" c ', "("])
def test_what_is_made_to_take_long_is_given_up(piece: str) -> None:
    with pytest.raises(TooManyLooks):
        json_repair.loads(CountedText.of('{"a":[' + piece * (9_900 // len(piece)), MOST_LOOKS))
