"""Runs what `frankly replay` was asked for: here, in a fresh process, or on a copy; and prints what came of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from frankly.adapters.files.policies import load_surface
from frankly.adapters.files.prompts import FilePrompts, load_prompts
from frankly.adapters.files.weights import load_weights
from frankly.bootstrap.copies import copy_decisions, open_copy, replayed_apart
from frankly.bootstrap.service import open_frankly
from frankly.cli.asking import moment
from frankly.cli.records.replay_view import show_compared, show_replayed
from frankly.cli.screen import err, out, put_json
from frankly.domain.model.prompt import PromptTask
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, NotFound
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.otherwise import (
    AskedAgain,
    Compared,
    FreshRetrieval,
    OtherSurface,
    Otherwise,
    WithoutGround,
    compared,
)
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import Replayed, decisions_since, newest_decisions, replayed
from frankly.pipelines.replaying.summing import summed
from frankly.settings import Settings, data_folder

APART: Final = 500
"""Decisions that are copied for one fresh process."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked on the command line.

    Attributes:
        ids: decisions.
        last: newest so many.
        since: all since a moment, as text.
        level: how much is made again.
        is_fresh: ask today's index.
        other: file with a surface or with weights; or `model`, `prompt`, `prompt=<task>/v<N>`.
        without: what is to be left out.
        copy_to: folder to copy to.
    """

    ids: tuple[str, ...]
    last: int | None
    since: str | None
    level: Literal["r0", "r1", "r2"]
    is_fresh: bool = False
    other: str | None = None
    without: str | None = None
    copy_to: Path | None = None

    @property
    def is_otherwise(self) -> bool:
        """Whether something is to be otherwise."""
        return self.is_fresh or self.other is not None or self.without is not None

    def check(self) -> None:
        """Refuse what makes no sense together.

        Raises:
            Invalid: with what to do instead.
        """
        if sum((bool(self.ids), self.last is not None, self.since is not None)) != 1:
            raise Invalid("Name decisions by their ids, or use --last N, or --since TIME: one of the three.")
        if sum((self.is_fresh, self.other is not None, self.without is not None)) > 1:
            raise Invalid("Change one thing at a time: --fresh-retrieval, --with or --without.")
        if self.copy_to is not None and self.is_otherwise:
            raise Invalid("--copy-to copies decisions as they are; leave the other option out.")


def run_here(wanted: Wanted, settings: Settings, as_json: bool) -> bool:
    """Replay decisions of a data folder; False when any came out otherwise."""
    return asyncio.run(_run_here(wanted, settings, as_json))


async def _run_here(wanted: Wanted, settings: Settings, as_json: bool) -> bool:
    with err().status("Opening the data folder"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            ids = await _ids(wanted, parts)
            if wanted.copy_to is not None:
                return await _copied(wanted.copy_to, settings, parts, ids, as_json)
            if wanted.is_otherwise:
                return _told_otherwise(await _compared(wanted, settings, parts, ids), as_json)
            found = await _replayed(wanted, settings, parts, ids)
    return _told(found, wanted.level, as_json)


def run_copy(wanted: Wanted, folder: Path, as_json: bool) -> bool:
    """Replay a copy of decisions; False when any came out otherwise."""
    level: Literal["r0", "r1"] = "r0" if wanted.level == "r0" else "r1"
    with open_copy(folder) as (parts, there):
        found = asyncio.run(_of_copy(wanted.ids or there, parts, level))
    return _told(found, level, as_json)


async def _of_copy(ids: Sequence[str], parts: Parts, level: Literal["r0", "r1"]) -> list[Replayed]:
    return [await replayed(parts, one, level) for one in ids]


async def _ids(wanted: Wanted, parts: Parts) -> Sequence[str]:
    if wanted.ids:
        return wanted.ids
    if wanted.last is not None:
        found = await newest_decisions(parts, wanted.last)
    else:
        since = moment(wanted.since or "", "--since")
        found = [one async for one in decisions_since(parts, EpochMs(since))]
    if not found:
        raise NotFound("There are no such decisions. 'frankly recommend' and the service record one for each answer.")
    return found


async def _replayed(wanted: Wanted, settings: Settings, parts: Parts, ids: Sequence[str]) -> list[Replayed]:
    if wanted.level != "r2":
        return [await replayed(parts, one, wanted.level) for one in ids]
    found: list[Replayed] = []
    for start in range(0, len(ids), APART):
        found += await replayed_apart(settings, parts, ids[start : start + APART])
    return found


async def _copied(folder: Path, settings: Settings, parts: Parts, ids: Sequence[str], as_json: bool) -> bool:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(f"--copy-to {folder}: name a folder that is empty or does not exist.")
    folder.mkdir(parents=True, exist_ok=True)
    await copy_decisions(settings, parts, ids, folder)
    if as_json:
        put_json({"copied": list(ids), "folder": str(folder)})
    else:
        out().print(f"{len(ids):,} decisions are copied. It is personal data: keep it as such.")
        out().print(f"Anyone can replay them with: frankly replay --from {folder}")
    return True


async def _compared(wanted: Wanted, settings: Settings, parts: Parts, ids: Sequence[str]) -> list[Compared]:
    otherwise = _otherwise(wanted, settings)
    if isinstance(otherwise, AskedAgain) and parts.assistant is not None:
        await asyncio.to_thread(parts.assistant.load)
    return [await compared(parts, await recorded(parts.decisions, one), otherwise) for one in ids]


def _otherwise(wanted: Wanted, settings: Settings) -> Otherwise:
    if wanted.is_fresh:
        return FreshRetrieval()
    if wanted.without is not None:
        return WithoutGround(wanted.without)
    other = wanted.other or ""
    if other == "model":
        return AskedAgain()
    if other.partition("=")[0] == "prompt":
        return AskedAgain(_prompts(other.partition("=")[2], data_folder("prompts", settings)))
    file = Path(other)
    if not file.is_file():
        raise NotFound(
            f"There is no file {file}; --with takes a surface file, a file with weights, 'model', 'prompt', or a "
            "version such as 'prompt=write/v2'."
        )
    weights = load_weights(file)
    if weights is not None:
        return OtherSurface(weights=weights)
    return OtherSurface(load_surface(file, data_folder("policies", settings)))


def _prompts(name: str, folder: Path) -> FilePrompts:
    """Today's prompts; where one is named, with that version in use.

    Raises:
        NotFound: when there is no such version.
        Invalid: when it is no name of a version.
    """
    book = load_prompts(folder)
    if not name:
        return book
    task, _, version = name.partition("/v")
    if task not in set(PromptTask) or not version.isdecimal():
        raise Invalid(
            f"--with prompt={name}: name a version such as prompt=write/v2; 'frankly prompts list' shows them."
        )
    return book.using(book.get(PromptTask(task), int(version)))


def _told(found: Sequence[Replayed], level: str, as_json: bool) -> bool:
    identical = sum(one.is_identical for one in found)
    if as_json:
        put_json(
            {
                "level": level,
                "replayed": len(found),
                "identical": identical,
                "decisions": [asdict(one) for one in found],
            }
        )
    else:
        show_replayed(out(), found, level)
    return identical == len(found)


def _told_otherwise(found: Sequence[Compared], as_json: bool) -> bool:
    summary = summed(found)
    if as_json:
        groups = [
            {"by": by, "group": group, "decisions": number, "slates_changed": changed}
            for (by, group), (number, changed) in summary.groups.items()
        ]
        plain = {name: value for name, value in asdict(summary).items() if name != "groups"}
        put_json({"summary": plain | {"groups": groups}, "decisions": [asdict(one) for one in found]})
    else:
        show_compared(out(), found, summary)
    return True
