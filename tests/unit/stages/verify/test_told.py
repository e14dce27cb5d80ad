import pytest

from tests.unit.stages.verify.told import read, shown


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    return shown()


def test_writers_are_told_the_same_rules_as_before(now: dict[str, str]) -> None:
    """Where a change is meant, `python -m tests.unit.stages.verify.told` writes them anew: read what changed."""
    before = read()
    assert list(now) == list(before)
    for name, text in before.items():
        assert now[name].splitlines() == text.splitlines(), name
