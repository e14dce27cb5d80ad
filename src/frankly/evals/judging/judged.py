"""Reads what people and judges said of texts, beside each suite that needs it.

`judged.jsonl` holds what anybody said; `labels.jsonl` what people said with `frankly eval label`.
"""

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from frankly.domain.faults import fault
from frankly.errors import Misconfigured
from frankly.evals.checks.asked.preference import KIND
from frankly.evals.checks.asked.recorded import Judged
from frankly.evals.labels.label import Label, read_labels

FILE: Final = "judged.jsonl"
LABELS: Final = "labels.jsonl"


def read_judged(suites: Path) -> list[Judged]:
    """All lines of all suites, suite by suite, and what people labelled.

    Args:
        suites: folder of the suites.

    Raises:
        Misconfigured: when a line is wrong, with file and line.
        Invalid: the same of a label.
    """
    said = [line for file in sorted(suites.glob(f"*/{FILE}")) for line in _lines(file)]
    labels = [label for file in sorted(suites.glob(f"*/{LABELS}")) for label in read_labels(file).values()]
    return [*said, *(_of_label(label) for label in labels if _is_of_use(label))]


def _is_of_use(label: Label) -> bool:
    """Whether it is about what checks ask: one text, or two side by side."""
    return label.answer != "unsure" and len(label.shown) == (2 if label.question == KIND else 1)


def _of_label(label: Label) -> Judged:
    return Judged(question=label.question, texts=label.shown, verdict=label.answer, by=label.by)


def _lines(file: Path) -> list[Judged]:
    try:
        rows = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} cannot be read: {error}. Save it as UTF-8.") from error
    return [_line(file, number, row) for number, row in enumerate(rows, 1) if row.strip()]


def _line(file: Path, number: int, row: str) -> Judged:
    try:
        return Judged.model_validate_json(row)
    except ValidationError as error:
        found = fault(error.errors(include_url=False)[0], Judged)
        where = (found.pointer or "#").removeprefix("#/") or "the line"
        told = f"{file}:{number}: {where}: {found.detail}.{f' {found.hint}' if found.hint else ''}"
        raise Misconfigured(told) from error
