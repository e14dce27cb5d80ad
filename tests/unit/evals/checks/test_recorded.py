import pytest

from frankly.errors import Misconfigured
from frankly.evals.checks.asked.preference import KIND
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.asked.recorded import Judged, calibration_of, heard
from frankly.evals.judging.judged import read_judged

PUSHY = "Does the text press the reader?"


def said(verdict, by="ada", texts=("one",), asked=PUSHY, is_judge=False):
    return Judged(question=asked, texts=texts, verdict=verdict, by=by, is_judge=is_judge)


def test_a_key_is_of_the_question_and_the_texts_in_their_order():
    assert said("no").key == said("yes", by="bo").key == question(PUSHY, "one")
    assert question(KIND, "ours", "theirs") != question(KIND, "theirs", "ours")
    assert question(PUSHY, "one").startswith("does-the-text-press-the-reader-")


def test_a_judge_is_looked_up_and_people_calibrate_it():
    lines = [said("no" if at % 3 else "yes", texts=(str(at),)) for at in range(30)]
    lines += [said("no" if at % 3 else "yes", "judge/v1", (str(at),), is_judge=True) for at in range(40)]

    verdicts, calibrations = heard(lines)

    assert verdicts == {question(PUSHY, str(at)): "no" if at % 3 else "yes" for at in range(40)}
    assert (calibrations[PUSHY].agreement, calibrations[PUSHY].number) == (1.0, 30)


def test_people_alone_are_no_judge_and_a_judge_alone_is_not_calibrated():
    assert heard([said("no")]) == ({}, {})
    assert heard([said("no", is_judge=True)]) == ({question(PUSHY, "one"): "no"}, {})


def test_preferences_are_peoples_by_majority_and_the_later_line_of_one_person_counts():
    pair = ("ours", "theirs")
    lines = [said(verdict, by, pair, KIND) for verdict, by in [("second", "ada"), ("first", "ada"), ("first", "bo")]]

    assert heard([*lines, said("second", "cy", pair, KIND)])[0] == {question(KIND, *pair): "first"}
    assert heard([lines[0], lines[2]])[0] == {}, "who is divided evenly has no verdict"


@pytest.mark.parametrize(("agrees", "is_heard"), [(True, True), (False, False)])
def test_a_judge_stands_in_for_people_only_where_it_agrees_with_them(agrees, is_heard):
    ways = ("first", "second")
    lines = [said(ways[at % 2], "ada", (str(at), "x"), KIND) for at in range(40)]
    lines += [said(ways[(at + (not agrees)) % 2], "j", (str(at), "x"), KIND, is_judge=True) for at in range(41)]

    assert (question(KIND, "40", "x") in heard(lines)[0]) is is_heard


def test_agreement_comes_with_an_interval_and_is_unknown_where_all_say_the_same():
    pairs = [("yes", "yes")] * 20 + [("no", "no")] * 20 + [("yes", "no")] * 4

    found = calibration_of(pairs)

    assert 0.8 < found.agreement < 0.85
    assert 0.55 < found.low < found.agreement
    assert calibration_of([("no", "no")] * 9) is None


def test_lines_are_read_beside_their_suites_and_a_wrong_one_is_told(tmp_path):
    for name in ("tone", "taste"):
        (tmp_path / name).mkdir()
    (tmp_path / "tone" / "judged.jsonl").write_text(said("no").model_dump_json() + "\n\n")
    (tmp_path / "taste" / "judged.jsonl").write_text('{"question": "preference", "texts": []}\n')

    with pytest.raises(Misconfigured, match=r"taste/judged\.jsonl:1: "):
        read_judged(tmp_path)

    (tmp_path / "taste" / "judged.jsonl").unlink()
    assert read_judged(tmp_path) == [said("no")]
