"""Sources that speak of the moment: the item being looked at, the basket, a search, time and device."""

from dataclasses import replace

import numpy as np
import pytest

from frankly.domain.answering.request import RequestContext
from frankly.domain.evidence import UNITS
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.situation import Situation
from frankly.domain.surface import SourceName
from frankly.stages.candidates.registry import SOURCES
from tests.unit.stages.shop import EVERYTHING, item, links, ppm, shop, situation, surface

SHOP = shop(
    item("emma", creators=("Jane Austen",)),
    item("persuasion", creators=("Jane Austen",), tags=("sea-voyages",)),
    item("dracula", categories=("horror",), tags=("night",)),
    item("carmilla", categories=("horror",), tags=("night", "short")),
    vectors=[[1.0, 0.0], [0.9, 0.436], [0.0, 1.0], [0.1, 0.995]],
    popular=ppm(1, 2, 3, 4),
    models={
        "item_item": links(4, {(0, 1): 10_000, (2, 3): 4_000}),
        "transitions": links(4, {(0, 1): 10_000, (0, 2): 2_500}),
    },
)
VECTORS = {"jane sea voyages austen": np.array([1, 0], np.float32)}
ROLES = {"evening": ("night", "short"), "phone": ("short",)}


def here(*, refused: bool = False, **context: object) -> Situation:
    scope = replace(EVERYTHING, groups=EVERYTHING.groups - ({EvidenceGroup.SITUATION} if refused else set()))
    moment = RequestContext.model_validate(context)
    return situation(SHOP, surface(*SOURCES), context=moment, scope=scope, query_vectors=VECTORS, role_tags=ROLES)


def units(name: SourceName, who: Situation) -> dict[str, list[int]]:
    pieces, contributions = SOURCES[name].weigh(who, np.arange(4))
    return {f"{piece.kind} {piece.anchor}": row for piece, row in zip(pieces, contributions.tolist(), strict=True)}


def proposed(name: SourceName, who: Situation, *answers: list[int]) -> list[str]:
    rows = SOURCES[name].propose(who, [np.array(answer) for answer in answers], 10)
    return [SHOP.item_ids[row] for row in rows.tolist()]


def test_the_item_looked_at_speaks_by_half_of_its_links_and_at_most_one() -> None:
    (row,) = units("context_item", here(item="emma")).values()
    assert row == [0, UNITS, 125_000_000, 0]


def test_the_item_looked_at_proposes_in_turn_what_is_like_it_goes_with_it_and_comes_next() -> None:
    assert proposed("context_item", here(item="emma"), [3, 1]) == ["carmilla", "persuasion", "dracula"]
    assert [question.vector.tolist() for question in SOURCES["context_item"].queries(here(item="emma"))] == [[1, 0]]


def test_each_item_of_the_basket_speaks_once() -> None:
    assert units("basket", here(basket=("dracula", "dracula", "gone"))) == {
        "basket_item dracula": [0, 0, 0, 400_000_000]
    }
    assert proposed("basket", here(basket=("emma", "dracula"))) == ["persuasion", "carmilla", "dracula"]


def test_a_search_matches_by_likeness_by_words_of_the_creator_and_by_labels_all_of_whose_words_were_typed() -> None:
    (row,) = units("search_match", here(query="jane sea voyages austen")).values()
    # Likeness 1 and .9; two of four words, the commoner ones, in the creator: .4; one label, and two.
    assert row[:2] == pytest.approx([(1 + 0.4 + 0.5) * UNITS, (0.9 + 0.4 + 1) * UNITS], rel=1e-3)
    assert row[2] == 0
    assert proposed("search_match", here(query="jane sea voyages austen"), [3]) == ["persuasion", "emma", "carmilla"]


def test_words_without_a_vector_still_match_labels() -> None:
    who = here(query="Horror!  NIGHT horror")
    assert units("search_match", who) == {"search_match Horror!  NIGHT horror": [0, 0, UNITS, UNITS]}
    assert SOURCES["search_match"].queries(who) == ()


def test_the_moment_stands_for_labels() -> None:
    found = units("moment", here(part_of_day="evening", device="phone"))
    assert found == {"part_of_day evening": [0, 0, UNITS // 2, UNITS], "device phone": [0, 0, 0, UNITS // 2]}
    assert proposed("moment", here(part_of_day="evening")) == ["carmilla", "dracula"]


def test_a_moment_that_stands_for_nothing_says_nothing() -> None:
    assert units("moment", here(part_of_day="morning", device="tv")) == {}
    assert proposed("moment", here(part_of_day="morning")) == []


@pytest.mark.parametrize("name", ["context_item", "basket", "search_match", "moment"])
def test_where_the_situation_is_refused_it_says_nothing(name: SourceName) -> None:
    full = {"item": "emma", "basket": ("dracula",), "query": "jane sea voyages austen", "part_of_day": "evening"}
    assert units(name, here(**full)) != {}
    assert units(name, here(refused=True, **full)) == {}
    assert proposed(name, here(refused=True, **full)) == []
    assert list(SOURCES[name].queries(here(refused=True, **full))) == []


@pytest.mark.parametrize("name", ["context_item", "basket"])
def test_items_that_the_catalogue_does_not_have_say_nothing(name: SourceName) -> None:
    assert units(name, here(item="gone", basket=("gone",))) == {}
    assert proposed(name, here(item="gone", basket=("gone",))) == []
