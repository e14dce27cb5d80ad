"""Sources that speak of what a person did and said."""

import numpy as np
import pytest

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import UNITS, EvidenceKind
from frankly.domain.person.acts import Acts
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.situation import Profile, Situation
from frankly.domain.surface import SourceName
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import weighed
from frankly.stages.candidates.sources.content import centroid, interleave
from tests.unit.stages.shop import NOW, act, item, links, ppm, shop, situation, surface

K = EvidenceKind
SHOP = shop(
    item("emma", categories=("romance",), creators=("austen",), tags=("wit",)),
    item("persuasion", categories=("romance", "navy"), creators=("austen",)),
    item("dracula", categories=("horror",), creators=("stoker",), tags=("night", "letters")),
    item("carmilla", categories=("horror",), tags=("night",)),
    vectors=[[1.0, 0.0], [0.9, 0.436], [0.0, 1.0], [0.1, 0.995]],
    popular=ppm(1, 2, 3, 4),
    models={"item_item": links(4, {(0, 1): 6_000, (2, 3): 4_000}), "transitions": links(4, {(0, 2): 2_500})},
)
EVERY = np.arange(4)


def someone(*acts: Piece, stated: tuple[Piece, ...] = (), consumed: dict | None = None) -> Situation:
    roles = {"teacher": ("night", "letters", "navy"), "nobody": ("unheard",)}
    profile = Profile(acts=Acts.of(acts), stated=stated, consumed=consumed or {})
    return situation(SHOP, surface(*SOURCES), profile=profile, role_tags=roles)


def units(name: SourceName, who: Situation) -> dict[str, list[int]]:
    block = weighed(SOURCES[name], who, EVERY)
    assert block.totals.tolist() == block.units.sum(axis=0).tolist()
    return {f"{piece.kind} {piece.anchor}": row for piece, row in zip(block.pieces, block.units.tolist(), strict=True)}


def proposed(name: SourceName, who: Situation, limit: int = 10, *answers: list[int]) -> list[str]:
    rows = SOURCES[name].propose(who, [np.array(answer) for answer in answers], limit)
    return [SHOP.item_ids[row] for row in rows.tolist()]


def stated(kind: EvidenceKind, field: str, value: str, strength: int = 1_000_000) -> Piece:
    return Piece(kind, field, value, at_ms=NOW, strength_ppm=strength)  # type: ignore[arg-type]


def test_content_weighs_acts_for_and_against_by_likeness() -> None:
    found = units("content", someone(act(SHOP, K.LIKED, "emma"), act(SHOP, K.DISLIKED, "dracula", -500_000)))
    assert found["liked emma"][0] == 0
    assert found["liked emma"][1] > UNITS * 0.8
    assert found["liked emma"][2:] == [0, 0]
    assert found["disliked dracula"][3] < -UNITS * 0.4


def test_content_asks_for_the_strongest_act_and_the_centres_of_two_categories() -> None:
    who = someone(*(act(SHOP, K.LIKED, name) for name in ("emma", "persuasion", "dracula", "carmilla")))
    asked = SOURCES["content"].queries(who)
    assert len(asked) == 3
    assert asked[0].vector.tolist() == pytest.approx([1, 0])
    assert all(float(np.linalg.norm(question.vector)) == pytest.approx(1) for question in asked)


def test_content_asks_about_no_act_against_an_item_and_not_twice_for_one() -> None:
    assert len(SOURCES["content"].queries(someone(act(SHOP, K.LIKED, "emma")))) == 1
    assert SOURCES["content"].queries(someone(act(SHOP, K.DISLIKED, "emma", -1))) == ()


def test_the_centre_of_pieces_does_not_depend_on_their_order() -> None:
    rows, strengths = np.array([0, 2, 3]), np.array([7, 5, 3])
    turned = centroid(someone(), rows[::-1], strengths[::-1])
    assert centroid(someone(), rows, strengths).tobytes() == turned.tobytes()


def test_answers_are_taken_in_turn_each_row_once() -> None:
    answers = [np.array([1, 2, 3]), np.array([2, 9]), np.empty(0, np.int64)]
    assert interleave(answers, 10).tolist() == [1, 2, 9, 3]
    assert interleave(answers, 2).tolist() == [1, 2]
    assert interleave([], 5).tolist() == []


def test_because_you_liked_weighs_every_clear_act_and_no_other() -> None:
    clear = [act(SHOP, kind, "emma") for kind in (K.LIKED, K.SAVED, K.BOUGHT, K.COMPLETED, K.RATED_HIGH)]
    unclear = [act(SHOP, K.VIEWED, "emma"), act(SHOP, K.RATED_LOW, "emma", -1_000_000), act(SHOP, K.HID, "emma", -1)]
    found = units("because_you_liked", someone(*clear, *unclear, act(SHOP, K.LIKED, "dracula")))
    assert len(found) == 6, "a sixth act must not wait for another to be left out"
    assert set(found) == {f"{piece.kind} emma" for piece in clear} | {"liked dracula"}


def test_because_you_liked_proposes_what_goes_with_the_strongest() -> None:
    assert proposed("because_you_liked", someone(act(SHOP, K.LIKED, "emma"))) == ["persuasion"]
    assert proposed("because_you_liked", someone(act(SHOP, K.VIEWED, "emma"))) == []


@pytest.mark.parametrize(("name", "to", "share"), [("item_item", 1, 600_000_000), ("transitions", 2, 250_000_000)])
def test_neighbours_are_strength_times_the_fixed_statistic(name: SourceName, to: int, share: int) -> None:
    acts = act(SHOP, K.VIEWED, "emma", 500_000, days_ago=0), act(SHOP, K.DISLIKED, "dracula", -9)
    found = units(name, someone(*acts))
    assert found == {"viewed emma": [share // 2 if row == to else 0 for row in range(4)]}
    assert proposed(name, someone(act(SHOP, K.VIEWED, "emma"))) == [SHOP.item_ids[to]]


def test_neighbours_tell_any_columns_in_any_order_and_again() -> None:
    who = someone(act(SHOP, K.VIEWED, "emma"), act(SHOP, K.LIKED, "dracula"), act(SHOP, K.BOUGHT, "emma"))
    block = weighed(SOURCES["item_item"], who, EVERY)
    columns = np.array([3, 1, 3, 0])
    assert block.table(columns).tolist() == block.units[:, columns].tolist()
    assert block.units.any(axis=0).tolist() == [False, True, False, True]


def test_stated_interests_count_one_and_aversions_minus_one_whatever_the_case() -> None:
    who = someone(
        stated=(
            stated(K.STATED_INTEREST, "creator", "Austen"),
            stated(K.STATED_INTEREST, "tag", "unheard"),
            stated(K.STATED_AVERSION, "category", "horror", -1_000_000),
        )
    )
    found = units("stated_interests", who)
    assert found["stated_interest Austen"] == [UNITS, UNITS, 0, 0]
    assert "stated_interest unheard" not in found
    assert found["stated_aversion horror"] == [0, 0, -UNITS, -UNITS]
    assert proposed("stated_interests", who) == ["persuasion", "emma"], "the more popular first, aversions never"


def test_a_role_matches_by_half_with_one_label_and_in_full_with_two() -> None:
    who = someone(stated=(stated(K.STATED_ROLE, "value", "teacher"), stated(K.STATED_INTENT, "value", "nobody")))
    found = units("stated_role_intent", who)
    assert found["stated_role teacher"] == [0, UNITS // 2, UNITS, UNITS // 2]
    assert "stated_intent nobody" not in found
    assert proposed("stated_role_intent", who) == ["dracula", "carmilla", "persuasion"]


def test_recently_viewed_are_the_items_themselves_unless_they_were_had() -> None:
    bought = {"dracula": frozenset({EVENT_CODES[EventKind.PURCHASE]})}
    looks = [act(SHOP, K.VIEWED, "emma", 300_000, days_ago=3), act(SHOP, K.SAVED, "persuasion", days_ago=1)]
    who = someone(*looks, act(SHOP, K.VIEWED, "dracula"), act(SHOP, K.LIKED, "carmilla"), consumed=bought)
    assert proposed("recently_viewed", who) == ["persuasion", "emma"]
    found = units("recently_viewed", who)
    assert found == {"viewed emma": [300_000_000, 0, 0, 0], "saved persuasion": [0, UNITS, 0, 0]}


def test_continue_is_what_was_begun_and_not_completed() -> None:
    done = {
        "dracula": frozenset({EVENT_CODES[EventKind.COMPLETE]}),
        "emma": frozenset({EVENT_CODES[EventKind.PURCHASE]}),
    }
    who = someone(act(SHOP, K.STARTED, "dracula"), act(SHOP, K.PROGRESSED, "emma"), consumed=done)
    assert proposed("continue", who) == ["emma"]
    assert units("continue", who) == {"progressed emma": [UNITS, 0, 0, 0]}


@pytest.mark.parametrize("name", ["content", "because_you_liked", "item_item", "transitions", "stated_interests",
                                  "stated_role_intent", "recently_viewed", "continue"])  # fmt: skip
def test_of_someone_unknown_personal_sources_say_nothing(name: SourceName) -> None:
    assert proposed(name, someone()) == []
    assert units(name, someone()) == {}
