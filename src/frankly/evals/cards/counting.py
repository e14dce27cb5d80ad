"""Which checks count here: those whose committed card shows that they see well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from frankly.evals.cards.card import Card, fitting, lacking, read_cards
from frankly.evals.cards.sets.registry import SETS
from frankly.evals.checks.check import Check
from frankly.evals.checks.registry import CHECKS
from frankly.settings import data_folder


def cards_folder() -> Path:
    """Where the cards lie: with the suites that the product ships, whatever suites are configured."""
    return data_folder("evals")


@dataclass(frozen=True, slots=True)
class Counting:
    """Which checks count.

    Attributes:
        gating: those that may turn a run red.
        lacking: those that want to and may not, each with why, as "no card".
    """

    gating: frozenset[str]
    lacking: Mapping[str, str] = field(default_factory=dict)


def counting(checks: Mapping[str, Check] = CHECKS) -> Counting:
    """Which checks count. A good card of the check's present code lets it; none, an old or a bad one does not.

    Raises:
        Misconfigured: when the cards cannot be read.
    """
    without = lacking(read_cards(cards_folder()), checks, SETS)
    return Counting(frozenset(name for name, check in checks.items() if check.gates and name not in without), without)


def fitting_cards(checks: Mapping[str, Check] = CHECKS) -> dict[str, Card]:
    """Cards that are of the checks as they are now.

    Raises:
        Misconfigured: when the cards cannot be read.
    """
    return fitting(read_cards(cards_folder()), checks, SETS)
