"""Loads a file that holds nothing but weights of candidate sources: what a replay can be asked with."""

from pathlib import Path
from typing import get_args

from pydantic import Field

from frankly.adapters.files.yaml import read_yaml
from frankly.domain.base import Frozen
from frankly.domain.surface import SourceName, Weight


class _Weights(Frozen):
    """The file."""

    weights: dict[SourceName, Weight] = Field(default_factory=dict)
    """Candidate source → weight, a decimal as in a surface file."""


def load_weights(path: Path) -> dict[SourceName, int] | None:
    """Read weights: under `weights`, or the sources themselves at the top.

    Returns:
        Source → weight in parts per million; None for a file that holds something else, such as a whole surface.

    Raises:
        Misconfigured: naming file and line.
    """
    document = read_yaml(path)
    data = document.data
    if not isinstance(data, dict) or not data:
        return None
    if data.keys() <= set(get_args(SourceName)):
        return document.parse(_Weights, {"weights": data}).weights
    return document.parse(_Weights, data).weights if data.keys() == {"weights"} else None
