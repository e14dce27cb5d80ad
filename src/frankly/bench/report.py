"""The one object that every benchmark prints."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Report:
    """Figures of one benchmark.

    Attributes:
        figures: dotted name → number.
        config: what was run.
        data: file name → SHA-256.
        notes: what a reader must know: who was counted and who was left out.
    """

    figures: dict[str, float] = field(default_factory=dict)
    config: dict[str, object] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, prefix: str, figures: Mapping[str, float]) -> None:
        """Add figures under a common prefix."""
        self.figures.update({f"{prefix}.{name}": value for name, value in figures.items()})

    def read(self, paths: Sequence[Path]) -> None:
        """Note the files that were read."""
        self.data.update({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths})

    def as_plain(self) -> dict[str, object]:
        """The object as it is printed with `--json`."""
        return {"figures": self.figures, "config": self.config, "data": self.data, "notes": self.notes}
