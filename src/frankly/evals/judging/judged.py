"""Reads what people and judges said of texts: `judged.jsonl` beside each suite that needs it."""

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from frankly.domain.faults import fault
from frankly.errors import Misconfigured
from frankly.evals.checks.asked.recorded import Judged

FILE: Final = "judged.jsonl"


def read_judged(suites: Path) -> list[Judged]:
    """All lines of all suites, suite by suite.

    Args:
        suites: folder of the suites.

    Raises:
        Misconfigured: when a line is wrong, with file and line.
    """
    files = sorted(suites.glob(f"*/{FILE}"))
    return [line for file in files for line in _lines(file)]


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
