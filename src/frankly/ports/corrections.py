"""Corrections of explanations, by person. Those in force come with the person's record (`ports.people`)."""

from collections.abc import Sequence
from typing import Protocol

from frankly.domain.person.correction import Correction
from frankly.domain.time import EpochMs


class CorrectionStore(Protocol):
    """What people said of explanations."""

    async def put(self, key: str, correction: Correction) -> Correction:
        """Store a correction durably, in force.

        Args:
            key: person id or session key; somebody of whom something is stored.
            correction: what to store; one in force under the same id stays as it is, an undone one is taken up again.

        Returns:
            The correction as it is kept now.

        Raises:
            NotFound: when nothing is stored of this person (any more).
            StoreUnavailable: when nothing was stored.
        """
        ...

    async def undo(self, key: str, correction_id: str, now: EpochMs) -> Correction | None:
        """Undo a correction durably; one that is undone already stays as it is.

        Returns:
            The correction as it is kept now; None when this person has none of that id.
        """
        ...

    async def restore(self, key: str, corrections: Sequence[Correction]) -> int:
        """Store corrections that were kept elsewhere, durably; one that is known here stays as it is.

        Returns:
            How many were not known.
        """
        ...

    async def of(self, key: str) -> Sequence[Correction]:
        """All corrections of a person, undone ones too, newest first."""
        ...
