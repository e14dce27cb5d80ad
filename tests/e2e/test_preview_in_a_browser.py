"""The pages of a preview where people look at them: each message at its whole height, however it is looked at."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.pipelines.previewing.pages import file_of, pages
from tests.e2e.browser import Browser, browsing
from tests.pipelines.previewing.shop import previewed

SHOWN = "[...document.querySelectorAll('iframe')].filter(one => one.getClientRects().length)"
PAGE = "one.contentDocument.documentElement"
TIMEOUT_S = 20


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        browser.let_scripts_run()
        yield browser


@pytest.fixture(scope="module")
def message(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made, folder = asyncio.run(previewed()), tmp_path_factory.mktemp("preview")
    for name, content in pages(made.preview).items():
        (folder / name).write_text(content, encoding="utf-8")
    reader = next(one for one in made.preview.messages if one.persona.name == "reader")
    return folder / file_of(reader)


def settled(browser: Browser) -> None:
    """Wait until the frames that are shown are as tall as what is in them."""
    deadline = time.monotonic() + TIMEOUT_S
    is_whole = f"{PAGE}.scrollHeight === one.clientHeight && {PAGE}.scrollHeight > 400"
    while browser.ask(f"{SHOWN}.length !== 2 || !{SHOWN}.every(one => {is_whole})"):
        assert time.monotonic() < deadline, browser.ask(f"{SHOWN}.map(one => [{PAGE}.scrollHeight, one.clientHeight])")
        time.sleep(0.05)


@pytest.mark.parametrize("width", [390, 1366, 1600])
def test_nothing_scrolls_inside_a_message_at_any_width_and_in_any_mode(
    browser: Browser, message: Path, width: int
) -> None:
    browser.look(width)
    browser.open(message.as_uri())
    settled(browser)
    for mode in ("dark", "no-pictures", "light"):
        browser.ask(f"document.getElementById('m-{mode}').click()")
        settled(browser)
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.complaints == []


def test_a_phone_is_as_wide_as_a_narrow_page_allows(browser: Browser, message: Path) -> None:
    browser.look(390)
    browser.open(message.as_uri())
    settled(browser)
    assert browser.ask(f"{SHOWN}[0].offsetWidth") == 390 - 2 * 16


@pytest.mark.parametrize(("width", "stays"), [(1366, True), (1600, False)])
def test_pointing_at_the_list_moves_the_page_only_where_the_list_stays_in_sight(
    browser: Browser, message: Path, width: int, stays: bool
) -> None:
    browser.look(width)
    browser.open(message.as_uri())
    settled(browser)
    browser.ask("scrollTo(0, document.documentElement.scrollHeight)")
    before = browser.ask("scrollY")
    event = "new MouseEvent('mouseenter')"
    browser.ask(f"document.querySelector('li[data-said]').dispatchEvent({event})")
    assert browser.ask(f"{SHOWN}[0].contentDocument.querySelectorAll('.fk-on').length") > 0
    assert (browser.ask("scrollY") == before) is stays
