"""Asks git for what a folder held at a revision; nothing is checked out."""

import subprocess
from pathlib import Path

from frankly.errors import Invalid


def git(folder: Path, revision: str, *arguments: str) -> bytes:
    """What git says.

    Args:
        folder: in whose repository it is asked.
        revision: that it is asked for, as it was typed.
        arguments: of git.

    Raises:
        Invalid: when there is no git, no repository, or no such revision.
    """
    if revision.startswith("-"):
        raise Invalid(f"'{revision}' is neither a folder nor a revision of git.")
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise Invalid(f"{folder}: git cannot be asked for '{revision}': {error.strerror}. Name a folder.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Invalid(
            f"'{revision}' is neither a folder nor a revision of git here: {said[-1] if said else 'no word'}."
        )
    return done.stdout


def commit_of(folder: Path, revision: str) -> str:
    """Hash of the commit that a revision names; empty where it names none."""
    try:
        asked = f"{revision}^{{commit}}"
        return git(folder, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", asked).decode().strip()
    except Invalid:
        return ""
