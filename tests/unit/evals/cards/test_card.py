from pathlib import Path

import pytest

from frankly.errors import Misconfigured
from frankly.evals.cards import counting as counting_module
from frankly.evals.cards.card import Card, Way, code_of, fitting, hash_of, lacking, read_cards, write_cards
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
    assert NAME not in lacking({NAME: card()}, CHECKS, SETS)
    for cards, why in (
        ({}, "no card"),
        ({NAME: card(hash_="older")}, "card of its older code"),
        ({NAME: card(tried=299, caught=299)}, "card of 299 outputs only"),
        ({NAME: card(caught=0)}, "card shows recall 0.000"),
        ({NAME: card(alarmed=40)}, "card shows false alarm 0.100"),
    ):
        assert lacking(cards, CHECKS, SETS)[NAME] == why
    assert fitting({NAME: card(hash_="older"), "no-such-check": card()}, CHECKS, SETS) == {}


def test_a_check_that_only_tells_by_its_nature_lacks_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(CHECKS[NAME]), "gates", False)
    assert NAME not in lacking({}, CHECKS, SETS)
    assert NAME not in counting_module.counting().gating


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


def test_only_what_has_a_good_card_counts_and_the_rest_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_module, "cards_folder", lambda: tmp_path)
    wanting = {name for name, check in CHECKS.items() if check.gates}
    found = counting_module.counting()
    assert (found.gating, set(found.lacking.values()), found.lacking.keys()) == (set(), {"no card"}, wanting)
    write_cards(tmp_path, {NAME: card()})
    found = counting_module.counting()
    assert (found.gating, found.lacking.keys()) == ({NAME}, wanting - {NAME})
    write_cards(tmp_path, {NAME: card(caught=0)})
    assert counting_module.counting().gating == set()


def test_what_is_shipped_gates_by_its_cards() -> None:
    assert not counting_module.counting().lacking
