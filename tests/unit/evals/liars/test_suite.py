"""The suite can fail: a gate that admits everything, and one that refuses everything, are both found out."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from frankly.domain.quoting.binding import binding
from frankly.domain.saying.text import (  # the tests may hold the seal
    SEAL,
    DraftSentence,
    Refused,
    Verdict,
    VerifiedText,
)
from frankly.evals.liars.cases import Case, Library
from frankly.evals.liars.classes import CLASSES
from frankly.evals.liars.figures import of_honest, of_lies
from frankly.evals.liars.judging import RecordedJudge
from frankly.evals.liars.marked import MarkedItem
from frankly.evals.liars.suite import House, open_house
from frankly.evals.liars.trying import Tried
from frankly.evals.report import Report
from frankly.evals.suites import load_suites
from frankly.ports.verifier import Bearing
from tests.needs import ROOT

BARS = load_suites(ROOT / "evals")["liars"].bars


class AdmitsAll:
    """A gate that is none."""

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        return VerifiedText(SEAL, draft, draft.text)


class RefusesAll:
    """A wall."""

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        return Refused(draft, (Verdict(code="word_unlicensed", span=(0, 1), hint="no"),))


@pytest.fixture(scope="module")
def house() -> House:
    return open_house()


def case(lie: str | None, number: int, **changes: object) -> Case:
    row: dict[str, object] = {
        "id": f"c{number}",
        "class": lie,
        "locale": "en",
        "kind": "reason",
        "text": "You had “{e1.title}” made, and that counts here.",
        "item": "copper-kettle" if number % 2 else "harbour-desk-lamp",
        "evidence": [{"id": "e1", "kind": "viewed", "anchor": "item:meadow-tea"}],
        "why_false": "" if lie is None else "it was viewed",
        "writer": "model",
    }
    return Case.model_validate(row | changes)


def with_gate(house: House, verifier: object, cases: Iterable[Case]) -> list[Tried]:
    gate = replace(house.gate, verifier=verifier)  # type: ignore[arg-type]  # a gate of the test
    return list(gate.each(cases))


def judged(report: Report) -> set[str]:
    report.judge({name: bar for name, bar in BARS.items() if name in report.figures})
    return {one.figure for one in report.judged if one.outcome == "missed"}


def test_a_gate_that_admits_everything_fails(house: House) -> None:
    lies = [case(lie, number) for number, lie in enumerate(CLASSES)]
    report = Report(figures=of_lies(with_gate(house, AdmitsAll(), lies), lambda one: True))
    missed = judged(report)
    assert "verify.lies_delivered" in missed
    assert {f"verify.recall.{lie}" for lie in CLASSES} <= missed


def test_a_gate_that_refuses_everything_fails_by_honest_sentences(house: House) -> None:
    lies = with_gate(house, RefusesAll(), [case(lie, number) for number, lie in enumerate(CLASSES)])
    honest = with_gate(house, RefusesAll(), [case(None, number, text=f"Text {number}.") for number in range(8)])
    report = Report(figures=of_lies(lies, lambda one: True) | of_honest(honest))
    missed = judged(report)
    assert "verify.lies_delivered" not in missed
    assert "verify.honest_refused" in missed


def test_every_class_has_a_bar(house: House) -> None:
    assert {f"verify.recall.{lie}" for lie in CLASSES} <= BARS.keys()


def test_a_class_without_a_lie_has_no_recall(house: House) -> None:
    figures = of_lies(with_gate(house, RefusesAll(), [case("polarity", 1)]), lambda one: True)
    assert figures["verify.recall.polarity"] == 1.0
    assert "verify.recall.life_state" not in figures


def test_a_refused_lie_gives_way_to_a_template(house: House) -> None:
    tried = next(house.gate.each([case("false_cause", 1)]))
    assert tried.codes
    assert tried.text is not None
    assert "made" not in tried.text


def test_a_mended_sentence_is_refused_no_longer(house: House) -> None:
    first, mended = case(None, 1), case(None, 2, id="c1b", repairs="c1")
    tried = [Tried(first, ("word_unlicensed",), None), Tried(mended, (), "text")]
    figures = of_honest(tried)
    half = "verify.honest_refused" if "verify.honest_refused" in figures else "verify.honest_refused_dev"
    assert figures[half] == 1.0
    assert figures[f"{half}.after_repair"] == 0.0


def test_rewritten_lies_are_counted_apart_with_and_without_a_judge(house: House) -> None:
    lie = case("polarity", 1, kind="fact", level="rewritten", cites=["s4"], text="The handle gets warm.", evidence=[])
    tried = [Tried(lie, (), "The handle gets warm.")]
    figures = of_lies(tried, lambda one: False)
    assert figures["verify.lies_tried"] == 0
    assert figures["verify.recall_rewritten.polarity"] == 0.0
    assert figures["verify.recall_judged.polarity"] == 1.0


def test_a_judge_refuses_what_nobody_has_judged(tmp_path: Path, house: House) -> None:
    file = tmp_path / "judgements.jsonl"
    file.write_text(json.dumps({"id": binding("Span.", "Sentence."), "accepts": True}) + "\n", encoding="utf-8")
    judge = RecordedJudge.read(file)
    assert len(judge) == 1
    known = judge.recorded("Span.", "Sentence.")
    assert known is not None
    assert known.accepts
    assert judge.recorded("Span.", "Another.") is None


def test_words_of_the_evidence_are_told_from_others(house: House, marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    assert house.marked(case("moved_quality", 1, text="You viewed this one, and “{e1.title}” counts here.")).words_only
    assert not house.marked(case("invented_quality", 1, text="You viewed the gripping “{e1.title}”.")).words_only


def test_a_few_lies_of_each_class_are_refused_by_the_shipped_gate(house: House) -> None:
    assert house.gate.one(case("false_cause", 1)).codes
    honest = case(None, 1, text="You viewed “{e1.title}”, and that counts here.")
    assert not house.gate.one(honest).codes


def test_a_library_without_the_demo_still_knows_its_own_items(house: House) -> None:
    assert isinstance(house.gate.library, Library)
    assert len(house.gate.library.items) == 120
