from dataclasses import replace

import pytest

from frankly.evals.reports.html import as_html
from frankly.evals.reports.pairs import changed, pairs, probed
from frankly.evals.reports.view import Run, view_of
from frankly.evals.runs.output import Output, Span
from frankly.evals.runs.summary import Comparison, Red
from tests.unit.evals.reports import made


def test_the_worst_comes_first_and_each_cell_is_there_once() -> None:
    told = [(cell.name, cell.state) for cell in made.view().cells]
    assert told == [
        ("tone/greets[locale=en]", "red"),
        ("tone/waits[locale=en]", "stale"),
        ("tone/waits[locale=de]", "noted"),
        ("tone/greets[locale=de]", "fine"),
        ("cost/slow", "fine"),
    ]


def test_a_red_finding_shows_the_sentence_the_place_the_code_and_what_was_expected() -> None:
    (found,) = made.view().cells[0].wrong
    (line,) = found.lines
    assert (line.told.text, line.title) == (made.LIE, "Night Ferry")
    assert [(piece.text, piece.code) for piece in line.pieces if piece.is_marked] == [("312", "stray_number")]
    assert found.expects == made.EXPECTS["grounded"]


def test_what_the_check_was_told_is_shown_by_name_or_as_the_value_alone() -> None:
    output = made.output("greets", checks=({"length": {"most": 240}}, {"contains": "sea"}))
    verdicts = (made.verdict(output, "length", "fail"), made.verdict(output, "contains", "fail"))
    view = view_of(Run(made.summary(), (output,), verdicts), {})
    assert {found.check: found.told for found in view.cells[0].founds} == {"length": "most: 240", "contains": "sea"}


def test_a_check_that_is_asked_twice_is_told_apart() -> None:
    output = made.output("greets", checks=({"contains": "sea"}, {"contains": "salt"}))
    verdicts = (made.verdict(output, "contains"), made.verdict(output, "contains", "fail", number=1))
    (cell,) = view_of(Run(made.summary(), (output,), verdicts), {}).cells
    assert [(found.check, found.told) for found in cell.wrong] == [("contains (2)", "salt")]


def test_what_the_baseline_fails_too_is_known_and_not_red() -> None:
    run = made.run()
    known = [
        Red(cell=one.cell, suite=one.suite, case=one.case, check=one.check, finding=one.finding, is_known=True)
        for one in run.verdicts
        if one.finding.outcome == "fail"
    ]
    view = view_of(Run(made.summary(reds=tuple(known)), run.outputs, run.verdicts), {})
    assert {found.state for cell in view.cells for found in cell.founds} == {"known", "stale", "fine", "skipped"}


def test_an_output_that_nobody_judged_is_never_fine() -> None:
    outputs: list[Output] = [made.output("a"), made.output("b", error="no shop"), made.output("c", stale=("write/v1",))]
    view = view_of(Run(made.summary(), outputs), {})
    assert {cell.case: cell.state for cell in view.cells} == {"a": "skipped", "b": "broke", "c": "stale"}


def test_verdicts_without_outputs_are_told_all_the_same() -> None:
    view = view_of(Run(made.summary(), (), made.run().verdicts), {})
    assert [cell.state for cell in view.cells] == ["red", "stale", "noted", "fine", "fine"]
    assert view.cells[0].lines == ()


def test_two_runs_stand_side_by_side_by_place() -> None:
    cell = made.view(before=True).cells[0]
    assert (cell.state, cell.was) == ("red", "fine")
    both, *new = changed(pairs(cell))
    assert both.left is not None
    assert both.right is not None
    assert "".join(one.text for one in both.right.pieces if one.is_marked).split() == ["312", "readers", "like"]
    assert not any(one.is_marked for one in both.left.pieces)
    assert [pair.left for pair in new] == [None, None]


def test_equal_texts_are_no_change() -> None:
    again = view_of(made.earlier(), {}, made.earlier())
    assert changed(pairs(again.cells[0])) == ()
    assert len(pairs(again.cells[0])) == 1


def test_the_commands_can_be_pasted_into_a_shell() -> None:
    assert made.view().cells[0].shown_by == "frankly eval report --cell 'tone/greets[locale=en]'"


@pytest.mark.parametrize(
    ("verdict", "broken", "state"),
    [
        ("worse", (), "red"),
        ("cannot tell", ("tone/greets[locale=en]",), "red"),
        ("cannot tell", (), "drawn"),
    ],
)
def test_beside_a_baseline_a_draw_that_fails_counts_where_the_comparison_says_so(
    verdict: Comparison, broken: tuple[str, ...], state: str
) -> None:
    run = made.run()
    compared = run.summary.compared[0].model_copy(update={"verdict": verdict, "broken": broken})
    verdicts = [one.model_copy(update={"drawn": "77aa"}) for one in run.verdicts]
    view = view_of(Run(made.summary(compared=(compared,)), run.outputs, verdicts), {})
    assert {cell.name: cell.state for cell in view.cells}["tone/greets[locale=en]"] == state


def test_what_the_summary_names_first_comes_first() -> None:
    outputs = [made.output(case) for case in ("a", "b")]
    verdicts = [made.verdict(one, check, "fail") for one in outputs for check in ("grounded", "length")]
    order = [verdicts[3], verdicts[2], verdicts[1], verdicts[0]]
    reds = [Red(cell=one.cell, suite=one.suite, case=one.case, check=one.check, finding=one.finding) for one in order]
    view = view_of(Run(made.summary(reds=tuple(reds), compared=()), outputs, verdicts), {})
    assert [(cell.case, [found.check for found in cell.founds]) for cell in view.cells] == [
        ("b", ["length", "grounded"]),
        ("a", ["length", "grounded"]),
    ]


def test_a_run_that_is_not_the_last_is_named_in_the_command() -> None:
    view = view_of(replace(made.run(), place="old runs/one"), {})
    assert view.cells[0].shown_by == "frankly eval report 'old runs/one' --cell 'tone/greets[locale=en]'"


def test_several_codes_of_one_place_are_told_each_by_itself() -> None:
    output = made.output("a", made.told("So it is.", codes=("shape",)))
    mark = Span(text=0, start=0, end=2, code="stray_name,shape")
    view = view_of(Run(made.summary(), (output,), [made.verdict(output, "grounded", "fail", "No.", mark)]), {})
    assert view.cells[0].wrong[0].lines[0].codes == ("shape", "stray_name")


def test_what_a_cell_says_when_it_is_asked_otherwise_stands_beside() -> None:
    twin = made.output("a", made.told("For him."), changed={"attribute": "name", "to": "Tom"})
    output = made.output("a", made.told("For her."), probes={"twin": (twin,), "again": (made.output("a", error="no"),)})
    view = view_of(Run(made.summary(), (output,), [made.verdict(output, "fairness", "fail", "They differ.")]), {})
    other, again = probed(view.cells[0])
    assert other.told == "by somebody who differs in one attribute (attribute: name, to: Tom)"
    (pair,) = other.pairs
    assert pair.left is not None
    assert [piece.text for piece in pair.left.pieces if piece.is_marked] == ["her"]
    assert again.error == "no"
    page = as_html(view)
    assert "<mark>her</mark>" in page
    assert "<mark>him</mark>" in page


def test_cells_that_only_the_earlier_run_has_are_named() -> None:
    view = view_of(made.earlier(), {}, made.run())
    assert set(view.gone) == {"tone/greets[locale=de]", "tone/waits[locale=en]", "tone/waits[locale=de]", "cost/slow"}
    assert "4 cells of the earlier run are not in this one" in as_html(view)
