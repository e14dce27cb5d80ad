from pathlib import Path

import pytest

from frankly.errors import Misconfigured
from frankly.evals.cards import counting as counting_module
from frankly.evals.cards.card import Card, Way, code_of, fitting, gating, hash_of, read_cards, write_cards
from frankly.evals.cards.sets.registry import SETS
from frankly.evals.checks.registry import CHECKS

NAME = "length"


def card(*, caught: int = 400, tried: int = 400, alarmed: int = 0, untouched: int = 400, hash_: str = "") -> Card:
    own = hash_ or hash_of(CHECKS[NAME], SETS[NAME])
    return Card(
        check=NAME,
        hash=own,
        ways={"cut": Way(tried=tried, caught=caught)},
        untouched=untouched,
        alarmed=alarmed,
        seed=1,
    )


@pytest.mark.parametrize(
    ("told", "is_good"),
    [
        ({}, True),
        ({"caught": 396}, True),
        ({"caught": 395}, False),
        ({"alarmed": 8}, True),
        ({"alarmed": 9}, False),
        ({"tried": 299, "caught": 299}, False),
        ({"untouched": 299}, False),
    ],
)
def test_a_card_is_good_by_recall_false_alarm_and_enough_of_both(told: dict[str, int], is_good: bool) -> None:
    assert card(**told).is_good == is_good


def test_a_check_counts_only_with_a_good_card_of_its_present_code() -> None:
    assert gating({NAME: card()}, CHECKS, SETS) == {NAME}
    assert gating({NAME: card(caught=0)}, CHECKS, SETS) == set()
    assert gating({NAME: card(hash_="older")}, CHECKS, SETS) == set()
    assert fitting({NAME: card(hash_="older"), "no-such-check": card()}, CHECKS, SETS) == {}


def test_a_check_that_only_tells_counts_nothing_whatever_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(CHECKS[NAME]), "gates", False)
    assert gating({NAME: card()}, CHECKS, SETS) == set()


def test_cards_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert read_cards(tmp_path) == {}
    write_cards(tmp_path, {NAME: card()})
    assert read_cards(tmp_path) == {NAME: card()}


def test_a_file_that_holds_no_cards_is_told(tmp_path: Path) -> None:
    (tmp_path / "cards.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"cards\.json"):
        read_cards(tmp_path)


def test_the_hash_is_of_code_and_not_of_docs_comments_or_layout() -> None:
    code = 'def f(x: int) -> int:\n    """Says."""\n    # why\n    return g(\n        x,\n    )\n'
    same = 'def f(x: int) -> int:\n    """Says otherwise."""\n\n    return g(x)\n'
    assert code_of(code) == code_of(same)
    assert code_of(code) != code_of(same.replace("g(x)", "g(x + 1)"))


def test_intervals_are_wilsons() -> None:
    recall = card(caught=399).recall
    assert (round(recall.low, 4), round(recall.high, 4)) == (0.986, 0.9996)


def test_parts_of_a_card_add_up() -> None:
    whole = card(tried=200, caught=199, untouched=150, alarmed=1).plus(card(tried=200, caught=200, untouched=250))
    assert whole == card(tried=400, caught=399, untouched=400, alarmed=1)
    with pytest.raises(ValueError, match="one state"):
        card().plus(card(hash_="older"))


def test_a_check_that_was_never_dealt_a_card_counts_and_one_with_a_bad_card_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_module, "cards_folder", lambda: tmp_path)
    wanting = {name for name, check in CHECKS.items() if check.gates}
    assert counting_module.counting() == wanting
    write_cards(tmp_path, {NAME: card()})
    assert counting_module.counting() == wanting
    for useless in (card(caught=0), card(hash_="older")):
        write_cards(tmp_path, {NAME: useless})
        assert counting_module.counting() == wanting - {NAME}
