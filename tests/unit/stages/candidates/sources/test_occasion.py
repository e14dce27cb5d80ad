"""What a message is written for: its own acts speak for it, and for nothing else."""

import numpy as np
import pytest

from frankly.domain.evidence import UNITS, EvidenceKind
from frankly.domain.person.acts import Acts
from frankly.domain.situation import Profile, Situation
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import weighed
from tests.unit.stages.shop import act, shop, situation, surface

K = EvidenceKind
SHOP = shop("emma", "persuasion", "dracula")


def someone(kind: str, *items: str) -> Situation:
    acts = [
        act(SHOP, K.ADDED_TO_CART, "emma", 500_000),
        act(SHOP, K.SAVED, "emma", 400_000),
        act(SHOP, K.STARTED, "emma", 300_000),
        act(SHOP, K.ADDED_TO_CART, "dracula", 500_000),
    ]
    return situation(SHOP, surface("occasion"), profile=Profile(acts=Acts.of(acts)), occasion=items, occasion_kind=kind)


@pytest.mark.parametrize(
    ("kind", "told"),
    [("cart_left", {"added_to_cart"}), ("continue", {"started"}), ("back_in_stock", {"saved", "added_to_cart"})],
)
def test_the_acts_that_a_trigger_looks_for_speak_for_the_item_itself(kind: str, told: set[str]) -> None:
    block = weighed(SOURCES["occasion"], someone(kind, "emma"), np.arange(3))
    assert {str(piece.kind) for piece in block.pieces} == told
    assert block.totals.tolist() == block.units.sum(axis=0).tolist()
    assert (block.totals > 0).tolist() == [True, False, False]
    assert {piece.anchor for piece in block.pieces} == {"emma"}


def test_an_act_weighs_as_on_its_day() -> None:
    block = weighed(SOURCES["occasion"], someone("continue", "emma"), np.arange(3))
    assert block.totals.tolist() == [UNITS * 3 // 10, 0, 0]


def test_what_it_is_written_for_is_a_candidate_in_its_order_and_what_is_unknown_is_none() -> None:
    who = someone("cart_left", "dracula", "never there", "emma", "dracula")
    assert SOURCES["occasion"].propose(who, [], 10).tolist() == [2, 0]


def test_without_an_occasion_it_says_nothing() -> None:
    who = someone("")
    assert SOURCES["occasion"].propose(who, [], 10).tolist() == []
    assert not len(weighed(SOURCES["occasion"], who, np.arange(3)).pieces)
