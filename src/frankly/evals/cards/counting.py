"""Which checks count here: those whose committed card shows that they see well."""

from collections.abc import Mapping
from pathlib import Path

from frankly.evals.cards.card import Card, fitting, gating, read_cards
from frankly.evals.cards.sets.registry import SETS
from frankly.evals.checks.check import Check
from frankly.evals.checks.registry import CHECKS
from frankly.settings import data_folder


def cards_folder() -> Path:
    """Where the cards lie: with the suites that the product ships, whatever suites are configured."""
    return data_folder("evals")


def counting(checks: Mapping[str, Check] = CHECKS) -> frozenset[str]:
    """Checks that may turn a run red.

    A card decides: a good one of the check's present code lets it count, a bad or an old one does not. A check that was
    never dealt a card counts too, so that no gate stands open while it waits; `frankly eval cards` says so.

    Raises:
        Misconfigured: when the cards cannot be read.
    """
    cards = read_cards(cards_folder())
    unseen = {name for name, check in checks.items() if check.gates} - cards.keys()
    return gating(cards, checks, SETS) | unseen


def fitting_cards(checks: Mapping[str, Check] = CHECKS) -> dict[str, Card]:
    """Cards that are of the checks as they are now.

    Raises:
        Misconfigured: when the cards cannot be read.
    """
    return fitting(read_cards(cards_folder()), checks, SETS)
