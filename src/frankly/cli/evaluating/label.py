"""`frankly eval label`: a walk through outputs for people's labels, and how far people agree."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.evaluating.runs import RunArgument, run_folder
from frankly.cli.options import AsJson, Data

if TYPE_CHECKING:
    from frankly.evals.labels.label import Answer
    from frankly.evals.labels.walk import Walk

_ANSWERS: dict[str, Answer] = {"g": "good", "b": "bad", "u": "unsure"}

KEYS = "g good · b bad · u cannot tell · n with a note · d what is known of the items · s later · z back · q leave"

QUESTION = "Would you send this to a customer?"


def label(
    context: typer.Context,
    run: RunArgument = None,
    by: Annotated[str, typer.Option("--by", help="Who labels, as you want to be named in the file.")] = "",
    question: Annotated[str, typer.Option("--question", help="What is asked of each.")] = QUESTION,
    each: Annotated[
        Literal["output", "text"],
        typer.Option("--each", help="Whole answers, or text by text, refused ones among them."),
    ] = "output",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="File of labels.", show_default="labels.jsonl in the run's folder"),
    ] = None,
    is_agreement: Annotated[
        bool, typer.Option("--agreement", help="Ask nothing; print how far those who labelled agree.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Label what a run made, without knowing what made it or what the checks said.

    Every answer is kept at once; the next walk goes on where this one ends.
    """
    from frankly.errors import Invalid
    from frankly.evals.labels.label import read_labels
    from frankly.evals.labels.units import units_of
    from frankly.evals.labels.walk import Walk
    from frankly.evals.runs.folder import RunFolder

    path = run_folder(context, run, data)
    file = out if out is not None else path / "labels.jsonl"
    if is_agreement:
        _agree(file, question, as_json=as_json)
        return
    if not by.strip():
        raise Invalid("Who labels? Name yourself, for example: frankly eval label --by anna")
    units = units_of(RunFolder(path).outputs(), each, question)
    if not units:
        raise Invalid(f"The run in {path} holds no text to label.")
    walk = Walk(units, by.strip(), question, read_labels(file))
    _ask(walk, question, file)
    _agree(file, question, as_json=as_json, is_quiet=True)


def _ask(walk: Walk, question: str, file: Path) -> None:
    from frankly.cli.door import keeping
    from frankly.cli.screen import err

    screen, read = err(), _reader()
    screen.print(f"{walk.total:,} to label, {walk.done:,} done. {KEYS}", style="dim")
    is_new = True
    with keeping(lambda: f"All {walk.done:,} answers are kept in {file}."):
        while walk.current is not None:
            if is_new:
                _show(walk)
            key = read(f"{question} ")
            if key == "q":
                break
            is_new = _obey(walk, key, read, file)
    left = walk.total - walk.done
    screen.print(f"Done: {walk.done:,} of {walk.total:,} in {file}." + (f" {left:,} are left." if left else ""))


def _obey(walk: Walk, key: str, read: Callable[[str], str], file: Path) -> bool:
    """Do what a key says; whether something is to be shown that is not on the screen."""
    from frankly.adapters.system_clock import SystemClock
    from frankly.cli.screen import err
    from frankly.evals.labels.label import append

    note = ""
    if key == "n":
        note = _line("Note: ")
        key = read("and? ")
    if key in _ANSWERS:
        append(file, walk.answer(_ANSWERS[key], SystemClock().now(), note))
        return True
    if key == "d":
        _details(walk)
    elif key == "s":
        walk.put_off()
        return True
    elif key == "z":
        if walk.back():
            return True
        err().print("There is nothing to go back to in this walk.")
    else:
        err().print(f"Keys: {KEYS}", style="dim")
    return False


def _show(walk: Walk) -> None:
    from rich.text import Text

    from frankly.cli.screen import clean, err

    unit, screen = walk.current, err()
    if unit is None:
        return
    screen.print()
    screen.rule(f"{walk.done + 1:,} of {walk.total:,}", style="dim")
    title = ""
    for part in unit.parts:
        if part.title != title:
            screen.print(Text(clean(part.title), style="bold"))
            title = part.title
        screen.print(Text(f"  {clean(part.text)}"))
    if walk.answered is not None:
        screen.print(Text(f"You said: {walk.answered}", style="dim"))


def _details(walk: Walk) -> None:
    from rich.text import Text

    from frankly.cli.screen import clean, err

    unit = walk.current
    known = {part.title: part.about for part in unit.parts if part.about} if unit is not None else {}
    for title, about in known.items():
        err().print(Text.assemble((clean(title), "bold"), "\n  ", clean(about)))
    if not known:
        err().print("Nothing is known of the items besides their titles.", style="dim")


def _reader() -> Callable[[str], str]:
    """Single keys where somebody sits at a terminal; else a line for each key, and the end where the lines end."""
    from frankly.cli.screen import err

    if not sys.stdin.isatty():
        return lambda words: (sys.stdin.readline() or "q").strip().lower() or "?"

    def key(words: str) -> str:
        err().print(words, end="")
        found = typer.getchar().lower()
        err().print(found if found.isprintable() else "")
        if found in {"\x03", "\x04"}:
            raise KeyboardInterrupt
        return found if found.isprintable() else "?"

    return key


def _line(words: str) -> str:
    from frankly.cli.screen import err

    if sys.stdin.isatty():
        err().print(words, end="")
    return sys.stdin.readline().strip()[:2_000]


def _agree(file: Path, question: str, *, as_json: bool, is_quiet: bool = False) -> None:
    from frankly.cli.evaluating.agreement_view import agreement_told
    from frankly.cli.screen import out, put_json
    from frankly.errors import NotFound
    from frankly.evals.labels.agreeing import agreement_of
    from frankly.evals.labels.label import read_labels

    labels = {key: label for key, label in read_labels(file).items() if label.question == question}
    if not labels and not is_quiet:
        raise NotFound(f"{file} holds no label that answers “{question}”. Label first: frankly eval label --by NAME")
    found = agreement_of(labels)
    if as_json:
        put_json(found.as_plain())
    elif len(found.people) > 1 or not is_quiet:
        out().print(agreement_told(found))
