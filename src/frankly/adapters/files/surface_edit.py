"""Writes learned numbers into a surface's file and touches nothing else: comments, order and spacing stay.

The text is edited at the places where YAML says the values stand; afterwards it is read again and compared, so that a
file that cannot be edited that way is left alone and named instead of being damaged.
"""

import difflib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from frankly.errors import Misconfigured

NOTE = "# tune: "
"""How each line of the note above `sources:` begins; the next run replaces it."""

OLD_SUFFIX = ".before-tune"
"""Appended to the name of the copy of the file as it was."""

Number: TypeAlias = int | float
Numbers: TypeAlias = Mapping[str, Mapping[str, Number]]
"""Source → setting → value."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it is and as it would be.

    Attributes:
        path: the file.
        before: its text.
        after: the text with the new numbers.
    """

    path: Path
    before: str
    after: str

    def diff(self) -> str:
        """The change as a unified diff."""
        before, after = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        return "".join(difflib.unified_diff(before, after, str(self.path), str(self.path), n=2))

    def write(self) -> Path:
        """Write beside and rename: a crash leaves the old file or the new one.

        Returns:
            Where a copy of the old file lies.

        Raises:
            Misconfigured: when it cannot be written, or somebody changed it meanwhile.
        """
        path = self.path.resolve()
        kept, draft = (path.with_name(path.name + suffix) for suffix in (OLD_SUFFIX, ".new"))
        try:
            if _read(path) != self.before:
                raise Misconfigured(f"{path} was changed while the weights were being learned; run it again.")
            shutil.copy2(path, kept)
            with draft.open("w", encoding="utf-8", newline="") as file:
                file.write(self.after)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(path, draft)
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise Misconfigured(f"{path} cannot be written: {error}. The weights in it stay as they were.") from error
        return kept


def edited(path: Path, numbers: Numbers, note: Sequence[str]) -> Edit:
    """Put numbers into the `sources` of a surface's file.

    Args:
        path: the file; it was loaded as a surface before, so it is sound.
        numbers: source → setting → value; each source is in the file, a setting need not be.
        note: lines of the comment above `sources:`, in place of the one of an earlier run.

    Raises:
        Misconfigured: when the file cannot be read, lacks such a source, or cannot be edited in place.
    """
    before = _read(path)
    sources = _sources(path, before)
    changes = list(_changes(path, before, sources, numbers))
    changes.append(_note(before, sources[0].start_mark.index, note))
    after = before
    for start, end, text in sorted(changes, reverse=True):
        after = after[:start] + text + after[end:]
    if _loaded(after) != _expected(before, numbers):
        raise Misconfigured(
            f"{path}: the new weights cannot be put in without changing more than them. Write each source on a line of "
            "its own, such as '  content: {weight: 0.6, limit: 200}', and run it again."
        )
    return Edit(path, before, after)


Change: TypeAlias = tuple[int, int, str]
"""Start and end in the text, and what stands there afterwards."""


def _read(path: Path) -> str:
    try:
        # Without translation of line ends, so that a file with other ones keeps them.
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: cannot be read: {error}.") from error


def _sources(path: Path, text: str) -> tuple[yaml.Node, yaml.MappingNode]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "sources" and isinstance(value, yaml.MappingNode):
            return key, value
    raise Misconfigured(f"{path}: there are no 'sources' to write weights to.")


def _changes(path: Path, text: str, sources: tuple[yaml.Node, yaml.MappingNode], numbers: Numbers) -> Iterator[Change]:
    nodes = {key.value: value for key, value in sources[1].value}
    for source, values in numbers.items():
        node = nodes.get(source)
        if not isinstance(node, yaml.MappingNode):
            raise Misconfigured(f"{path}: there is no source '{source}' in it.")
        known = {key.value: value for key, value in node.value}
        for name, value in values.items():
            if name in known and _is(known[name], value):
                continue
            if name in known:
                yield known[name].start_mark.index, known[name].end_mark.index, written(value)
        missing = [f"{name}: {written(value)}" for name, value in values.items() if name not in known]
        if missing:
            yield _added(text, node, missing)


def _is(node: yaml.Node, value: Number) -> bool:
    """Whether the same number stands there already, however it is written: 0.50 stays 0.50."""
    try:
        return float(node.value) == float(value)
    except (TypeError, ValueError):
        return False


def _added(text: str, node: yaml.MappingNode, lines: Sequence[str]) -> Change:
    last = node.value[-1][1].end_mark.index
    if node.flow_style:
        return last, last, "".join(f", {line}" for line in lines)
    indent = " " * node.value[0][0].start_mark.column
    ends = [place for place in (text.find("\r\n", last), text.find("\n", last)) if place >= 0]
    end = min(ends, default=len(text))
    newline = "\r\n" if "\r\n" in text else "\n"
    return end, end, "".join(f"{newline}{indent}{line}" for line in lines)


def _note(text: str, sources_at: int, note: Sequence[str]) -> Change:
    """The comment above `sources:`; one of an earlier run goes."""
    end = text.rfind("\n", 0, sources_at) + 1
    start = end
    while start and text[text.rfind("\n", 0, start - 1) + 1 : start].startswith(NOTE.rstrip()):
        start = text.rfind("\n", 0, start - 1) + 1
    newline = "\r\n" if "\r\n" in text else "\n"
    return start, end, "".join(f"{NOTE}{line}{newline}" for line in note)


def written(value: Number) -> str:
    """A number as people write it: no exponent, no zeros that say nothing."""
    if isinstance(value, int):
        return str(value)
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _loaded(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _expected(text: str, numbers: Numbers) -> object:
    data = deepcopy(yaml.safe_load(text))
    for source, values in numbers.items():
        data["sources"][source] |= {name: yaml.safe_load(written(value)) for name, value in values.items()}
    return data
