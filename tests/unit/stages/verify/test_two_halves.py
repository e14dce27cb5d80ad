"""Two truths that are false together: how often with when, an item that is like itself, "this one" above a slate."""

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text import DraftSentence
from tests.unit.stages.verify.samples import bearing, codes, ground, item, piece, reason

OF_ONE = [piece(count=5)]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("You viewed “{e1.title}” {e1.count} times {e1.when}.", "en"),
        ("You recently viewed “{e1.title}” {e1.count} times.", "en"),
        ("You viewed “{e1.title}” {e1.count} times recently.", "en"),
        ("“{e1.title}”, which you viewed {e1.count} times {e1.when}, counts here.", "en"),
        ("What you viewed {e1.count} times {e1.when} leads on to these.", "en"),
        ("Sie haben sich „{e1.title}“ {e1.count} Mal {e1.when} angesehen.", "de"),
        ("Sie haben sich kürzlich „{e1.title}“ {e1.count} Mal angesehen.", "de"),
        ("Sie haben sich „{e1.title}“ {e1.count} Mal kürzlich angesehen.", "de"),
    ],
)
def test_how_often_is_not_said_of_the_last_time(text: str, locale: str) -> None:
    assert "shape" in codes(reason(text, locale=locale), bearing(*OF_ONE, locale=locale))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("You viewed “{e1.title}” {e1.count} times.", "en"),
        ("You viewed “{e1.title}” {e1.count} times earlier, and that counts here.", "en"),
        ("You recently viewed “{e1.title}”.", "en"),
        ("You viewed “{e1.title}” {e1.when}.", "en"),
        ("Sie haben sich „{e1.title}“ {e1.count} Mal angesehen.", "de"),
        ("Sie haben sich kürzlich „{e1.title}“ angesehen.", "de"),
        ("Sie haben sich „{e1.title}“ {e1.when} angesehen.", "de"),
    ],
)
def test_either_is_said_by_itself(text: str, locale: str) -> None:
    assert codes(reason(text, locale=locale), bearing(*OF_ONE, locale=locale)) == set()


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("This one is similar to “{e1.title}”.", "en"),
        ("You viewed “{e1.title}”, and this one is similar.", "en"),
        ("After “{e1.title}”, which you viewed, this one may be a match.", "en"),
        ("By its description, this one has something in common with “{e1.title}”.", "en"),
        ("Gemeinsamkeiten in der Beschreibung mit „{e1.title}“ sprechen für diesen Titel.", "de"),
        ("Ähnlich wie „{e1.title}“.", "de"),
    ],
)
def test_an_item_is_not_said_to_be_like_itself(text: str, locale: str) -> None:
    like = piece(sources={"content": 500})
    assert "shape" in codes(reason(text, locale=locale), bearing(like, about=item("emma", "Emma"), locale=locale))
    assert codes(reason(text, locale=locale), bearing(like, about=item("kim", "Kim"), locale=locale)) == set()


@pytest.mark.parametrize(
    ("text", "kind", "anchor"),
    [
        ("This one is popular here", EvidenceKind.POPULAR, ("none", "")),
        ("Many people here have turned to it", EvidenceKind.POPULAR, ("none", "")),
        ("This one is new", EvidenceKind.NEW, ("none", "")),
        ("Our editors chose this one", EvidenceKind.EDITORIAL, ("none", "")),
        ("You viewed “{e1.title}”, and this one may be a match", EvidenceKind.VIEWED, ("item", "emma")),
        ("Similar to “{e1.title}”", EvidenceKind.VIEWED, ("item", "emma")),
    ],
)
@pytest.mark.parametrize("role", ["headline", "intro", "subject", "preheader"])
def test_a_line_above_a_slate_says_nothing_of_this_one(
    text: str, kind: EvidenceKind, anchor: tuple[str, str], role: str
) -> None:
    told = piece(kind=kind, anchor=anchor, count=140, sources={"content": 500})
    draft = DraftSentence.model_validate({"kind": "reason", "text": text, "evidence": ["e1"], "role": role})
    assert "shape" in codes(draft, bearing(told, without_item=True))
    assert codes(draft, bearing(told)) == set()


def test_several_are_recent_where_all_of_them_are_also_those_that_nobody_cites() -> None:
    text = "{g1.titles} titles by {g1.creator} that you recently viewed count here."
    anchors = {name: item(name, name.title(), creators=["Ada"]) for name in ("emma", "ivanhoe", "kim")}
    new = (piece("e1"), piece("e2", anchor=("item", "ivanhoe")))
    for third, passes in ((3, True), (300, False)):
        pieces = (*new, piece("e3", anchor=("item", "kim"), days_ago=third))
        under = bearing(*pieces, grounds={"g1": ground(pieces, ("creator", "Ada"))}, anchors=anchors)
        found = codes(reason(text, "e1", "e2", "e3"), under)
        assert ("time_unlicensed" not in found) == passes
    # Of a ground with more pieces than are kept nobody knows when the others were.
    pieces = (*new, piece("e3", anchor=("item", "kim")))
    under = bearing(*new, grounds={"g1": ground(pieces, ("creator", "Ada"))}, anchors=anchors)
    assert "time_unlicensed" in codes(reason(text, "e1", "e2"), under)
