"""The example page in a browser: sentences are seen to arrive, what does not change stays."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from examples.stream.run import pages
from tests.api.world import book
from tests.e2e.browser import Browser, browsing
from tests.e2e.service import Service, running
from tests.e2e.test_decision_page_in_a_browser import CONTRASTS, LEAST_CONTRAST
from tests.e2e.test_streams import SLOW, data_of, ends, eventually

SENTENCES = "[...document.querySelectorAll('.why')].map(why => why.textContent)"
STATUS = "document.getElementById('status').textContent"


GLOW_S = 1.2
"""What arrives glows for a moment."""


@dataclass(frozen=True)
class Shop:
    """The page, open over a service whose streams go on when a test says so."""

    browser: Browser
    service: Service
    url: str

    def open(self) -> None:
        self.browser.open(self.url)
        self.wait("document.getElementById('track').dataset.state === 'slate'")

    def wait(self, condition: str) -> None:
        assert eventually(lambda: bool(self.browser.ask(condition))), (condition, self.browser.complaints)

    def go_on(self, name: str) -> None:
        (data_of(self.service) / name).touch()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder: Path = tmp_path_factory.mktemp("shop")
    with (
        pages(0) as origin,
        running(folder, program=SLOW, api_key="", cors_origins=json.dumps([origin])) as service,
        browsing(folder / "profile") as browser,
    ):
        with service.client() as client:
            client.post("/v1/items/batch", json={"items": [book(number) for number in range(12)]}).raise_for_status()
            acts = [
                {"id": f"a{number}", "person": "reader-mara", "kind": "like", "item": f"book-{number}"}
                | {"at": int(time.time() * 1000) - 1000}
                for number in (0, 6)
            ]
            client.post("/v1/events", json={"events": acts}).raise_for_status()
        browser.let_scripts_run()
        browser.look(1000)
        yield Shop(browser, service, f"{origin}/?service={service.url}")


@pytest.fixture(autouse=True)
def waiting(shop: Shop) -> Iterator[None]:
    """Streams wait after the slate."""
    yield
    for gate in ("say", "end", "fail"):
        (data_of(shop.service) / gate).unlink(missing_ok=True)


def test_the_shelf_is_full_at_once_and_sentences_arrive(shop: Shop) -> None:
    browser = shop.browser
    shop.open()
    before = browser.ask(SENTENCES)
    assert len(before) == 5
    assert "template" in before[0]
    assert "Waiting for more" in browser.ask(STATUS)
    browser.ask("document.querySelectorAll('.book').forEach(one => { one.wasThere = true })")
    shop.go_on("say")
    shop.wait(f"{SENTENCES}.every(text => text === 'Have a look. model')")
    assert "Waiting for more" in browser.ask(STATUS), "it is not done yet"
    assert browser.ask("[...document.querySelectorAll('.book')].every(one => one.wasThere)"), "books are not drawn anew"
    shop.go_on("end")
    shop.wait("document.getElementById('track').dataset.state === 'done'")
    assert "5 changes" in browser.ask(STATUS)
    assert browser.ask("document.querySelectorAll('.tick').length") == 7
    assert browser.complaints == []


def test_who_chooses_another_reader_hangs_up_on_the_first_answer(shop: Shop) -> None:
    shop.open()
    left = ends(shop.service).count("left")
    shop.browser.ask("document.querySelector('input[value=\"reader-jonas\"]').click()")
    assert eventually(lambda: ends(shop.service).count("left") == left + 1)
    shop.go_on("say")
    shop.go_on("end")
    shop.wait("document.getElementById('track').dataset.state === 'done'")
    assert shop.browser.complaints == []


def test_what_is_allowed_is_stored_before_it_is_asked(shop: Shop) -> None:
    shop.open()
    shop.browser.ask("document.querySelector('[name=model]').click()")
    with shop.service.client() as client:
        assert eventually(
            lambda: client.get("/v1/people/reader-mara").json()["consent"]["purposes"].get("model") is True
        )
    shop.browser.ask("document.querySelector('[name=model]').click()")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_on_any_screen(shop: Shop, width: int, scheme: str) -> None:
    shop.go_on("say")
    shop.browser.look(width, scheme)
    shop.open()
    shop.wait(f"{SENTENCES}.every(text => text.endsWith('model'))")
    time.sleep(GLOW_S)
    assert shop.browser.ask("document.documentElement.scrollWidth") <= width
    found = shop.browser.ask(CONTRASTS)
    assert len(found) > 15
    assert [one for one in found if one[0] < LEAST_CONTRAST] == []
    shop.browser.look(1000)


def test_a_stream_that_fails_leaves_a_whole_shelf(shop: Shop) -> None:
    shop.open()
    shop.go_on("fail")
    shop.wait("document.getElementById('track').dataset.state === 'failed'")
    assert "whole answer" in shop.browser.ask("document.getElementById('note').textContent")
    assert len(shop.browser.ask(SENTENCES)) == 5
    assert "internal" in shop.browser.ask(STATUS)
