"""Takes replies out of cassettes that nothing asks for any more."""

from collections.abc import Callable, Set
from pathlib import Path

from frankly.evals.cassettes.files import CassetteFile
from frankly.evals.cassettes.line import Line
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.reading import read_all

Unneeded = Callable[[Line], bool]
"""Whether a reply may go."""


def outdated(prompts: KnownPrompts) -> Unneeded:
    """Replies to prompt versions that are gone or read otherwise: their calls are never made again."""
    return lambda line: not prompts.reads_as(line)


def unasked(keys: Set[str], models: Set[str]) -> Unneeded:
    """Replies that a run over everything did not ask for.

    Args:
        keys: of all its calls.
        models: whose cassettes it was run with; others are left alone.
    """
    return lambda line: line.model in models and line.key not in keys


def prune(folder: Path, is_unneeded: Unneeded, *, is_tried: bool = False) -> list[Line]:
    """Take replies out.

    Args:
        folder: of the cassettes.
        is_unneeded: which go.
        is_tried: only say which would.

    Returns:
        Those that went, by model and key.

    Raises:
        Misconfigured: when a cassette is wrong or cannot be written.
    """
    gone = [one for one in read_all(folder) if is_unneeded(one)]
    if not is_tried:
        keys = {one.key for one in gone}
        for model in sorted({one.model for one in gone}):
            file = CassetteFile(folder, model)
            file.replace([one for one in file.lines.values() if one.key not in keys])
    return gone
