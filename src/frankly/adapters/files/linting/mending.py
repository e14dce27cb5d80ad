"""Finds every mistake of loading at once: what is wrong is taken out of a copy, and the copy is loaded again.

So the loaders stay as they are, stop at the first mistake, and are the only ones that know what is right. Lines stay
where they are: what is taken out leaves its lines empty.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import yaml

from frankly.adapters.files.linting.finding import Finding, Folders
from frankly.errors import Misconfigured

MOST_MISTAKES: Final = 60
"""Mistakes of one loader that are told; more have one cause."""

_PLACED: Final = re.compile(r"^(?P<file>.+?\.ya?ml):(?P<line>\d+): (?P<what>.*)$", re.DOTALL)
_MISSING: Final = re.compile(r"is missing|lacks|there is no <locale>")


def copied(folders: Folders, to: Path) -> Folders:
    """Copy the files into a folder of its own, so that they can be mended without touching them."""
    for name, folder in (("surfaces", folders.surfaces), ("policies", folders.policies), ("brand", folders.brand)):
        for path in sorted(folder.rglob("*.yaml")):
            place = to / name / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    (to / "brand").mkdir(exist_ok=True)
    (to / "surfaces").mkdir(exist_ok=True)
    brand_file = to / "brand" / "default.yaml"
    shutil.copyfile(folders.brand_file, brand_file)
    return Folders(to / "surfaces", to / "policies", to / "brand", brand_file)


def mistakes(folders: Folders, load: Callable[[], object]) -> list[Finding]:
    """Load copied files, again and again, and tell what is wrong with them.

    Args:
        folders: the copy; it is mended on the way.
        load: loads it.

    Returns:
        Every mistake, each once. When they are all that was wrong, the copy can be loaded now.
    """
    found: list[Finding] = []
    emptied: set[tuple[Path, int]] = set()
    for _ in range(MOST_MISTAKES):
        try:
            load()
        except Misconfigured as error:
            told = list(_told(error, folders))
            fresh = [one for path, one in told if one not in found and not _follows(path, one, emptied)]
            found += fresh
            mended = [_empty(path, one.line, emptied) for path, one in told if path is not None]
            if not any(mended):
                break
        else:
            break
    return found


def _told(error: Misconfigured, folders: Folders) -> Iterator[tuple[Path | None, Finding]]:
    for line in _lines(error.message):
        match = _PLACED.match(line)
        if match is None:
            yield None, Finding(_file_in(line, folders), 0, "error", "misconfigured", _shortened(line, folders))
        else:
            path = Path(match["file"])
            what = _shortened(match["what"], folders)
            yield path, Finding(folders.named(path), int(match["line"]), "error", "misconfigured", what)


def _lines(message: str) -> list[str]:
    """A message of several mistakes, one each."""
    lines: list[str] = []
    for line in message.split("\n"):
        if lines and not _PLACED.match(line):
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    return lines


def _file_in(text: str, folders: Folders) -> str:
    for folder in (folders.surfaces, folders.policies, folders.brand):
        match = re.search(re.escape(str(folder)) + r"[\w./-]*", text)
        if match is not None:
            return folders.named(Path(match[0].rstrip(".:")))
    return "policies"


def _shortened(text: str, folders: Folders) -> str:
    """Without the path of the copy."""
    return text.replace(f"{folders.policies.parent}/", "")


def _follows(path: Path | None, one: Finding, emptied: set[tuple[Path, int]]) -> bool:
    """Whether it is only wrong because something was taken out before."""
    if path is None or not emptied:
        return False
    is_near = (path, one.line + 1) in emptied or (path, one.line) in emptied
    return is_near or (bool(_MISSING.search(one.message)) and any(file == path for file, _ in emptied))


def _empty(path: Path, line: int, emptied: set[tuple[Path, int]]) -> bool:
    """Take out what stands at a line; returns whether there was anything."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return False
    lines = text.splitlines(keepends=True)
    ranges = [one for one in _entries(root, lines) if one[0] == line - 1] if root is not None else []
    if not ranges:
        return False
    start, end = min(ranges, key=lambda one: one[1] - one[0])
    if not any(one.strip() for one in lines[start:end]):
        return False
    lines[start:end] = ["\n"] * (end - start)
    emptied |= {(path, number + 1) for number in range(start, end)}
    path.write_text("".join(lines), encoding="utf-8")
    return True


def _entries(node: yaml.Node, lines: list[str]) -> Iterator[tuple[int, int]]:
    """First line and the one after the last of every entry of a list or a mapping, counted from 0."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield item.start_mark.line, _end(item, lines)
            yield from _entries(item, lines)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.start_mark.line, max(_end(value, lines), key.start_mark.line + 1)
            yield from _entries(value, lines)


def _end(node: yaml.Node, lines: list[str]) -> int:
    """The line after the last; a block ends where the next one begins, behind its indentation."""
    mark = node.end_mark
    is_begun = mark.line < len(lines) and bool(lines[mark.line][: mark.column].strip())
    return max(mark.line + is_begun, node.start_mark.line + 1)
