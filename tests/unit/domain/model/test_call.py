import pytest
from pydantic import ValidationError

from frankly.domain.model.call import MOST_CHARACTERS, ModelCall, ModelParameters, PartRole, Payer, PromptPart

RULES = PromptPart(role=PartRole.SYSTEM, text="Be brief.", is_stable=True)
DATA = PromptPart(role=PartRole.USER, text="b2c3")
CALL = ModelCall(prompt="rank", version=1, parts=(RULES, DATA))


def test_equal_content_has_an_equal_key_whoever_pays_and_however_long_it_may_take() -> None:
    other = ModelCall(prompt="rank", version=1, parts=(RULES, DATA), deadline_ms=5, payer=Payer(request="another"))
    assert other.key("m") == CALL.key("m") == CALL.within(7).key("m")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"prompt": "write"},
        {"sample": 1},
        {"parameters": ModelParameters(temperature_milli=700)},
        {"parameters": ModelParameters(most_tokens=7)},
        {"parts": (RULES, DATA, DATA)},
    ],
)
def test_whatever_decides_the_reply_is_in_the_key(change: dict[str, object]) -> None:
    assert ModelCall(**(dict(CALL) | change)).key("m") != CALL.key("m")  # type: ignore[arg-type]
    assert CALL.key("n") != CALL.key("m")


def test_stable_parts_come_first() -> None:
    with pytest.raises(ValidationError, match="stable parts come before"):
        ModelCall(prompt="rank", version=1, parts=(DATA, RULES))


def test_a_prompt_has_an_end() -> None:
    long = PromptPart(role=PartRole.USER, text="x" * (MOST_CHARACTERS + 1))
    with pytest.raises(ValidationError, match="fewer items"):
        ModelCall(prompt="rank", version=1, parts=(long,))


def test_time_left_is_never_less_than_a_millisecond() -> None:
    assert CALL.within(-3).deadline_ms == 1
