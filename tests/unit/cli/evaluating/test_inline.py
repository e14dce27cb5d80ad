from collections.abc import Iterator

import pytest

from frankly.cli.evaluating.in_pytest.inline import Inline, Judged
from frankly.errors import Misconfigured, NotFound
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
