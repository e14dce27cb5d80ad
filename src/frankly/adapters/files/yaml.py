"""Reads YAML that people edit and remembers where each value stands, so that a mistake names file and line."""

from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.constructor import SafeConstructor

from frankly.domain.faults import causes, fault, path_of
from frankly.errors import Misconfigured

Place: TypeAlias = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)

MOST_DEPTH: Final = 50
"""Levels that a file of ours may be nested; deeper ones overflow the stack."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file.

    Attributes:
        path: where it lies.
        data: what it says.
        lines: place in the data → line, counted from 1.
    """

    path: Path
    data: object
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def wrong(self, place: Place, what: str) -> Misconfigured:
        """An error that names file and line."""
        return Misconfigured(f"{self.path}:{self.line(place)}: {what}")

    def all_wrong(self, faults: Iterable[tuple[Place, str]]) -> Misconfigured | None:
        """An error that names file and line of each fault; None without any."""
        told = [f"{self.path}:{self.line(place)}: {what}" for place, what in faults]
        return Misconfigured("\n".join(told)) if told else None

    def parse(self, model: type[Model], data: object = None, base: Place = ()) -> Model:
        """Validate the document, or a part of it.

        Args:
            model: what it must be.
            data: the part; all of it where not given.
            base: place of the part.

        Raises:
            Misconfigured: with file, line, what was expected and the nearest valid name.
        """
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            raise self._told(error, model, base) from error

    def _told(self, error: ValidationError, model: type[BaseModel], base: Place) -> Misconfigured:
        told = []
        for found in causes(error.errors(include_url=False)):
            place = (*base, *path_of(found))
            fault_ = fault(found, model)
            name = ".".join(str(step) for step in place) or "the file"
            told.append(
                f"{self.path}:{self.line(place)}: {name}: {fault_.detail}." + (f" {fault_.hint}" if fault_.hint else "")
            )
        return Misconfigured("\n".join(told))


class _TooDeep(Exception):
    """A file is nested nearly as deep as is admitted, or deeper."""


class _Shallow:
    """Makes a loader stop before it goes deep: each node, read inside another, is told to it."""

    depth = 0

    def descend_resolver(self, _around: object, _index: object) -> None:
        """A node begins."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise _TooDeep

    def ascend_resolver(self) -> None:
        """It ends."""
        self.depth -= 1


_QUICK: Final[Mapping[Any, Any]] = {
    slow: getattr(yaml, f"C{slow.__name__}", slow) for slow in (yaml.SafeLoader, yaml.BaseLoader)
}
"""Loader → the one of libyaml that does the same, where PyYAML has it: a start spends a quarter of a second less."""

_SHALLOW: Final[Mapping[Any, Any]] = {
    quick: type(f"Shallow{quick.__name__}", (_Shallow, quick), {}) for quick in _QUICK.values()
}
"""The same, for files that hold no alias and are not deep, as all that ship: they are read once and not twice."""


def read_yaml(path: Path) -> Document:
    """Read a file.

    Raises:
        Misconfigured: when it cannot be read, is no UTF-8, no YAML, names a key twice, or holds aliases.
    """
    return _document(path, _text(path))


def read_yaml_text(path: Path, text: str, *, first_line: int) -> Document:
    """Read YAML that is a part of a file, such as front matter.

    Args:
        path: the file, for messages.
        text: the part.
        first_line: line of the file at which it begins, so that a mistake names the line that an editor shows.

    Raises:
        Misconfigured: as `read_yaml` does.
    """
    return _document(path, "\n" * (first_line - 1) + text)


def _document(path: Path, text: str) -> Document:
    lines: dict[Place, int] = {}
    node = _composed(path, text, yaml.SafeLoader)
    if node is None:
        return Document(path, None, lines)
    _note(node, (), lines, path)
    try:
        return Document(path, SafeConstructor().construct_document(node), lines)
    except (yaml.YAMLError, ValueError) as error:
        raise _no_yaml(path, error) from error


def composed(path: Path, loader: Any) -> tuple[str, yaml.Node | None]:
    """Read a file as text and as nodes with their lines.

    Args:
        path: the file.
        loader: `yaml.SafeLoader` or `yaml.BaseLoader`.

    Raises:
        Misconfigured: when it cannot be read, is no UTF-8, no YAML, too deep, or holds aliases.
    """
    text = _text(path)
    return text, _composed(path, text, loader)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: cannot be read: {error}.") from error


def _composed(path: Path, text: str, loader: Any) -> yaml.Node | None:
    # What libyaml finds wrong is read once more, because PyYAML's own parser says better what and where.
    with suppress(yaml.YAMLError):
        return _nodes_quickly(path, text, _QUICK[loader])
    try:
        return _nodes(path, text, loader)
    except yaml.YAMLError as error:
        raise _no_yaml(path, error) from error


def _nodes_quickly(path: Path, text: str, loader: Any) -> yaml.Node | None:
    if "*" not in text or "&" not in text:  # An alias needs an anchor.
        with suppress(_TooDeep):
            return yaml.compose(text, Loader=_SHALLOW[loader])
    return _nodes(path, text, loader)


def _nodes(path: Path, text: str, loader: Any) -> yaml.Node | None:
    _refuse_what_swells(path, text, loader)
    return yaml.compose(text, Loader=loader)


def _refuse_what_swells(path: Path, text: str, loader: Any) -> None:
    """Walk the events, which takes no stack: aliases swell without end, and deep nodes overflow the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent):
            raise Misconfigured(f"{path}:{line}: aliases (*{event.anchor}) are not admitted; write the value out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise Misconfigured(f"{path}:{line}: this is no YAML: too deep.")


def _no_yaml(path: Path, error: Exception) -> Misconfigured:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    return Misconfigured(f"{path}:{line}: this is no YAML: {getattr(error, 'problem', None) or error}.")


def _refuse_decimal_comma(node: yaml.MappingNode, place: Place, path: Path) -> None:
    """Tell `{weight: 0,6}` as what it is: YAML takes what follows the comma for a name without a value."""
    for (name, whole), (key, value) in pairwise(node.value) if node.flow_style else ():
        is_alone = value.start_mark.index == value.end_mark.index
        if is_alone and all(_is_whole_number(part) for part in (whole, key)):
            named = ".".join(str(step) for step in (*place, name.value))
            found = f"{path}:{key.start_mark.line + 1}: {named}: expected a number with a decimal point, found"
            raise Misconfigured(f"{found} '{whole.value},{key.value}'. Write {whole.value}.{key.value}")


def _is_whole_number(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value.isdecimal()


def _note(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        _refuse_decimal_comma(node, place, path)
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                raise Misconfigured(f"{path}:{key.start_mark.line + 1}: '{name}' stands twice; keep one of them.")
            seen.add(name)
            lines[(*place, name)] = key.start_mark.line + 1
            _note(value, (*place, name), lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note(value, (*place, index), lines, path)
