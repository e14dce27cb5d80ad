"""`frankly eval label`: a walk through outputs for people's labels, and how far people agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.evaluating.reporting.runs import RunArgument, run_folder
from frankly.cli.keys import key_reader, read_line
from frankly.cli.options import AsJson, Data

if TYPE_CHECKING:
    from frankly.evals.labels.label import Answer
    from frankly.evals.labels.walk import Walk

_ANSWERS: dict[str, Answer] = {"y": "yes", "n": "no", "u": "unsure"}
_OF_PAIRS: dict[str, Answer] = {"1": "first", "2": "second", "0": "neither"}

_OTHER_KEYS = "r with a remark · d what is known of the items · l later · b back · q leave"
KEYS = f"y yes · n no · u cannot tell · {_OTHER_KEYS}"
KEYS_OF_PAIRS = f"1 the first · 2 the second · 0 neither · {_OTHER_KEYS}"

QUESTION = "Would you send this to a customer?"
QUESTION_OF_PAIRS = "Which would you rather read?"


def label(
    context: typer.Context,
    run: RunArgument = None,
    by: Annotated[str, typer.Option("--by", help="Who labels, as you want to be named in the file.")] = "",
    question: Annotated[
        str, typer.Option("--question", help="What is asked of each; it is answered with yes or no.")
    ] = QUESTION,
    each: Annotated[
        Literal["output", "text", "pair"],
        typer.Option(
            "--each",
            help="Whole answers; text by text, refused ones among them; or pairs of texts of the check 'preference'.",
        ),
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
    from frankly.evals.checks.asked.preference import KIND
    from frankly.evals.labels.label import read_labels
    from frankly.evals.labels.units import units_of
    from frankly.evals.labels.walk import Walk
    from frankly.evals.runs.folder import RunFolder

    path = run_folder(context, run, data)
    question = KIND if each == "pair" else question
    file = out if out is not None else path / "labels.jsonl"
    if is_agreement:
        _agree(file, question, as_json=as_json)
        return
    if not by.strip():
        raise Invalid("Who labels? Name yourself, for example: frankly eval label --by anna")
    units = units_of(RunFolder(path).outputs(), each, question)
    if not units:
        raise Invalid(f"The run in {path} holds nothing to label by {each}.")
    walk = Walk(units, by.strip(), question, read_labels(file))
    _ask(walk, _Asked.pairs() if each == "pair" else _Asked(question, KEYS, _ANSWERS), file)
    _agree(file, question, as_json=as_json, is_quiet=True)


@dataclass(frozen=True)
class _Asked:
    """What is asked, and which keys answer it."""

    question: str
    keys: str
    answers: dict[str, Answer]

    @classmethod
    def pairs(cls) -> _Asked:
        """Of two texts."""
        return cls(QUESTION_OF_PAIRS, KEYS_OF_PAIRS, _OF_PAIRS)


def _ask(walk: Walk, asked: _Asked, file: Path) -> None:
    from frankly.cli.door import keeping
    from frankly.cli.screen import err

    screen, read = err(), key_reader()
    screen.print(f"{walk.total:,} to label, {walk.done:,} done. {asked.keys}", style="dim")
    is_new = True
    with keeping(lambda: f"All {walk.done:,} answers are kept in {file}."):
        while walk.current is not None:
            if is_new:
                _show(walk, is_pair=asked.answers is _OF_PAIRS)
            key = read(f"{asked.question} ")
            if key == "q":
                break
            is_new = _obey(walk, asked, key, read, file)
    left = walk.total - walk.done
    screen.print(f"Done: {walk.done:,} of {walk.total:,} in {file}." + (f" {left:,} are left." if left else ""))


def _obey(walk: Walk, asked: _Asked, key: str, read: Callable[[str], str], file: Path) -> bool:
    """Do what a key says; whether something is to be shown that is not on the screen."""
    from frankly.adapters.system_clock import SystemClock
    from frankly.cli.screen import err
    from frankly.evals.labels.label import append

    note = ""
    if key == "r":
        note = read_line("Remark: ")
        key = read("and? ")
    if key in asked.answers:
        append(file, walk.answer(asked.answers[key], SystemClock().now(), note))
        return True
    if key == "d":
        _details(walk)
    elif key == "l":
        walk.put_off()
        return True
    elif key == "b":
        if walk.back():
            return True
        err().print("There is nothing to go back to in this walk.")
    else:
        err().print(f"Keys: {asked.keys}", style="dim")
    return False


def _show(walk: Walk, *, is_pair: bool) -> None:
    from rich.text import Text

    from frankly.cli.screen import clean, err

    unit, screen = walk.current, err()
    if unit is None:
        return
    screen.print()
    screen.rule(f"{walk.done + 1:,} of {walk.total:,}", style="dim")
    title = ""
    for number, part in enumerate(unit.parts, start=1):
        heading = f"{number}" if is_pair else part.title
        if heading != title:
            screen.print(Text(clean(heading), style="bold"))
            title = heading
        for line in part.text.splitlines():
            screen.print(Text(f"  {clean(line)}"))
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


def _agree(file: Path, question: str, *, as_json: bool, is_quiet: bool = False) -> None:
    from frankly.cli.evaluating.labelling.agreement_view import agreement_told
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
