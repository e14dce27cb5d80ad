"""YAML rows: a list whose entries begin with `- ` at the start of a line, parsed entry by entry.

Only `null`, `true`, `false` and whole numbers without leading zeros are more than text here: YAML's own rules would
turn the country NO into false, an article 0123 into 83 and 12:30 into 750. Aliases are refused: they swell without end.
"""

import re
from collections.abc import Hashable, Iterator
from typing import Any, Final

import yaml

from frankly.adapters.rows.lines import MAX_ROW_BYTES, SHOWN_CHARACTERS, Line, LineFile
from frankly.ports.rows import BadRow, Row

_START: Final = re.compile(r"-(\s|$)")
_MAX_DEPTH: Final = 100
_PASSED_OVER: Final = re.compile(r"(#.*|---.*|\.\.\..*|%.*)?\s*$")


class YamlRows:
    """Entries of a block list."""

    columns = None

    def __init__(self, lines: LineFile) -> None:
        """Keep the file.

        Args:
            lines: the file.
        """
        self._lines = lines

    def rows(self) -> Iterator[Row | BadRow]:
        """The entries; a broken one costs only itself."""
        entry: list[Line] = []
        size = 0
        for line in self._lines.lines():
            if isinstance(line, BadRow):
                yield line
                continue
            begins = _START.match(line.text) is not None
            if entry and (begins or size > MAX_ROW_BYTES):
                yield _parsed(entry)
                entry, size = [], 0
            if begins or entry:
                entry.append(line)
                size += len(line.text)
            elif not _PASSED_OVER.match(line.text):
                yield _stray(line)
        if entry:
            yield _parsed(entry)


def _stray(line: Line) -> BadRow:
    reason = f"Line {line.number} belongs to no row: the file must be a list whose rows begin with '- ' in column 1."
    return BadRow(line.number, reason, line.text[:SHOWN_CHARACTERS])


def _parsed(entry: list[Line]) -> Row | BadRow:
    number = entry[0].number
    text = "".join(line.text for line in entry)
    try:
        _refuse_what_swells(text)
        value = yaml.load(text, Loader=_RowLoader)  # noqa: S506  a safe loader with fewer types
    except (yaml.YAMLError, ValueError) as error:
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        return BadRow(number, f"The row that begins on line {number} is no YAML: {what}.", text[:SHOWN_CHARACTERS])
    row = value[0] if isinstance(value, list) and len(value) == 1 else None
    if not isinstance(row, dict):
        return BadRow(number, f"The row that begins on line {number} has no fields.", text[:SHOWN_CHARACTERS])
    return Row(number, {str(name): part for name, part in row.items()})


def _refuse_what_swells(text: str) -> None:
    """Walk the events, which takes no stack: building nested nodes overflows the C stack and would kill the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_RowLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise ValueError(f"it is nested more than {_MAX_DEPTH} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases (*name) are not admitted; write the value out")


class _RowLoader(yaml.CSafeLoader):
    """Few types, and no key twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the shape that PyYAML asks for

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a key that stands twice."""
        names = [str(key.value) for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
        if twice is not None:
            raise ValueError(f"the key '{twice}' stands twice")
        return super().construct_mapping(node, deep=deep)


_RowLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_RowLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|True|false|False)$"), list("tTfF"))
_RowLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^(0|-?[1-9][0-9]{0,17})$"), list("-0123456789"))
