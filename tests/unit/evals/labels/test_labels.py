from pathlib import Path

import pytest

from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.evals.labels.agreeing import agreement_of
from frankly.evals.labels.label import Answer, Label, append, latest, read_labels
from frankly.evals.labels.units import order_for, units_of
from frankly.evals.labels.walk import Walk
from tests.unit.evals.reports import made

ASKED = "Is it well said?"


def label(unit: str, by: str, answer: Answer = "yes", **more: str) -> Label:
    return Label(unit=unit, cell="tone/a", question=ASKED, answer=answer, by=by, at=EpochMs(7), **more)


def test_labels_come_back_and_the_last_word_counts(tmp_path: Path) -> None:
    file = tmp_path / "run" / "labels.jsonl"
    assert read_labels(file) == {}
    for one in (label("u", "anna"), label("u", "ben"), label("u", "anna", "no", note="too loud")):
        append(file, one)
    found = read_labels(file)
    assert {key: (one.answer, one.note) for key, one in found.items()} == {
        ("u", "anna"): ("no", "too loud"),
        ("u", "ben"): ("yes", ""),
    }


def test_a_torn_last_line_is_cut_off_before_the_next_label(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    append(file, label("u", "anna"))
    with file.open("a") as stream:
        stream.write('{"unit": "v", "ce')
    assert list(read_labels(file)) == [("u", "anna")]
    append(file, label("w", "anna"))
    assert list(read_labels(file)) == [("u", "anna"), ("w", "anna")]


@pytest.mark.parametrize("line", ["so", "{}", '{"unit": 1}'])
def test_a_line_that_is_no_label_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "labels.jsonl"
    append(file, label("u", "anna"))
    with file.open("a") as stream:
        stream.write(f"{line}\n")
    with pytest.raises(Invalid, match="line 2"):
        read_labels(file)


def test_what_reads_alike_is_one_unit_whatever_made_it() -> None:
    outputs = [made.output("a", variables={"model": "x"}), made.output("a", variables={"model": "y"})]
    assert len(units_of(outputs, "output", ASKED)) == 1


def test_another_question_is_another_unit() -> None:
    outputs = [made.output("a")]
    assert units_of(outputs, "output", ASKED)[0].key != units_of(outputs, "output", "Is it true?")[0].key


def test_refused_texts_are_labelled_one_by_one_and_are_no_part_of_an_answer() -> None:
    (whole,) = units_of([made.spoilt()], "output", ASKED)
    assert whole.shown == (made.LIE, "Night Ferry keeps you awake.")
    assert len(units_of([made.spoilt()], "text", ASKED)) == 3


def test_each_person_has_an_order_of_their_own_and_keeps_it() -> None:
    units = units_of([made.output(f"c{n}", made.told(f"Text {n}.")) for n in range(12)], "output", ASKED)
    assert order_for(units, "anna") == order_for(tuple(reversed(units)), "anna")
    assert order_for(units, "anna") != order_for(units, "ben")


def _walk(person: str = "anna", labels: tuple[Label, ...] = ()) -> Walk:
    units = units_of([made.output(f"c{n}", made.told(f"Text {n}.")) for n in range(3)], "output", ASKED)
    return Walk(units, person, ASKED, latest(labels))


def test_a_walk_asks_everything_once_and_goes_on_where_it_ended() -> None:
    walk, said = _walk(), []
    while walk.current is not None:
        said.append(walk.answer("yes", EpochMs(1)))
    assert (walk.done, walk.total, len({one.unit for one in said})) == (3, 3, 3)
    later = _walk(labels=tuple(said[:2]))
    assert later.current is not None
    assert (later.current.key, later.done) == (said[2].unit, 2)
    assert _walk("ben", tuple(said)).done == 0
    with pytest.raises(ValueError, match="at its end"):
        walk.answer("yes", EpochMs(1))


def test_the_way_back_asks_again_and_shows_what_was_said() -> None:
    walk = _walk()
    assert not walk.back()
    first = walk.answer("yes", EpochMs(1))
    assert walk.back()
    assert walk.current is not None
    assert (walk.current.key, walk.answered) == (first.unit, "yes")
    assert walk.answer("no", EpochMs(2)).unit == first.unit
    assert walk.done == 1


def test_what_is_put_off_waits_for_the_next_walk() -> None:
    walk = _walk()
    for _ in range(3):
        walk.put_off()
    assert walk.current is None
    assert walk.done == 0


def test_people_who_agree_reach_one_and_those_who_do_not_are_named() -> None:
    alike = [label(f"u{n}", by, "yes" if n % 2 else "no") for n in range(20) for by in ("anna", "ben")]
    found = agreement_of(latest(alike))
    assert (found.both, found.same, found.alpha, found.low, found.high) == (20, 20, 1.0, 1.0, 1.0)
    assert found.people == {"anna": 20, "ben": 20}
    found = agreement_of(latest([*alike, label("u3", "ben", "no")]))
    assert list(found.apart) == ["u3"]
    assert found.alpha is not None
    assert found.low is not None
    assert found.low < found.alpha < 1


def test_who_cannot_tell_has_not_answered() -> None:
    found = agreement_of(latest([label("u", "anna"), label("u", "ben", "unsure")]))
    assert (found.both, found.alpha) == (0, None)


def test_agreement_on_one_answer_alone_tells_nothing() -> None:
    found = agreement_of(latest([label(f"u{n}", by) for n in range(9) for by in ("anna", "ben")]))
    assert (found.both, found.alpha, found.low) == (9, None, None)
