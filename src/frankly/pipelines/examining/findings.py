"""What `frankly doctor` says: findings, how much each matters, and from where on something is worth saying."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

REINDEX: Final = "Run 'frankly reindex'."


class Severity(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        code: stable machine-readable name.
        severity: `ok` when nothing is wrong.
        what: what was found, with its numbers.
        where: which part it is about.
        what_to_do: the next step; empty when there is none.
    """

    code: str
    severity: Severity
    what: str
    where: str
    what_to_do: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is worth saying.

    Attributes:
        least_items: fewer make a thin catalogue.
        least_people: fewer make thin statistics.
        least_acts_per_person: fewer make thin histories.
        most_lacking_percent: share of items that may lack a field.
        most_new_percent: share of items that may have come after the fit.
        most_age_days: age of statistics while acts go on.
        least_new_percent: share of acts that must have come since, for old statistics to matter.
        least_free_mb: free disk space.
    """

    least_items: int = 20
    least_people: int = 20
    least_acts_per_person: int = 3
    most_lacking_percent: int = 20
    most_new_percent: int = 20
    most_age_days: int = 7
    least_new_percent: int = 1
    least_free_mb: int = 500


USUAL: Final = Limits()
"""What holds where nothing else is asked for."""
