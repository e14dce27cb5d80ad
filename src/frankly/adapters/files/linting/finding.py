"""One thing that is wrong, or looks wrong, in a file that people edit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["error", "warning"]
"""An error keeps the service from starting or a rule from holding; a warning is worth a look."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing.

    Attributes:
        file: path as people know it: `policies/rules.yaml`.
        line: counted from 1; 0 where it is about the whole file.
        level: error or warning.
        code: what sort of thing, for programs.
        message: what is wrong and what to do.
    """

    file: str
    line: int
    level: Level
    code: str
    message: str

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Folders:
    """What is looked through.

    Attributes:
        surfaces: folder with one YAML file a surface.
        policies: folder with rules, wordings, vocabulary, segments and so on.
        brand: folder with labels.
        brand_file: the brand in force.
    """

    surfaces: Path
    policies: Path
    brand: Path
    brand_file: Path

    def named(self, path: Path) -> str:
        """A file as people know it."""
        for name, folder in (("surfaces", self.surfaces), ("policies", self.policies), ("brand", self.brand)):
            if path.is_relative_to(folder):
                return f"{name}/{path.relative_to(folder).as_posix()}"
        return path.name
