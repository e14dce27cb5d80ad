import pytest

from tests.needs import require_data, require_program

ABSENT = "no-such-program-of-frankly"


def test_a_missing_program_skips_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRANKLY_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"needs the program '{ABSENT}' \\(from a shop\\)"):
        require_program(ABSENT, "from a shop")


def test_a_missing_program_fails_where_everything_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKLY_REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="forbids to skip"):
        require_program(ABSENT)


def test_missing_data_skips_even_where_everything_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKLY_REQUIRE", "all")
    with pytest.raises(pytest.skip.Exception, match=r"no-such-data-set/file\.csv"):
        require_data("no-such-data-set", "file.csv")


def test_a_program_beside_this_python_is_found() -> None:
    assert require_program("pytest").endswith("pytest")
