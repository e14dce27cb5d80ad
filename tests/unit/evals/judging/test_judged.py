from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from frankly.domain.time import EpochMs
from frankly.evals.checks.asked.preference import KIND
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.asked.recorded import heard
from frankly.evals.judging.judged import FILE, LABELS, read_judged
from frankly.evals.labels.label import Answer, Label, append
from frankly.evals.labels.units import units_of
from frankly.evals.runs.output import Output
from tests.unit.evals.reports import made

PUSHY = "Does it press the reader?"


@pytest.fixture
def said(tmp_path: Path) -> Callable[[str, tuple[str, ...], Answer, str], None]:
    """Somebody's label of some texts."""

    def say(asked: str, texts: tuple[str, ...], answer: Answer, by: str = "anna") -> None:
        unit = question(asked, *texts)
        label = Label(unit=unit, cell="a", question=asked, answer=answer, by=by, at=EpochMs(1), shown=texts)
        append(tmp_path / "tone" / LABELS, label)

    return say


def judge(folder: Path, *lines: dict[str, object]) -> None:
    (folder / "tone").mkdir(exist_ok=True)
    (folder / "tone" / FILE).write_bytes(
        b"".join(orjson.dumps({"by": "judge/v1", "is_judge": True, **line}) + b"\n" for line in lines)
    )


def test_what_people_prefer_is_the_verdict_on_a_pair(tmp_path: Path, said: Callable[..., None]) -> None:
    said(KIND, ("ours", "theirs"), "first")
    said(KIND, ("ours", "theirs"), "first", "ben")
    said(KIND, ("ours", "theirs"), "second", "eva")
    said(KIND, ("theirs", "ours"), "first")
    said(KIND, ("theirs", "ours"), "second", "ben")
    judge(tmp_path, {"question": KIND, "texts": ["ours", "theirs"], "verdict": "second"})
    verdicts, known = heard(read_judged(tmp_path))
    assert verdicts == {question(KIND, "ours", "theirs"): "first"}  # of the other order people say nothing as one
    assert known[KIND].low == 0.0


def test_a_judge_is_held_against_people_on_texts_that_both_have_seen(tmp_path: Path, said: Callable[..., None]) -> None:
    for number in range(40):
        said(PUSHY, (f"text {number}",), "yes" if number % 2 else "no")
    said(PUSHY, ("nobody judged this",), "yes")
    judge(
        tmp_path,
        *(
            {"question": PUSHY, "texts": [f"text {number}"], "verdict": "yes" if number % 2 or number < 4 else "no"}
            for number in range(40)
        ),
        {"question": PUSHY, "texts": ["nobody labelled this"], "verdict": "no"},
    )
    verdicts, known = heard(read_judged(tmp_path))
    assert verdicts[question(PUSHY, "nobody labelled this")] == "no"
    assert known[PUSHY].number == 40
    assert 0.6 < known[PUSHY].low < known[PUSHY].agreement < 1


def test_without_labels_no_judge_is_heard(tmp_path: Path) -> None:
    judge(tmp_path, {"question": PUSHY, "texts": ["text"], "verdict": "no"})
    assert heard(read_judged(tmp_path))[1] == {}


def test_pairs_are_what_the_check_looks_up_and_come_in_both_orders() -> None:
    use = {"preference": "template"}
    output = made.output("a", made.told("Ours."), checks=(use,), probes={"template": (_template(),)})
    shown = [unit.shown for unit in units_of([output, made.output("b")], "pair", KIND)]
    assert shown == [("Ours.", "Theirs."), ("Theirs.", "Ours.")]


def _template() -> Output:
    return made.output("a", made.told("Theirs.", origin="template"))
