"""A run as one page: a file by itself, without anything from elsewhere, that is read with or without its script."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from frankly.domain.untrusted.admitting import admitted
from frankly.evals.reports.matrix import matrices
from frankly.evals.reports.pairs import changed, pairs, probed
from frankly.evals.reports.states import STATES
from frankly.evals.reports.view import CellView, RunView
from frankly.stages.verify.codes import MEANINGS, Code

OPEN: Final = 3
"""Cells that stand open from the start: the worst."""

SHORT: Final = 30
"""Cells that are shown all at once; of more, those in which all holds are hidden until they are asked for."""

WHOLE: Final = 150
"""Cells that are shown with prompts and replies, worst first; more would make a page that nobody can open."""

WHOLE_FINE: Final = 20
"""The same of cells in which all holds, where so few cells are worse."""

MOST: Final = 20
"""Cells that a comparison names; the filter finds the others."""

LONGEST: Final = 60_000
"""Characters of a prompt or reply that are shown."""


def as_html(view: RunView) -> str:
    """Make the page.

    Args:
        view: the run; with an earlier one in it, the two are shown side by side.

    Returns:
        A whole document. It names no address, and its policy lets it load none.
    """
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            view=view,
            summary=view.summary,
            matrices=[matrix for matrix in matrices(view.cells) if matrix.variables],
            number={cell.name: number for number, cell in enumerate(view.cells)},
            states=STATES,
            meanings={code.value: MEANINGS[code].text for code in Code},
            compared={(one.suite, one.check): one for one in view.summary.compared},
            changes=_changes,
            probed=probed,
            style=style,
            script=script,
            policy=f"default-src 'none'; style-src {admitted(style)}; script-src {admitted(script)}; base-uri 'none'; "
            "form-action 'none'",
            hides_fine=any(cell.wrong for cell in view.cells) and len(view.cells) > SHORT,
            OPEN=OPEN,
            WHOLE=WHOLE,
            WHOLE_FINE=WHOLE_FINE,
            LONGEST=LONGEST,
            MOST=MOST,
        )
    )


@cache
def _environment() -> Environment:
    # Chosen by hand: `select_autoescape` leaves names such as `x.html.j2` unescaped.
    made = Environment(
        loader=PackageLoader("frankly.evals.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(percent=percent, amount=amount, gap=gap, seconds=seconds, money=money)
    return made


def percent(share: float | None) -> str:
    """A share in words; never 100 % of what is not all of it."""
    if share is None:
        return "–"
    told = f"{share:.1%}"
    return "99.9%" if told == "100.0%" and share < 1 else told.replace(".0%", "%")


def amount(value: float | None, of: str) -> str:
    """What is compared: a share, or a mean score."""
    if of == "share" or value is None:
        return percent(value)
    return f"{value:.3f}"


def gap(value: float | None, of: str) -> str:
    """A difference of shares in points, or of mean scores."""
    if value is None:
        return ""
    return f"{100 * value:+.1f}" if of == "share" else f"{value:+.3f}"


def seconds(value: float) -> str:
    """A time in words."""
    return f"{value:,.1f} s" if value < 60 else f"{value // 60:.0f} min {value % 60:.0f} s"


def money(nano: int) -> str:
    """A price in words, from billionths of a US dollar."""
    return "nothing" if nano == 0 else f"${nano / 1e9:,.4f}"


def _changes(cell: CellView) -> dict[str, Any]:
    found = pairs(cell)
    differ = changed(found)
    return {"pairs": differ, "same": len(found) - len(differ)}


def _asset(name: str) -> str:
    return files("frankly.evals.reports").joinpath("templates", name).read_text(encoding="utf-8").strip()
