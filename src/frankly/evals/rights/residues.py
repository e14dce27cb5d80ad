"""Looks for what is left of people in every file of a data folder, byte by byte."""

import mmap
from pathlib import Path


def files_with(folder: Path, mark: str) -> list[str]:
    """Files that hold a mark anywhere: as ASCII, which all names here are.

    Args:
        folder: all files below it are read, whatever they are.
        mark: what is looked for.

    Returns:
        Their paths within the folder, in order.
    """
    needle = mark.encode("ascii")
    return sorted(
        str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and _holds(file, needle)
    )


def _holds(file: Path, needle: bytes) -> bool:
    if not file.stat().st_size:
        return False
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(needle) >= 0
