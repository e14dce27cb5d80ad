"""Committed cards are of the checks as they are: a changed check counts nothing until its card is dealt anew."""

from frankly.evals.cards.card import read_cards
from frankly.evals.cards.counting import cards_folder, fitting_cards
from frankly.evals.checks.registry import CHECKS


def test_cards_are_of_the_checks_as_they_are() -> None:
    stale = read_cards(cards_folder()).keys() - fitting_cards().keys()
    assert not stale, f"deal their cards anew: frankly eval cards {' '.join(sorted(stale))} --deal --write"


def test_a_card_is_of_a_check_that_there_is() -> None:
    assert read_cards(cards_folder()).keys() <= CHECKS.keys()
