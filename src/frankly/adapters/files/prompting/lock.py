"""`prompts.lock`: the hash of each version that was ever released, so that none changes unseen.

The hash is over the whole file but for its line `status:`, because a version that is retired says the same as before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frankly.adapters.files.linting.finding import Finding
from frankly.adapters.files.prompts import front_and_body, path_of
from frankly.domain.canonical import hash_bytes
from frankly.domain.model.prompt import Prompt, PromptStatus
from frankly.errors import Conflict, Misconfigured, NotFound

FILE_NAME: Final = "prompts.lock"

_HEAD: Final = """\
# Hash of every prompt version that was ever released. Made by `frankly prompts lock`; released versions are not edited.
"""
_LINE: Final = re.compile(r"([a-z]+/v[1-9]\d*) ([0-9a-f]{32})")
_STATUS: Final = re.compile(r"^status:.*\n", re.MULTILINE)


def locked_hash(folder: Path, prompt: Prompt) -> str:
    """Hash of a version as the lock holds it.

    Raises:
        Misconfigured: when its file cannot be read.
    """
    front, body = front_and_body(path_of(folder, prompt.task, prompt.version))
    return hash_bytes(f"{_STATUS.sub('', front)}---\n{body}".encode())


def read_lock(folder: Path) -> dict[str, str]:
    """Name of a version → hash; empty where there is no lock yet.

    Raises:
        Misconfigured: when a line is wrong, with its number.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    held: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise Misconfigured(f"{path}:{number}: a line is '<task>/v<number> <hash>'; run: frankly prompts lock")
        held[found[1]] = found[2]
    return held


@dataclass(frozen=True, slots=True)
class Locked:
    """What locking did.

    Attributes:
        added: versions that are held from now on.
        forgotten: versions that are not held any more.
        held: all versions that are.
    """

    added: tuple[str, ...]
    forgotten: tuple[str, ...]
    held: tuple[str, ...]


def write_lock(folder: Path, prompts: Sequence[Prompt], forget: Sequence[str] = ()) -> Locked:
    """Hold all released versions.

    Args:
        folder: where the prompts lie.
        prompts: all of them.
        forget: versions that nobody has used, whose hash may change.

    Raises:
        Conflict: when a version changed that was released before.
        NotFound: when what is to be forgotten is not held.
        Misconfigured: when the lock cannot be read.
    """
    held = read_lock(folder)
    for name in forget:
        if name not in held:
            raise NotFound(f"{FILE_NAME} does not hold '{name}'; it holds: {', '.join(held) or 'nothing'}.")
    before = {name: hash for name, hash in held.items() if name not in forget}
    now = _now(folder, prompts)
    wrong = [one.message for one in _held_to(before, prompts, now) if one.code in _BROKEN]
    if wrong:
        raise Conflict(" ".join(wrong))
    after = before | {one.name: now[one.name] for one in prompts if one.status == PromptStatus.RELEASED}
    _write(folder / FILE_NAME, after, [one.name for one in prompts])
    forgotten = tuple(name for name in forget if name not in after)
    return Locked(tuple(name for name in after if held.get(name) != after[name]), forgotten, tuple(after))


def against_lock(folder: Path, prompts: Sequence[Prompt]) -> list[Finding]:
    """Hold all versions to the lock.

    Returns:
        Released versions that changed, are not held, are gone or are drafts again.

    Raises:
        Misconfigured: when a file or the lock cannot be read.
    """
    return _held_to(read_lock(folder), prompts, _now(folder, prompts))


_BROKEN: Final = frozenset({"released_changed", "released_gone", "released_is_draft"})


def _now(folder: Path, prompts: Sequence[Prompt]) -> dict[str, str]:
    return {one.name: locked_hash(folder, one) for one in prompts}


def _held_to(held: Mapping[str, str], prompts: Sequence[Prompt], now: Mapping[str, str]) -> list[Finding]:
    status = {one.name: one.status for one in prompts}
    found = []
    for name, hash in held.items():
        if name not in status:
            found.append(
                _wrong(
                    name,
                    "released_gone",
                    f"{name} was released, and its file is gone. Old decisions are rendered by it: bring it back, with "
                    "'status: retired' where it is no longer used.",
                )
            )
        elif status[name] == PromptStatus.DRAFT:
            found.append(
                _wrong(
                    name,
                    "released_is_draft",
                    f"{name} was released and cannot be a draft again. Write 'status: retired' to stop using it; or, "
                    f"where nobody has used it yet: frankly prompts lock --forget {name}",
                )
            )
        elif now[name] != hash:
            found.append(_wrong(name, "released_changed", _changed(name)))
    loose = [name for name, one in status.items() if one == PromptStatus.RELEASED and name not in held]
    why = "is released, and prompts.lock does not hold it, so a change would go unseen. Run: frankly prompts lock"
    return found + [_wrong(name, "released_unlocked", f"{name} {why}") for name in loose]


def _changed(name: str) -> str:
    task, _, number = name.partition("/v")
    following = f"{task}/v{int(number) + 1}"
    return (
        f"{name} was released and has changed since. Recorded decisions, cached replies and evals name it, so it stays "
        f"as it was. Take the change back (git checkout prompts/{name}.md.j2) and write it as "
        f"prompts/{following}.md.j2, with 'version: {int(number) + 1}'; 'frankly prompts diff {name} {following}' "
        f"then shows what differs. Where nobody has used {name} yet: frankly prompts lock --forget {name}"
    )


def _wrong(name: str, code: str, message: str) -> Finding:
    return Finding(f"prompts/{name}.md.j2", 0, "error", code, message)


def _write(path: Path, held: Mapping[str, str], order: Sequence[str]) -> None:
    lines = sorted(held, key=lambda name: (name not in order, order.index(name) if name in order else 0, name))
    path.write_text(_HEAD + "".join(f"{name} {held[name]}\n" for name in lines), encoding="utf-8")
