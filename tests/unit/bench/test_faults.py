import time
from pathlib import Path

from frankly.bench.faults.second_look import SecondLook
from frankly.bench.faults.tally import MOST_TOLD, Tally, added, figures
from frankly.bench.faults.watch import Watch, waited_for_a_core_ns
from frankly.domain.saying.text import VerifiedText
from frankly.stages.verify.verifier import SentenceVerifier
from tests.unit.stages.verify.samples import bearing, piece, reason, texts

SEEN = reason("You viewed “{e1.title}”, and that counts here.", "e1")
HERE = bearing(piece())


def a_look(other: SentenceVerifier | None = None) -> SecondLook:
    lexicons = texts().lexicons
    return SecondLook(SentenceVerifier(lexicons), other or SentenceVerifier(lexicons))


def test_a_sentence_that_was_admitted_in_this_request_is_proved_and_any_other_is_not() -> None:
    look, other = (
        SecondLook(SentenceVerifier(texts().lexicons), SentenceVerifier(texts().lexicons)),
        SecondLook(SentenceVerifier(texts().lexicons), SentenceVerifier(texts().lexicons)),
    )
    mine, theirs = look.verify(SEEN, HERE), other.verify(SEEN, HERE)
    assert isinstance(mine, VerifiedText)
    assert isinstance(theirs, VerifiedText)
    look.left([mine])
    assert look.unproved() == []
    # Equal in every part, and yet nobody here has seen it being proved.
    look.left([mine, theirs])
    assert look.unproved() == [theirs.text]


def test_a_sentence_that_the_other_verifier_refuses_is_not_proved() -> None:
    look = a_look(SentenceVerifier({}))
    admitted = look.verify(SEEN, HERE)
    assert isinstance(admitted, VerifiedText)
    look.left([admitted])
    assert look.unproved() == [admitted.text]


def test_a_request_in_time_is_not_late_and_what_others_took_is_no_fault_of_its_own(tmp_path: Path) -> None:
    with Watch(600) as early:
        pass
    with Watch(0) as late:
        time.sleep(0.01)
    assert (early.over_ms, early.own_over_ms) == (0, 0)
    assert late.over_ms >= 10
    assert 0 <= late.own_over_ms <= late.over_ms
    schedule = tmp_path / "schedstat"
    assert waited_for_a_core_ns(schedule) == 0
    schedule.write_text("8 2000000 3\n")
    assert waited_for_a_core_ns(schedule) == 2_000_000


def test_tallies_add_up_and_keep_a_few_words() -> None:
    parts = [
        Tally(over_ms=[0.0] * 99, own_over_ms=[0.0] * 99, processor_s=4.0, asking_s=10.0),
        Tally(over_ms=[80.0], own_over_ms=[30.0], warm_over_ms=[900.0], processor_s=2.0, asking_s=10.0),
    ]
    for number in range(4):
        for part in parts:
            part.fail(f"{number}")
    parts[1].doubt(["a lie"])
    parts[0].sentences.update(["model", "model", "template"])
    whole = added(parts)
    assert (whole.requests, whole.failed, whole.unproved) == (101, 8, 1)
    assert len(whole.told) == MOST_TOLD
    found = figures(whole, {"good": 3, "liar": 1}, 10.1)
    assert found["faults.max_over_deadline_ms"] == 80
    assert found["faults.max_over_deadline_ms.own"] == 30
    assert (found["faults.processor_ms"], found["faults.processor_share"]) == (60, 0.3)
    assert found["faults.warm_up_max_over_ms"] == 900
    assert found["faults.late_share"] == 0.01
    assert found["faults.model_calls"] == 4
    assert found["faults.sentences.model"] == 2
    assert found["faults.per_s"] == 10
