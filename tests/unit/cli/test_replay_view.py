"""What `frankly replay` refuses, and how two slates look beside each other."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from frankly.cli.records.replay_run import Wanted
from frankly.cli.records.replay_view import MOST_SHOWN, show_compared, show_replayed
from frankly.errors import Invalid
from frankly.pipelines.replaying.otherwise import Change, Compared
from frankly.pipelines.replaying.replay import Replayed
from frankly.pipelines.replaying.summing import summed


def shown(draw: object, *given: object) -> str:
    screen = Console(file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False)
    draw(screen, *given)  # type: ignore[operator]
    return screen.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def wanted(**given: object) -> Wanted:
    return Wanted(**({"ids": (), "last": None, "since": None, "level": "r1"} | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "--last N"),
        ({"ids": ("d1",), "last": 3}, "one of the three"),
        ({"last": 3, "is_fresh": True, "without": "e1"}, "one thing at a time"),
        ({"last": 3, "other": "home.yaml", "copy_to": Path("out")}, "as they are"),
    ],
)
def test_what_makes_no_sense_together_is_refused_with_what_to_do(given: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        wanted(**given).check()


def test_one_thing_that_is_otherwise_is_fine() -> None:
    for given in ({"is_fresh": True}, {"without": "viewed:poetry"}, {"other": "home.yaml"}, {}):
        one = wanted(last=2, **given)
        one.check()
        assert one.is_otherwise is bool(given)


def test_differences_are_shown_with_the_decision_that_they_are_of_and_text_cannot_paint_the_terminal() -> None:
    found = [
        Replayed("d1", True),
        Replayed("d2", False, ("body.slate[0].score: was 1, is 2", "title: was '\x1b[31mred', is 'x'")),
        Replayed("d3", False, reason="There is no decision 'd3'."),
    ]
    told = shown(show_replayed, found, "r1")
    assert told.startswith("1 of 3 decisions are byte for byte the same, made again after retrieval.")
    assert "body.slate[0].score: was 1, is 2" in told
    assert "cannot be replayed: There is no decision 'd3'." in told
    assert "\x1b" not in told


def test_of_many_decisions_that_differ_the_rest_is_counted() -> None:
    found = [Replayed(f"d{number}", False, ("a: was 1, is 2",)) for number in range(MOST_SHOWN + 5)]
    assert "and 5 more" in shown(show_replayed, found, "r0")


def compared(name: str, *changes: Change, acts: int = 3) -> Compared:
    return Compared(name, "home", "personalised", (), acts, changes, "Old line", "New")


def test_two_slates_are_shown_item_by_item_and_added_up() -> None:
    said = ("You liked “Emma”.",)
    found = [
        compared(
            "d1",
            Change("emma", "Emma", 2, 1, 5_000_000_000, 4_500_000_000, said, ("You saved “Emma”.",)),
            Change("new", "Newcomer", None, 2, None, 7),
            Change("gone", "Gone", 1, None, 9, None),
            Change("same", "Same", 3, 3, 1, 1, said, said),
        ),
        compared("d2", Change("same", "Same", 1, 1, 1, 1), acts=0),
    ]
    told = shown(show_compared, found, summed(found))
    moves = ("2 →  1", "(-0.5000)", "in  →  2", "1 → out")
    assert [words for words in (*moves, "- You liked", "+ You saved", "“Old line” → “New”") if words not in told] == []
    assert "1 of 2 slates change: 1 items come in for others, 1 move. 2 show anything otherwise." in told
    assert "1 to 4 acts" in told
    assert "Same" not in told
