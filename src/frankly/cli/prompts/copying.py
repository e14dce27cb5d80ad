"""Prompts of one's own: a copy of those in force, and the next version of a task to write in."""

import re
import shutil
from pathlib import Path
from typing import Final

from frankly.adapters.files.prompts import FilePrompts, path_of
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.errors import Conflict, Invalid, NotFound

_VERSION: Final = re.compile(r"^version:.*$", re.MULTILINE)
_STATUS: Final = re.compile(r"^status:.*$", re.MULTILINE)


def copy_prompts(from_: Path, to: Path) -> Path:
    """Copy the prompts in force into a folder of one's own.

    Args:
        from_: where they lie.
        to: folder that FRANKLY_CONFIG is to name; made where it is not there.

    Returns:
        Where they lie now.

    Raises:
        Conflict: when there are prompts already.
        Invalid: when it cannot be written.
    """
    place = to / "prompts"
    if place.exists():
        raise Conflict(f"{place} is there already; name another folder, or edit what lies in it.")
    try:
        shutil.copytree(from_, place)
    except OSError as error:
        raise Invalid(f"{place} cannot be written: {error}.") from error
    return place


def draft_of(folder: Path, book: FilePrompts, task: str) -> Path:
    """Write the next version of a task as a draft that reads as the one in use does.

    Args:
        folder: where the prompts lie.
        book: those in force.
        task: which.

    Returns:
        Its file.

    Raises:
        NotFound: when there is no such task.
        Conflict: when the newest version is a draft already.
        Invalid: when the folder cannot be written.
    """
    if task not in set(PromptTask):
        raise NotFound(f"There is no task '{task}'; there is: {', '.join(PromptTask)}.")
    current, newest = book.current(PromptTask(task)), _newest(book, task)
    if newest.status == "draft":
        raise Conflict(f"{newest.name} is a draft already: edit {path_of(folder, newest.task, newest.version)}.")
    place = path_of(folder, newest.task, newest.version + 1)
    text = path_of(folder, current.task, current.version).read_text(encoding="utf-8")
    text = _VERSION.sub(f"version: {newest.version + 1}", _STATUS.sub("status: draft", text, count=1), count=1)
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Invalid(
            f"{place} cannot be written ({error.strerror}). Copy the prompts first: frankly prompts copy my-shop, and "
            "name that folder in FRANKLY_CONFIG."
        ) from error
    return place


def _newest(book: FilePrompts, task: str) -> Prompt:
    return max((one for one in book.all() if one.task == task), key=lambda one: one.version)
