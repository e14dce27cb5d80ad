"""Reads YAML whose every value is text, with the line of each, fast enough for a thousand wordings at start-up.

Nothing is converted: `on` and `null` are words here. For files with numbers and dates there is `yaml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from frankly.adapters.files.yaml import composed
from frankly.domain.faults import nearest
from frankly.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Line:
    """A value and where it stands.

    Attributes:
        node: the value as YAML sees it.
        path: the file.
    """

    node: yaml.Node
    path: Path

    def wrong(self, what: str) -> Misconfigured:
        """An error that names file and line."""
        return Misconfigured(f"{self.path}:{self.node.start_mark.line + 1}: {what}")

    @property
    def is_mapping(self) -> bool:
        """Whether it has names below it."""
        return isinstance(self.node, yaml.MappingNode)

    def text(self) -> str:
        """The value as text.

        Raises:
            Misconfigured: when it is a list or has names below it.
        """
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong("expected text; put it in quotation marks if it holds a colon or a brace")
        return str(self.node.value)

    def items(self) -> list["Line"]:
        """The values of a list.

        Raises:
            Misconfigured: when it is none.
        """
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("expected a list, each entry on a line that begins with '- '")
        return [Line(node, self.path) for node in self.node.value]

    def named(self, names: tuple[str, ...] = ()) -> dict[str, "Line"]:
        """The values by name.

        Args:
            names: the valid names; any where not given.

        Raises:
            Misconfigured: when it has no names, a name stands twice, or a name is not valid.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("expected names, each followed by a colon")
        found: dict[str, Line] = {}
        for key, value in self.node.value:
            name = str(key.value)
            at = Line(key, self.path)
            if name in found:
                raise at.wrong(f"'{name}' stands twice; keep one of them.")
            if names and name not in names:
                near = nearest(name, names)
                raise at.wrong(f"'{name}' is not known here." + (f" Did you mean '{near}'?" if near else ""))
            found[name] = Line(value, self.path)
        return found

    def words(self) -> Iterator[str]:
        """All texts of a list, lists within it included."""
        for item in self.items():
            if isinstance(item.node, yaml.SequenceNode):
                yield from item.words()
            else:
                yield item.text()

    def pairs(self) -> Mapping[str, str]:
        """Names with their texts."""
        return {name: line.text() for name, line in self.named().items()}


def part_of(document: Line, parts: Mapping[str, Line], name: str) -> Line:
    """A part that must be there.

    Raises:
        Misconfigured: when it is not.
    """
    if name not in parts:
        raise document.wrong(f"'{name}' is missing.")
    return parts[name]


def read_lines(path: Path) -> Line:
    """Read a file.

    Raises:
        Misconfigured: when it cannot be read, is empty, no UTF-8, no YAML or too deep, or holds aliases.
    """
    _, node = composed(path, yaml.BaseLoader)
    if node is None:
        raise Misconfigured(f"{path}: the file is empty; it needs at least 'locale'.")
    return Line(node, path)
