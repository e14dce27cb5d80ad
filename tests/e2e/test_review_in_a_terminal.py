"""A review where people do it: at a terminal, key by key; and its picture in the how-tos can be made anew."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.browser import browsing
from tests.e2e.review_picture import PICTURE, QUESTION, WIDTH, drawn, plain, walked, written


@pytest.fixture(scope="module")
def shop(demo_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("review") / "demo"
    shutil.copytree(demo_shop, place)
    written(place)
    return place


@pytest.fixture(scope="module")
def screen(shop: Path) -> str:
    return walked(shop, "d")


def test_a_message_is_shown_with_the_question_and_on_a_key_with_what_bears_it(screen: str) -> None:
    message, _, asked = plain(screen).partition(QUESTION)
    evidence = asked.partition(QUESTION)[0]
    assert "From: Lantern Books <letters@lantern-books.example>" in message
    assert "Subject: " in message
    assert "Unsubscribe: https://mail.lantern-books.example/v1/unsubscribe/" in message
    assert evidence.startswith("d\n")
    assert "reason · template" in evidence
    assert "fact · template, quoted" in evidence
    reasons = [line.strip() for line in evidence.splitlines() if line.startswith("    e")]
    assert reasons
    assert any("“" in line and "”" in line for line in reasons)
    assert not [line for line in reasons if "×" in line or "_" in line]
    assert asked.endswith(QUESTION)


def test_the_picture_of_the_how_tos_can_be_made_anew(screen: str, tmp_path: Path) -> None:
    with browsing(tmp_path / "profile") as browser:
        picture = drawn(browser, screen, tmp_path)
        assert browser.complaints == []
        assert plain(screen).strip() in browser.ask("document.body.innerText")
    assert _width(picture) == _width(PICTURE.read_bytes()) == WIDTH


def _width(picture: bytes) -> int:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(picture[16:20])
