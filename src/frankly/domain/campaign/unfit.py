"""An item that cannot stand in an e-mail: kept with the edition whose plan found it, so that somebody mends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class UnfitItem:
    """An item that fails a check of mails by itself, whoever gets it and whatever is said of it.

    Attributes:
        item: its id.
        code: of the check, from the list in `docs/reference/mail-checks.md`.
        hint: what was found, and what to mend.
    """

    item: str
    code: str
    hint: str
