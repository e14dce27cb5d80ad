import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest

from frankly.evals.reports.comma import COLUMNS, as_csv
from frankly.evals.reports.forms import FORMS
from frankly.evals.reports.junit import as_junit
from frankly.evals.reports.markdown import as_markdown
from frankly.evals.reports.view import Run, RunView, view_of
from tests.unit.evals.reports import made


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314  what we have just written


def _with(text: str, why: str = "It is so.") -> RunView:
    output = made.output("greets", made.told(text, codes=("stray_number",)))
    return view_of(Run(made.summary(), (output,), [made.verdict(output, "grounded", "fail", why)]), made.EXPECTS)


def test_junit_counts_what_fails_what_is_stale_and_what_does_not_gate() -> None:
    top = parsed(as_junit(made.view()))
    assert {name: top.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "9",
        "failures": "2",
        "errors": "0",
        "skipped": "2",
    }
    assert [suite.get("name") for suite in top] == ["cost", "tone"]
    failed = {
        case.get("name"): case.find("failure") for case in top.iter("testcase") if case.find("failure") is not None
    }
    assert list(failed) == ["greets[locale=en] grounded", "waits[locale=en] grounded"]
    why = failed["greets[locale=en] grounded"]
    assert why is not None
    assert "[312] readers like you" in (why.text or "")
    assert "frankly eval report --cell" in (why.text or "")


def test_a_cell_that_nobody_judged_is_an_error_in_junit() -> None:
    view = view_of(Run(made.summary(), (made.output("greets", error="no shop"),)), {})
    (case,) = parsed(as_junit(view)).iter("testcase")
    error = case.find("error")
    assert error is not None
    assert error.get("message") == "no shop"


def test_junit_holds_any_text() -> None:
    text = "a\x00b\x1b[31m<c>&\ud800\ufffe]]>"
    parsed(as_junit(_with(text, why=text)))


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_table_is_a_formula(formula: str) -> None:
    (_, row) = csv.reader(io.StringIO(as_csv(_with(formula, why=formula)), newline=""))
    told = dict(zip(COLUMNS, row, strict=True))
    assert told["sentence"].startswith("'")
    assert told["why"].startswith("'")


def test_the_table_has_a_row_for_each_finding() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(made.view()), newline="")))
    assert [row["comes_to"] for row in rows].count("red") == 1
    assert len(rows) == 9
    assert rows[0]["sentence"] == made.LIE
    assert rows[0]["codes"] == "stray_number"


def test_the_object_has_figures_and_says_of_each_cell_what_was_found() -> None:
    told = json.loads(FORMS["json"](made.view(before=True)))
    assert told["figures"]["eval.cells"] == 5
    assert told["figures"]["eval.cases"] == 3
    assert told["figures"]["eval.failed"] == 1  # what does not gate is not counted
    assert told["figures"]["eval.stale"] == 1
    assert told["figures"]["eval.passed.tone.length"] == 1.0
    first = told["by_cell"][0]
    assert (first["state"], first["was"], first["found"][0]["texts"][0]["codes"]) == ("red", "fine", ["stray_number"])


def test_markdown_names_the_red_cell_its_sentence_and_the_code() -> None:
    told = as_markdown(made.view())
    assert "### `tone/greets[locale=en]`" in told
    assert "“Because [312] readers like you finished" in told
    assert "stray_number: " in told
    assert "needs 38" in told
    assert "waits[locale=de]" not in told  # a check that does not gate is no news for a pull request


def test_in_markdown_text_of_others_stays_inside_its_code_block() -> None:
    told = as_markdown(_with("```\n@everyone <script> [x](http://y)", why="`````"))
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", told, flags=re.DOTALL | re.MULTILINE)
    assert "@everyone" in told
    assert "@everyone" not in outside
    assert "<script>" not in outside


def test_markdown_of_many_reds_stays_short_and_says_what_it_leaves_out() -> None:
    outputs = [made.output(f"case-{n}") for n in range(40)]
    view = view_of(Run(made.summary(), outputs, [made.verdict(one, "grounded", "fail", "No.") for one in outputs]), {})
    told = as_markdown(view)
    assert told.count("### ") == 10
    assert "30 cells more" in told


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_a_run_of_nothing(form: str) -> None:
    assert FORMS[form](view_of(Run(made.summary(cells=0, checks=(), standing="could not run")), {}))
