from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from frankly.cli.options import settings_for
from frankly.errors import Misconfigured


def context(folder: Path | None = None) -> Any:
    return SimpleNamespace(find_root=lambda: SimpleNamespace(obj=folder))


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FRANKLY_DATA", "FRANKLY_PORT", "FRANKLY_CORS_ORIGINS"):
        monkeypatch.delenv(name, raising=False)


def test_a_folder_after_the_command_wins_over_one_before_it_and_both_over_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FRANKLY_DATA", "environment")
    assert settings_for(context(), None).data == Path("environment")
    assert settings_for(context(Path("before")), None).data == Path("before")
    assert settings_for(context(Path("before")), Path("after")).data == Path("after")


def test_what_is_not_given_is_left_to_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKLY_PORT", "9001")
    assert settings_for(context(), None, port=None).port == 9001
    assert settings_for(context(), None, port=9002).port == 9002


def test_a_wrong_variable_is_named_with_what_was_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKLY_PORT", "many")
    with pytest.raises(Misconfigured, match=r"FRANKLY_PORT: .*integer"):
        settings_for(context(), None)


def test_a_wrong_option_is_named_as_it_was_given() -> None:
    with pytest.raises(Misconfigured, match=r"--port 99999: .*less than or equal to 65535\. Give another\.") as caught:
        settings_for(context(), None, port=99999)
    assert "FRANKLY_PORT" not in caught.value.message


def test_a_list_that_is_no_json_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKLY_CORS_ORIGINS", "https://shop.example")
    with pytest.raises(Misconfigured, match="JSON"):
        settings_for(context(), None)
