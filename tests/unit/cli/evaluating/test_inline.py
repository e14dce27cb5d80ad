from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.cli.evaluating.in_pytest.inline import Inline, Judged
from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.errors import Misconfigured, NotFound
from frankly.evals.adding.own_shop import shop_text
from tests.unit.evals.reports import made

LETTER = {"id": "letter", "ask": {"text": [{"text": "It costs 12 euros.", "locale": "en"}]}, "checks": ["length"]}


@pytest.fixture
def inline() -> Iterator[Inline]:
    with Inline() as opened:
        yield opened


def test_a_case_without_a_check_could_not_fail_and_is_refused(inline: Inline) -> None:
    with pytest.raises(Misconfigured, match="no check"):
        inline({**LETTER, "checks": []})


def test_an_unknown_check_is_told_before_anything_is_made(inline: Inline) -> None:
    with pytest.raises(NotFound, match="Did you mean 'length'"):
        inline({**LETTER, "checks": ["lenght"]})


def test_a_case_of_which_no_check_says_anything_has_not_passed() -> None:
    output = made.output("a")
    assert not Judged((output,), (made.verdict(output, "tone", "skipped"),), made.view()).passed
    assert not Judged((output,), (made.verdict(output, "tone", "stale"),), made.view()).passed
    assert Judged((output,), (made.verdict(output, "tone"), made.verdict(output, "b", "skipped")), made.view()).passed


def test_what_is_wrong_is_explained_with_the_sentence() -> None:
    run = made.run()
    told = Judged(tuple(run.outputs), tuple(run.verdicts), made.view())
    assert "[312] readers like you" in told.explained
    assert [one.check for one in told.failed] == ["grounded", "grounded", "tone"]


def test_a_case_is_made_and_judged_in_a_shop_of_its_own_items(tmp_path: Path) -> None:
    shop = tmp_path / "tone" / "shops" / "few.jsonl"
    shop.parent.mkdir(parents=True)
    shop.write_bytes(shop_text(books()[:30], LANTERN_NOW_MS))
    with Inline(tmp_path) as inline:
        asked = {"text": [{"text": "It is a long book.", "item": str(books()[0].id)}]}
        told = inline({"id": "one", "ask": asked, "checks": [{"length": {"most": 5}}]}, shop="tone/shops/few.jsonl")
        assert not told.passed
        assert "[It is a long book.]" in told.explained
        assert "frankly eval report" not in told.explained  # nothing was kept that could be shown again
        again = inline({"id": "one", "ask": asked, "checks": [{"length": {"most": 50}}]}, shop="tone/shops/few.jsonl")
        assert again.passed
