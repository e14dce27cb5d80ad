"""Corrections in memory; mirrors `adapters/sql/corrections.py`."""

from collections.abc import Sequence

from frankly.domain.person.correction import Correction
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.testing.memory.database import MemoryDatabase


class MemoryCorrections:
    """Port `CorrectionStore` over a dictionary."""

    def __init__(self, database: MemoryDatabase | None = None) -> None:
        """Share a database with the other stores, or have one alone."""
        self._database = database or MemoryDatabase()

    async def put(self, key: str, correction: Correction) -> Correction:
        """Store a correction, in force."""
        self._database.write_waiting()
        if not self._database.is_known(key):
            raise NotFound(f"Nothing is stored of '{key}' any more, so there is nothing to correct.")
        kept = self._database.corrections.setdefault(key, {})
        if correction.id not in kept or kept[correction.id].undone is not None:
            kept[correction.id] = correction
        return kept[correction.id]

    async def undo(self, key: str, correction_id: str, now: EpochMs) -> Correction | None:
        """Undo a correction; None when this person has none of that id."""
        kept = self._database.corrections.get(key, {})
        known = kept.get(correction_id)
        if known is not None and known.undone is None:
            kept[correction_id] = known.model_copy(update={"undone": now})
        return kept.get(correction_id)

    async def restore(self, key: str, corrections: Sequence[Correction]) -> int:
        """Store corrections that were kept elsewhere; returns how many were not known."""
        kept = self._database.corrections.setdefault(key, {})
        new = {one.id: one for one in corrections if one.id not in kept}
        kept.update(new)
        return len(new)

    async def of(self, key: str) -> Sequence[Correction]:
        """All corrections of a person, newest first."""
        return sorted(self._database.corrections.get(key, {}).values(), key=lambda one: (-one.at, one.id))
