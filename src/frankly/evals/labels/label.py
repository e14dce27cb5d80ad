"""A label: what one person says of one unit; and the file of labels, one a line, the later one counting."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from frankly.domain.base import Frozen
from frankly.domain.time import EpochMs
from frankly.errors import Invalid

Answer = Literal["yes", "no", "unsure", "first", "second", "neither"]
"""Yes; no; cannot be told from what is shown. Of two texts: the first; the second; neither is better."""

VALUES: Final[dict[Answer, float | None]] = {
    "yes": 1.0,
    "no": 0.0,
    "unsure": None,
    "first": 1.0,
    "second": 2.0,
    "neither": 0.0,
}
"""Answer → its number where people are compared, which only differ; who cannot tell has not answered."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class Label(Frozen):
    """One line of the file."""

    unit: str
    """Hash of what was shown and asked: equal texts are one unit, whatever made them, and keep their labels."""

    cell: str
    """Name of a cell that holds it."""

    question: str
    """What was asked."""

    answer: Answer
    """What the person said."""

    by: Name
    """Who, as they named themselves."""

    at: Annotated[EpochMs, Field(ge=0)]
    """When."""

    note: Annotated[str, StringConstraints(max_length=2_000)] = ""
    """Why, in their words."""

    shown: tuple[str, ...] = ()
    """The texts, so that labels stay of use without the run."""


Key = tuple[str, str]
"""Unit and person."""


def read_labels(file: Path) -> dict[Key, Label]:
    """All labels of a file; none where it is not there.

    A last line without an end is what an interrupted write left, and is passed over.

    Raises:
        Invalid: naming the line that is no label.
    """
    if not file.exists():
        return {}
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    if text and not text.endswith("\n"):
        lines.pop()
    return latest(_label(line, file, number) for number, line in enumerate(lines, start=1) if line.strip())


def latest(labels: Iterable[Label]) -> dict[Key, Label]:
    """Each person's last word on each unit."""
    return {(label.unit, label.by): label for label in labels}


def append(file: Path, label: Label) -> None:
    """Write a label at the file's end, and onto the disk before the next question is asked."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _end_torn_line(file)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(label.model_dump_json() + "\n")


def _end_torn_line(file: Path) -> None:
    """Cut off what an interrupted write left, so that the next label does not run into it."""
    if not file.exists():
        return
    content = file.read_bytes()
    if content and not content.endswith(b"\n"):
        file.write_bytes(content[: content.rfind(b"\n") + 1])


def _label(line: str, file: Path, number: int) -> Label:
    try:
        return Label.model_validate(json.loads(line))
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise Invalid(f"{file}, line {number}: {where}: {fault['msg']}. Mend the line or take it out.") from error
    except json.JSONDecodeError as error:
        raise Invalid(f"{file}, line {number}: this is no JSON ({error}). Mend the line or take it out.") from error
