from dataclasses import replace

from rich.console import Console

from frankly.cli.evaluating.reporting.cell_view import cell_told
from frankly.cli.evaluating.reporting.report_view import matrix_told, run_told
from frankly.evals.reports.matrix import matrices
from frankly.evals.reports.view import Run, view_of
from tests.unit.evals.reports import made

WIDTH = 80


def shown(*parts: object) -> str:
    screen = Console(width=WIDTH, highlight=False, markup=False, emoji=False, record=True, file=None, quiet=False)
    with screen.capture() as caught:
        screen.print(*parts, sep="\n", crop=False)
    return caught.get()


def test_a_run_tells_what_it_comes_to_and_why() -> None:
    told = shown(run_told(made.view(), WIDTH))
    assert told.startswith("worse  5 cells: 1 failed; 1 stale, cannot tell")
    flat = " ".join(told.split())
    assert "Because [312] readers like you finished" in flat
    assert "stray_number: A number, currency or percent outside a slot." in flat
    assert "frankly eval report --cell 'tone/greets[locale=en]'" in flat
    assert "cannot tell (needs 38)" in flat


def test_a_command_stands_in_one_line_so_that_it_can_be_copied() -> None:
    view = view_of(replace(made.run(), place="/somewhere/" + "deep/" * 20), {})
    assert view.cells[0].shown_by in shown(run_told(view, WIDTH))


def test_only_some_cells_are_told_unless_all_are_asked_for() -> None:
    assert "2 cells more that are not fine" in shown(run_told(made.view(), WIDTH, most=1))
    assert "cells more" not in shown(run_told(made.view(), WIDTH, most=None))


def test_a_wide_matrix_is_told_in_parts_that_fit() -> None:
    outputs = [made.output("a", variables={"persona": f"a-rather-long-name-{n:02}"}) for n in range(12)]
    view = view_of(Run(made.summary(), outputs, [made.verdict(one, "grounded") for one in outputs]), {})
    (matrix,) = matrices(view.cells)
    told = shown(*matrix_told(matrix, WIDTH))
    assert all(told.count(f"a-rather-long-name-{n:02}") == 1 for n in range(12))
    assert max(map(len, told.splitlines())) <= WIDTH
    assert told.count("1/1") == 12
    assert "…" not in told


def test_a_square_tells_its_state_without_colour() -> None:
    told = shown(*matrix_told(matrices(made.view().cells)[1], WIDTH))
    assert "!0/1" in told
    assert "~0/1" in told


def test_one_cell_is_told_with_prompt_reply_and_what_was_before() -> None:
    told = " ".join(shown(cell_told(made.view(before=True).cells[0])).split())
    for words in ("was: passed", "3 texts differ", "lost rule digits", "[digits] Write no number.", '{"sentences":'):
        assert words in told


def test_no_text_of_a_model_reaches_the_terminal_raw() -> None:
    evil = "\x1b[2Jgone\u202e"
    output = made.output("greets", made.told(evil, place=evil), because=evil, error=evil, stale=(evil,))
    summary = made.summary(notes=(evil,), stale=(evil,))
    view = view_of(Run(summary, (output,), [made.verdict(output, "grounded", "fail", evil)]), {"grounded": evil})
    told = shown(run_told(view, WIDTH), cell_told(view.cells[0]))
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_of_several_suites_those_in_which_all_holds_have_one_row_each() -> None:
    rows = [line.split() for line in shown(run_told(made.view(), WIDTH)).splitlines()]
    assert ["cost", "1", "check", "1/1", "100%"] in rows
    assert ["tone", "grounded", "2/3", "66.7%", "21%", "–", "94%", "1", "stale"] in rows
    whole = [line.split() for line in shown(run_told(made.view(), WIDTH, most=None)).splitlines()]
    assert ["cost", "cost", "1/1", "100%", "21%", "–", "100%"] in whole


def test_a_sentence_that_two_checks_mark_is_explained_once() -> None:
    red = made.spoilt()
    verdicts = [made.verdict(red, check, "fail", "No.") for check in ("grounded", "length")]
    told = shown(cell_told(view_of(Run(made.summary(), (red,), verdicts), {}).cells[0]))
    findings = told.partition("All texts")[0]
    assert " ".join(findings.split()).count("“Because 312 readers") == 2
    assert findings.count("stray_number:") == 2  # of each of the two texts that the verifier refuses, once
