"""`frankly eval report`: a run as people read it, and as files for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.evaluating.reporting.runs import RunArgument, expectations, read_run, run_folder
from frankly.cli.options import AsJson, Data

if TYPE_CHECKING:
    from frankly.evals.reports.view import CellView, RunView

Form = Literal["terminal", "html", "junit", "json", "markdown", "csv"]


def report(
    context: typer.Context,
    run: RunArgument = None,
    form: Annotated[Form, typer.Option("--format", help="How it is told.")] = "terminal",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it into this file.", show_default=False),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="RUN", help="An earlier run, shown side by side.", show_default=False),
    ] = None,
    cell: Annotated[
        str, typer.Option("--cell", help="Tell this cell alone, with its prompts and replies.", show_default=False)
    ] = "",
    is_whole: Annotated[bool, typer.Option("--all", help="Tell every cell that is not fine, one by one.")] = False,
    is_card: Annotated[
        bool, typer.Option("--card", help="Tell how well each check sees, as 'frankly eval cards' does; reads no run.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Tell what a run came to, and why what is red is red.

    Exit code 0 whatever the run came to, since `frankly eval run` has said so; 2: it could not be told. With --card 1
    where a check that wants to count may not.
    """
    from frankly.cli.evaluating.comparing.cards import cards
    from frankly.evals.reports.view import view_of

    if is_card:
        cards(checks=None, deal=False, write=False, as_json=as_json)
    earlier = read_run(against) if against is not None else None
    view = view_of(read_run(run_folder(context, run, data), is_last=run is None), expectations(), earlier)
    if cell:
        view = _only(view, cell)
    form = "json" if as_json else form
    if form != "terminal":
        _write(view, form, out)
    elif out is not None:
        _write_told(view, out, is_whole=is_whole or bool(cell))
    else:
        _show(view, is_cell=bool(cell), is_whole=is_whole)


def _only(view: RunView, name: str) -> RunView:
    from dataclasses import replace

    return replace(view, cells=(_cell(view, name),))


def _cell(view: RunView, name: str) -> CellView:
    from frankly.domain.faults import suggestion
    from frankly.errors import NotFound

    named = {cell.name: cell for cell in view.cells}
    if name in named:
        return named[name]
    hint = suggestion(name, named) or "'frankly eval report --format csv' lists all cells."
    raise NotFound(f"The run has no cell '{name}'. {hint}")


def _write(view: RunView, form: str, out: Path | None) -> None:
    from frankly.evals.reports.forms import FORMS

    text = FORMS[form](view)
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    _put(out, text)


def _write_told(view: RunView, out: Path, *, is_whole: bool) -> None:
    from rich.console import Console

    from frankly.cli.evaluating.reporting.report_view import MOST_REDS, run_told
    from frankly.cli.screen import LONGEST_LINE

    screen = Console(width=LONGEST_LINE, highlight=False, markup=False, emoji=False)
    with screen.capture() as caught:
        screen.print(run_told(view, LONGEST_LINE, None if is_whole else MOST_REDS), crop=False)
    _put(out, caught.get())


def _put(out: Path, text: str) -> None:
    from frankly.cli.screen import err
    from frankly.errors import Misconfigured

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Without translation of line ends: what CSV says of them holds on every machine.
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Misconfigured(f"{out} cannot be written: {error.strerror}. Name another file with --out.") from error
    err().print(f"Written: {out}")


def _show(view: RunView, *, is_cell: bool, is_whole: bool) -> None:
    from frankly.cli.evaluating.reporting.cell_view import cell_told
    from frankly.cli.evaluating.reporting.report_view import MOST_REDS, run_told
    from frankly.cli.screen import out

    screen = out()
    if is_cell:
        screen.print(cell_told(view.cells[0]))
    else:
        screen.print(run_told(view, screen.width, None if is_whole else MOST_REDS), crop=False)
