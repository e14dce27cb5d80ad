"""The folder of a preview: Frankly's pages alone go in and out of it, by a list of what was written with its hashes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from frankly.errors import Invalid

LISTED: Final = ".frankly-preview"
"""File that names the pages that were written here, as `sha256sum` writes and checks them."""

_DRAFT: Final = f"{LISTED}.part"


def require_free(folder: Path) -> dict[str, str]:
    """See that nothing of anybody else's would be lost, before a preview is made.

    Args:
        folder: where the pages are to go; it may be missing.

    Returns:
        Name → hash of the pages that an earlier preview left here.

    Raises:
        Invalid: when it is no folder, holds something and no preview, or a page was changed since.
    """
    try:
        return _before(folder)
    except OSError as error:
        raise _unusable(folder, error) from error


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages; those of an earlier preview go away, and nothing else.

    Killed in between, pages are missing and none is half written; the next preview goes on from there.

    Raises:
        Invalid: see `require_free`; or where a page would overwrite something else, or the folder cannot be written.
    """
    before = require_free(folder)
    taken = next((name for name in pages if name not in before and (folder / name).exists()), None)
    if taken is not None:
        raise Invalid(f"{folder / taken}: not from a preview, and would be overwritten. Move it away.")
    whole = {name: page.encode() for name, page in pages.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in before:
            (folder / name).unlink(missing_ok=True)
        _put(folder, LISTED, "".join(f"{_digest(page)}  {name}\n" for name, page in whole.items()).encode())
        for name, page in whole.items():
            _put(folder, name, page)
    except OSError as error:
        raise _unusable(folder, error) from error


def _before(folder: Path) -> dict[str, str]:
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise Invalid(f"{folder}: a file, and no folder. Name another folder.")
    found = sorted(one.name for one in folder.iterdir() if one.name != _DRAFT)
    if found and LISTED not in found:
        raise Invalid(
            f"{folder}: holds '{found[0]}' and no preview that Frankly wrote, so nothing is written there. Name a new "
            f"folder, for example {folder / 'preview'}, or empty this one."
        )
    before = _listed(folder / LISTED) if found else {}
    for name, digest in before.items():
        page = folder / name
        if page.exists() and not (page.is_file() and _digest(page.read_bytes()) == digest):
            raise Invalid(f"{page}: was changed since the preview was written. Move it away, or name another folder.")
    return before


def _listed(file: Path) -> dict[str, str]:
    try:
        lines = [line.partition("  ") for line in file.read_text(encoding="utf-8").splitlines()]
    except UnicodeDecodeError:
        lines = [("", "", "")]
    # A list from elsewhere must not reach out of its folder.
    if any(not name or Path(name).name != name for _, _, name in lines):
        raise Invalid(f"{file}: not as a preview writes it. Name another folder.")
    return {name: digest for digest, _, name in lines}


def _digest(page: bytes) -> str:
    return hashlib.sha256(page).hexdigest()


def _put(folder: Path, name: str, content: bytes) -> None:
    draft = folder / _DRAFT
    draft.write_bytes(content)
    draft.replace(folder / name)


def _unusable(folder: Path, error: OSError) -> Invalid:
    return Invalid(f"{folder}: cannot be used: {error.strerror}. Name another folder.")
