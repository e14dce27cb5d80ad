from functools import cache
from typing import Any

import numpy as np
import pytest
import yaml

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.demo.readers import events, profiles
from frankly.demo.statements import INTENTS
from frankly.demo.tastes import ROLE_CATEGORY
from frankly.domain.person.event import EVENT_CODES, Event
from frankly.domain.person.profile import Fact
from frankly.domain.person.segment import Rule, Segment
from frankly.settings import data_folder
from frankly.stages.segments.belongs import Member, belongs

COHORT = 20
"""Least number of people behind a segment's statistics."""


def load(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((data_folder("policies") / name).read_text(encoding="utf-8")))


ROLES = load("roles.yaml")
SEGMENTS = {name: Segment(name=name, **body) for name, body in load("segments.yaml").items()}


@cache
def labels() -> dict[str, set[str]]:
    return {
        "categories": {name for book in books() for name in book.categories},
        "tags": {tag for book in books() for tag in book.tags},
    }


def parts(rule: Rule) -> list[Rule]:
    inner = [*(rule.all or ()), *(rule.any or ()), *(rule.none or ())]
    return [rule, *(part for child in inner for part in parts(child))]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_stands_for_labels_of_the_catalogue(name: str) -> None:
    role = ROLES[name]
    assert set(role) <= {"title", "categories", "tags"}
    assert role.get("categories") or role.get("tags")
    assert set(role.get("categories", [])) <= labels()["categories"]
    assert set(role.get("tags", [])) <= labels()["tags"]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_fits_some_books_and_by_far_not_all(name: str) -> None:
    wanted = {*ROLES[name].get("categories", []), *ROLES[name].get("tags", [])}
    share = sum(bool(wanted & {*book.tags, *book.categories}) for book in books()) / len(books())
    assert 0.03 <= share <= 0.35


@pytest.mark.parametrize("title", [body["title"] for body in [*ROLES.values(), *load("segments.yaml").values()]])
def test_a_title_is_given_in_english_and_german(title: dict[str, str]) -> None:
    assert set(title) == {"en", "de"}
    assert all(text == text.strip() != "" for text in title.values())


def test_what_simulated_readers_state_is_named() -> None:
    assert {*ROLE_CATEGORY, *INTENTS} <= set(ROLES)
    assert all(category in ROLES[role]["categories"] for role, category in ROLE_CATEGORY.items())


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_segment_speaks_of_categories_roles_and_labels_that_exist(name: str) -> None:
    for rule in parts(SEGMENTS[name].when):
        if rule.acts is not None and rule.acts.category is not None:
            assert rule.acts.category in labels()["categories"]
        if rule.fact is not None and rule.fact.value is not None:
            assert rule.fact.value in {*ROLES, *labels()["categories"], *labels()["tags"]}


@cache
def members() -> tuple[Member, ...]:
    category = {book.id: book.categories for book in books()}
    acts: dict[str, list[Event]] = {}
    for act in events():
        acts.setdefault(str(act.person), []).append(act)
    stated: dict[str, tuple[Fact, ...]] = {str(person): facts for person, facts, _ in profiles()}
    return tuple(
        Member(
            facts=stated.get(person, ()),
            kinds=np.asarray([EVENT_CODES[act.kind] for act in history], np.int8),
            at_ms=np.asarray([act.at for act in history], np.int64),
            categories=[category[act.item] if act.item else () for act in history],
            now=LANTERN_NOW_MS,
            part_of_day="evening",
        )
        for person, history in acts.items()
    )


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_segment_holds_a_cohort_of_the_demo_and_not_everyone(name: str) -> None:
    size = sum(belongs(SEGMENTS[name].when, member) for member in members())
    assert COHORT <= size <= len(members()) / 2


def test_the_files_are_read_from_the_folder_that_ships() -> None:
    assert {path.name for path in data_folder("policies").iterdir()} >= {"roles.yaml", "segments.yaml"}
