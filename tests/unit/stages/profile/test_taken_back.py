"""What was known of a person and is not there any more."""

from dataclasses import replace

from frankly.domain.person.event import Event
from frankly.domain.person.history import History, history_of
from frankly.domain.person.profile import Fact, FactInput
from frankly.domain.time import EpochMs
from frankly.stages.profile.infer import fact_id
from frankly.stages.profile.taken_back import acts_taken_back, facts_taken_back


def history(*acts: tuple[str, str]) -> History:
    """Acts by name and kind, each later than the one before; `act-3` happened at 3."""
    return history_of(
        [
            Event.model_validate(
                {"id": name, "person": "ada", "kind": kind, "item": "b", "at": int(name.split("-")[1])}
            )
            for name, kind in acts
        ]
    )


def fact(value: str, at: int = 1) -> Fact:
    said = FactInput.model_validate({"kind": "interest", "field": "tag", "value": value})
    return Fact(**said.model_dump(), id=fact_id("stated", said), status="stated", origin="person", at=EpochMs(at))


def test_an_act_that_is_gone_was_taken_back_and_a_new_one_was_not() -> None:
    then = history(("act-1", "view"), ("act-2", "purchase"))
    assert acts_taken_back(then, history(("act-2", "purchase"), ("act-3", "view"))) == {"act-1"}
    assert acts_taken_back(then, then) == set()


def test_nothing_rests_on_an_act_of_hiding() -> None:
    assert acts_taken_back(history(("act-1", "hide")), history()) == set()


def test_an_act_that_newer_ones_pushed_out_was_not_taken_back() -> None:
    then = history(("act-1", "view"), ("act-5", "view"), ("act-6", "view"))
    now_has = replace(history(("act-4", "view"), ("act-6", "view")), is_truncated=True)
    assert acts_taken_back(then, now_has) == {"act-5"}


def test_a_fact_that_was_stated_anew_is_the_same() -> None:
    then = (fact("war"), fact("sea"))
    assert facts_taken_back(then, (fact("war", at=9), fact("love"))) == {fact("sea").id}
