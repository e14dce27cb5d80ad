"""Shipped e-mails, and the pages of a preview, in a browser under axe-core: no barrier for anybody."""

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from frankly.pipelines.previewing.pages import file_of, pages
from tests.e2e.browser import Browser, browsing
from tests.needs import require_axe
from tests.pipelines.previewing.shop import Previewed, previewed

MOST_S = 60
OF_PAGES = ("landmark-one-main", "region")
"""Advice for whole pages. An e-mail is an article within the page of a mail program, which has its own main part."""

PEOPLE = ["newcomer", "right-to-left", "long-german", "opted-out"]


@pytest.fixture(scope="module")
def axe() -> str:
    return require_axe()


@pytest.fixture(scope="module")
def made() -> Previewed:
    return asyncio.run(previewed())


@pytest.fixture(scope="module")
def page(axe: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("axe") / "profile") as browser:
        browser.let_scripts_run()
        yield browser


def barriers(page: Browser, axe: str, *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, by rule, with the first place of each."""
    rules = {name: {"enabled": False} for name in without}
    options = json.dumps({"iframes": False, "rules": rules})
    page.ask(f"{axe}; undefined")
    page.ask(f"window.found = undefined; axe.run(document, {options}).then(told => {{ window.found = told; }}); 0")
    deadline = time.monotonic() + MOST_S
    while not page.ask("window.found !== undefined"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert page.ask("window.found.passes.length") > 5
    return list(page.ask("window.found.violations.map(one => `${one.id}: ${one.nodes[0].html} ${one.help}`)"))


@pytest.mark.parametrize("persona", PEOPLE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_message_has_no_barrier(
    page: Browser, axe: str, made: Previewed, tmp_path_factory: pytest.TempPathFactory, persona: str, scheme: str
) -> None:
    wanted = "de" if persona == "long-german" else "en"
    written = next(one.written for one in made.preview.messages if (one.persona.name, one.locale) == (persona, wanted))
    assert written is not None
    file = tmp_path_factory.mktemp("message") / "message.html"
    file.write_text(written.html, encoding="utf-8")
    for width in (360, 680):
        page.look(width, scheme)
        page.open(file.as_uri())
        assert barriers(page, axe, without=OF_PAGES) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_preview_have_none(
    page: Browser, axe: str, made: Previewed, tmp_path_factory: pytest.TempPathFactory, scheme: str
) -> None:
    folder = tmp_path_factory.mktemp("preview")
    reader = next(one for one in made.preview.messages if one.persona.name == "reader")
    for name, content in pages(made.preview).items():
        (folder / name).write_text(content, encoding="utf-8")
    for name in ("index.html", file_of(reader)):
        for width in (390, 1440):
            page.look(width, scheme)
            page.open((folder / name).as_uri())
            assert barriers(page, axe) == []
            assert page.ask("document.documentElement.scrollWidth") <= width
