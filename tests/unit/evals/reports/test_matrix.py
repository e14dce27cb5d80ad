from itertools import product

from frankly.evals.reports.matrix import MOST_COLUMNS, matrices
from frankly.evals.reports.view import Run, view_of
from tests.unit.evals.reports import made


def _view(**variables: list[object]):  # type: ignore[no-untyped-def]
    outputs = [
        made.output("a", variables=dict(zip(variables, values, strict=True))) for values in product(*variables.values())
    ]
    return view_of(Run(made.summary(), outputs, [made.verdict(one, "grounded") for one in outputs]), {})


def test_each_combination_is_a_column_and_what_all_share_is_said_once() -> None:
    (matrix,) = matrices(_view(locale=["en", "de"], model=["m"], temperature=[10, 9]).cells)
    assert matrix.variables == ("locale", "temperature")
    assert matrix.constant == {"model": "m"}
    assert matrix.columns == (("de", "9"), ("de", "10"), ("en", "9"), ("en", "10"))


def test_a_square_counts_what_says_something_and_names_what_is_not_fine() -> None:
    tone = matrices(made.view().cells)[1]
    squares = {
        check: [(one.passed, one.of, one.state) if one else None for one in row] for check, row in tone.rows.items()
    }
    assert tone.columns == (("de",), ("en",))
    assert squares["grounded"] == [(2, 2, "fine"), (0, 1, "red")]
    assert squares["tone"] == [(0, 1, "noted"), (0, 0, "skipped")]
    grounded = tone.rows["grounded"][1]
    assert grounded is not None
    assert grounded.cells == ("tone/greets[locale=en]", "tone/waits[locale=en]")


def test_too_many_combinations_are_told_variable_by_variable() -> None:
    many = [f"p{n}" for n in range(MOST_COLUMNS)]
    found = matrices(_view(persona=many, locale=["en", "de"]).cells)
    assert [matrix.variables for matrix in found] == [("persona",), ("locale",)]
    square = found[1].rows["grounded"][0]
    assert square is not None
    assert (square.passed, square.of) == (MOST_COLUMNS, MOST_COLUMNS)
