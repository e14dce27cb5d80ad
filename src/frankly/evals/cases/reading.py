"""Reads cases from YAML, CSV and JSONL; a mistake names file and line."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson
import yaml

from frankly.adapters.files.yaml import Document, Place, read_yaml
from frankly.errors import Misconfigured
from frankly.evals.cases.case import Case

LISTED: Final = frozenset({"checks", "tags"})
"""Columns of a CSV file that hold several words, with `;` between them."""

_STRUCTURED: Final = ("[", "{")


def read_cases(path: Path) -> list[tuple[Case, str]]:
    """All cases of a file, each with where it stands (`file:line`).

    Args:
        path: a file that ends in `.yaml`, `.yml`, `.csv` or `.jsonl`.

    Raises:
        Misconfigured: naming file and line of what is wrong; also when a case stands twice, or there is none.
    """
    readers = {".yaml": _of_yaml, ".yml": _of_yaml, ".csv": _of_csv, ".jsonl": _of_jsonl}
    if path.suffix not in readers:
        raise Misconfigured(f"{path}: cases are read from {', '.join(sorted(readers))}; rename it.")
    found: list[tuple[Case, str]] = []
    for document, data, base in readers[path.suffix](path):
        where = f"{document.path}:{document.line(base)}"
        found.append((document.parse(Case, data, base), where))
    if not found:
        raise Misconfigured(f"{path}: holds no case; a suite without cases would always pass.")
    return found


def cases_of(folder: Path, files: tuple[str, ...]) -> list[tuple[Case, str]]:
    """All cases of a suite, in the order of its files.

    Args:
        folder: of the suite.
        files: names of the files.

    Raises:
        Misconfigured: naming file and line of what is wrong; also when two cases have one id.
    """
    found = [one for name in files for one in read_cases(folder / name)]
    seen: dict[str, str] = {}
    for case, where in found:
        if case.id in seen:
            raise Misconfigured(f"{where}: id: '{case.id}' stands in {seen[case.id]} already; give it another name.")
        seen[case.id] = where
    return found


def _of_yaml(path: Path) -> Iterator[tuple[Document, Any, Place]]:
    document = read_yaml(path)
    if not isinstance(document.data, list):
        raise document.wrong((), "expected a list of cases; begin each with '- id: …'.")
    for number, one in enumerate(document.data):
        yield document, _object(document, one, (number,)), (number,)


def _of_jsonl(path: Path) -> Iterator[tuple[Document, Any, Place]]:
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if line.strip():
            try:
                data = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise Misconfigured(f"{path}:{number}: this is no JSON: {error}.") from error
            document = Document(path, data, {(): number})
            yield document, _object(document, data, ()), ()


def _object(document: Document, data: Any, place: Place) -> Any:
    if not isinstance(data, dict):
        raise document.wrong(place, "a case is an object with id and ask.")
    return data


def _of_csv(path: Path) -> Iterator[tuple[Document, Any, Place]]:
    """One case a row. A column is named by its place in the case: `ask.recommend.surface`; an empty cell is absent."""
    rows = csv.reader(io.StringIO(_text(path)), strict=True)
    try:
        header = next(rows, None)
        if not header:
            return
        for row in rows:
            document = Document(path, None, {(): rows.line_num})
            if len(row) > len(header):
                raise document.wrong(
                    (), f"has {len(row)} cells and {len(header)} columns; quote cells that hold commas."
                )
            if any(cell.strip() for cell in row):
                yield document, _from_row(document, dict(zip(header, row, strict=False))), ()
    except csv.Error as error:
        raise Misconfigured(f"{path}:{rows.line_num}: this is no CSV: {error}.") from error


def _from_row(document: Document, cells: dict[str, str]) -> dict[str, Any]:
    case: dict[str, Any] = {}
    for column, cell in cells.items():
        if cell.strip():
            _put(document, case, column.strip(), _value(document, column.strip(), cell.strip()))
    return {name: _as_lists(value) for name, value in case.items()}


def _put(document: Document, case: dict[str, Any], column: str, value: Any) -> None:
    *steps, last = column.split(".")
    inner = case
    for step in steps:
        inner = inner.setdefault(step, {})
        if not isinstance(inner, dict):
            raise document.wrong((), f"the columns '{step}' and '{column}' are about the same thing; keep one.")
    inner[last] = value


def _value(document: Document, column: str, cell: str) -> Any:
    if cell.startswith(_STRUCTURED):
        try:
            return yaml.safe_load(cell)
        except yaml.YAMLError as error:
            raise document.wrong(
                (), f"{column}: expected a list or an object, as '[a, b]' or '{{a: b}}': {error}"
            ) from error
    return [word.strip() for word in cell.split(";") if word.strip()] if column in LISTED else cell


def _as_lists(value: Any) -> Any:
    """Objects whose names are 0, 1, 2 … as the lists that they stand for: `ask.text.0.text`."""
    if not isinstance(value, dict):
        return value
    inner = {name: _as_lists(one) for name, one in value.items()}
    is_list = bool(inner) and list(inner) == [str(number) for number in range(len(inner))]
    return list(inner.values()) if is_list else inner


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: cannot be read: {error}.") from error
