"""A run as CSV: one row for each check in each cell, for people who count in spreadsheets."""

import csv
import io
from typing import Final

from frankly.evals.reports.view import CellView, Found, RunView
from frankly.evals.reports.words import clean

COLUMNS: Final = tuple("suite case variables cell check outcome comes_to score why codes sentence expected ms".split())
"""`outcome` is what the check said, `comes_to` what that means for the run."""

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(view: RunView) -> str:
    """Make the file, UTF-8 with lines that end in CR LF (RFC 4180)."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for cell in view.cells:
        for found in cell.founds:
            writer.writerow([safe(value) for value in _row(cell, found)])
    return file.getvalue()


def safe(value: str) -> str:
    """A cell that no spreadsheet takes for a formula; quoting alone does not stop them."""
    return f"'{value}" if value.startswith(_FORMULAS) else value


def _row(cell: CellView, found: Found) -> list[str]:
    lines, score = found.lines, found.finding.score
    return [
        cell.suite,
        cell.case,
        " ".join(f"{name}={value}" for name, value in cell.variables.items()),
        cell.name,
        found.check,
        found.finding.outcome,
        found.state,
        f"{score:.6f}" if score is not None else "",
        clean(found.finding.why),
        " ".join(dict.fromkeys(code for line in lines for code in line.codes)),
        clean(" / ".join(line.told.text for line in lines)),
        " ".join(filter(None, (found.expects, found.told))),
        f"{cell.output.ms:.1f}" if cell.output is not None else "",
    ]
