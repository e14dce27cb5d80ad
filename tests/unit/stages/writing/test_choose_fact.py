from typing import Any

import pytest

from frankly.domain.evidence import Anchor, AnchorType, EvidenceKind, Ground
from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact, FactSheet, fact_id
from frankly.stages.writing.choose_fact import (
    ASPECT_SAID,
    FRAME_SAID,
    LEVEL,
    MOST_LENGTH,
    MOST_SAID,
    PER_CHARACTER,
    Interest,
    SaidFacts,
    Topic,
    WeighedFact,
    interest_of,
    prepared,
    weigh,
)

GLANCE = "The house stands by the sea, and a lamp burns in it."


def item(**fields: Any) -> Item:
    said = {
        "id": "i",
        "title": "T",
        "categories": ["gothic"],
        "tags": ["ghosts", "sea voyage"],
        "creators": ["M. James"],
    }
    return Item.model_validate(said | fields)


def fact(text: str = GLANCE, rank: int = 0, **more: Any) -> Fact:
    said: dict[str, Any] = {"item": "i", "source": "s", "cites": ("s1",), "locale": "en", "rank": rank} | more
    level = said.get("level", "quoted")
    return Fact.model_validate(said | {"text": text, "id": fact_id("i", "s", ("s1",), said["locale"], text, level)})


def ground(kind: AnchorType, value: str, share_ppm: int = 400_000) -> Ground:
    anchor = Anchor(type=kind, value=value)
    return Ground(
        kind=EvidenceKind.VIEWED, anchor=anchor, evidence=("e1",), count=1, contribution=1, share_ppm=share_ppm
    )


def interest(
    kind: AnchorType = "tag", value: str = "ghosts", share_ppm: int = 400_000, *topics: Topic, name: str = "g1"
) -> Interest:
    return interest_of(name, ground(kind, value, share_ppm), topics, "en")


def weighed(*facts: Fact, interests: tuple[Interest, ...] = (), said: SaidFacts | None = None) -> list[WeighedFact]:
    return weighed_of(item(), *facts, interests=interests, said=said)


def weighed_of(
    one: Item, *facts: Fact, interests: tuple[Interest, ...] = (), said: SaidFacts | None = None
) -> list[WeighedFact]:
    ready = prepared(FactSheet(facts, b"", ""), one.categories, one.tags, one.creators)
    return weigh(ready, interests, said or SaidFacts())


def test_a_fact_meets_the_grounds_whose_labels_it_mentions() -> None:
    grounds = (
        interest(),
        interest("tag", "sea voyage", 250_000, name="g2"),
        interest("tag", "war", 100_000, name="g3"),
    )
    [one] = weighed(fact("A ghost haunts the house until a voyage over the sea."), interests=grounds)
    assert one.parts.evidence == 650_000
    assert one.meets == (("g1", ("tag", "ghosts")), ("g2", ("tag", "sea voyage")))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("category", "gothic", "A Gothic tale of a house by the sea, and of its lamp."),
        ("creator", "M. James", "The notes that M. James left tell of a house by the sea."),
        ("query", "haunted lamps", "A lamp burns all night in the house beside the sea."),
    ],
)
def test_categories_creators_and_words_searched_for_are_met_too(kind: AnchorType, value: str, text: str) -> None:
    [one] = weighed(fact(text), interests=(interest(kind, value),))
    assert one.parts.evidence == 400_000


def test_a_label_that_the_item_does_not_have_is_not_met() -> None:
    assert (
        weighed(fact("A war begins beside the sea, and a lamp burns."), interests=(interest("tag", "war"),))[0].meets
        == ()
    )


def test_labels_of_the_item_that_a_ground_hangs_on_count() -> None:
    ground_on_item = interest("item", "other-book", 300_000, ("tag", "ghosts"), ("tag", "war"))
    [one] = weighed(fact("Three ghosts walk through the house by the sea."), interests=(ground_on_item,))
    assert one.meets == (("g1", ("tag", "ghosts")),)


def test_an_aspect_is_met_where_a_label_names_it() -> None:
    [one] = weighed(fact(aspects=("place",)), interests=(interest("tag", "places to see"),))
    assert one.meets == (("g1", ("aspect", "place")),)


def test_what_speaks_most_for_the_item_is_told_first() -> None:
    about_ghosts, about_sea = fact("A ghost walks through the house at night, always."), fact(rank=1)
    strong, weak = interest("tag", "ghosts", 600_000), interest("tag", "sea voyage", 300_000, name="g2")
    other = fact("A voyage by sea ends before the house is seen again.", rank=2)
    assert [one.fact for one in weighed(about_sea, other, about_ghosts, interests=(strong, weak))] == [
        about_ghosts,
        other,
        about_sea,
    ]


def test_a_signed_fact_comes_before_a_judged_one_and_that_before_a_quoted_one() -> None:
    facts = [fact(GLANCE, level=level) for level in ("quoted", "approved", "rewritten")]
    found = weighed(*facts)
    assert [one.fact.level for one in found] == ["approved", "rewritten", "quoted"]
    assert [one.parts.level for one in found] == [LEVEL["approved"], LEVEL["rewritten"], LEVEL["quoted"]]


def test_what_the_slate_has_spoken_of_counts_against_a_fact_up_to_a_limit() -> None:
    said = SaidFacts()
    said.add(fact(aspects=("place",), pattern="quoted/plain/1"), "told")
    [one] = weighed(fact(aspects=("place", "people"), pattern="quoted/plain/1"), said=said)
    assert one.parts.novelty == -(ASPECT_SAID + FRAME_SAID)
    for _ in range(9):
        said.add(fact(aspects=("place",)), "told")
    assert weighed(fact(aspects=("place",)), said=said)[0].parts.novelty == -MOST_SAID


@pytest.mark.parametrize(
    ("length", "expected"), [(40, 0), (120, 0), (125, -5), (30, -10), (600, -MOST_LENGTH // PER_CHARACTER)]
)
def test_what_is_not_read_at_a_glance_counts_against_a_fact(length: int, expected: int) -> None:
    assert weighed(fact("x" * length))[0].parts.length == expected * PER_CHARACTER


def test_the_score_is_the_sum_of_its_parts() -> None:
    said = SaidFacts()
    said.add(fact(aspects=("place",)), "told")
    [one] = weighed(fact("A ghost.", level="approved", aspects=("place",)), interests=(interest(),), said=said)
    parts = one.parts
    assert all(parts)
    assert parts.score == parts.evidence + parts.level + parts.novelty + parts.length


def test_equal_facts_stand_as_they_were_proposed_then_by_id() -> None:
    facts = [fact(GLANCE[:-1] + ".", rank=2), fact("A lamp burns in the house by the sea, always.", rank=1)]
    assert [one.fact.rank for one in weighed(*facts)] == [1, 2]
    twins = [fact(f"A lamp burns in the house by the sea, {word}.") for word in ("always", "mostly", "seldom")]
    found = [one.fact.id for one in weighed(*twins)]
    assert found == sorted(found)
    assert found == [one.fact.id for one in weighed(*reversed(twins))]


def test_words_are_met_in_whatever_form() -> None:
    on_foot = interest("tag", "walking")
    walks = fact("He walks all day along the long outer beach.")
    [one] = weighed_of(item(tags=["walking"]), walks, interests=(on_foot,))
    assert one.parts.evidence == 400_000
