"""The page about a decision where people see it: in a browser, narrow and wide, light and dark, with a keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.e2e.browser import Browser, browsing
from tests.e2e.service import running

LEAST_CONTRAST = 4.5
"""Of text against what it stands on (WCAG 2.2, AA)."""

CONTRASTS = """
(() => {
  const part = value => { value /= 255; return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4 };
  const read = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const found = read(getComputedStyle(node).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
  };
  const told = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.getClientRects().length) continue;
    const [one, other] = [light(read(getComputedStyle(node).color)), light(behind(node))];
    const contrast = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    told.push([Math.round(contrast * 100) / 100, node.className || node.tagName]);
  }
  return told.sort((a, b) => a[0] - b[0]);
})()
"""


@dataclass(frozen=True)
class Page:
    """A decision's page of a running service, open for its person."""

    browser: Browser
    client: httpx.Client
    decision: str
    url: str


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("page")
    with running(folder) as service, service.client() as client, browsing(folder / "profile") as browser:
        for number in range(24):
            about = ("sea", "war", "love", "ghosts")[number % 4]
            name = "Averyveryverylongwordthatnobodywouldeverhyphenate" if number == 4 else f"A book of {about} {number}"
            book = {"title": name, "description": f"A story of {about}, number {number}.", "categories": [about]}
            assert client.put(f"/v1/items/book-{number}", json=book).status_code == 200
        for number in (0, 4, 8, 12):
            act = {"id": f"a{number}", "person": "ada", "kind": "like", "item": f"book-{number}"}
            assert client.post("/v1/events", json={**act, "at": "2026-11-20T10:00:00Z"}).status_code == 200
        answer = client.post("/v1/recommendations", json={"surface": "home", "person": "ada"}).json()
        token = client.post("/v1/tokens", json={"person": "ada", "scopes": ["people"]}).json()["token"]
        url = f"{service.url}/v1/decisions/{answer['decision']}.html"
        browser.look(1280)
        browser.open(f"{url}?token={quote(token)}")
        assert browser.ask("location.href") == url
        yield Page(browser, client, answer["decision"], url)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("lang", ["en", "de"])
def test_nothing_has_to_be_scrolled_sideways(page: Page, width: int, lang: str) -> None:
    page.browser.look(width)
    page.browser.open(f"{page.url}?lang={lang}&item=book-16&why_not=book-1")
    assert page.browser.ask("document.documentElement.scrollWidth") <= width
    widest = "Math.max(...[...document.querySelectorAll('main *')].map(one => one.getBoundingClientRect().right))"
    assert page.browser.ask(f"document.querySelectorAll('details').forEach(one => one.open = true), {widest}") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_told_from_what_it_stands_on(page: Page, scheme: str) -> None:
    page.browser.look(1280, scheme)
    page.browser.open(page.url)
    page.browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = page.browser.ask(CONTRASTS)
    assert len(found) > 50
    assert [one for one in found if one[0] < LEAST_CONTRAST] == []
    # Both schemes are really two.
    paper = page.browser.ask("getComputedStyle(document.body).backgroundColor")
    assert (int(paper.split("(")[1].split(",")[0]) < 128) == (scheme == "dark")


def test_the_style_is_admitted_and_bars_are_drawn_to_scale(page: Page) -> None:
    page.browser.look(1280)
    page.browser.open(page.url)
    drawn = page.browser.ask(
        "[...document.querySelector('.ladder').querySelectorAll('.row')].map(row => ["
        "Number(row.querySelector('.points').firstChild.data.replace(/[^0-9]/g, '')),"
        "row.querySelector('.bar').getBoundingClientRect().width,"
        "row.querySelector('.bar').getBoundingClientRect().height])"
    )
    assert len(drawn) >= 2
    assert all(height > 10 for *_, height in drawn)
    scale = sum(width for _, width, _ in drawn) / sum(points for points, *_ in drawn)
    assert all(abs(width - points * scale) <= 4 for points, width, _ in drawn)
    assert page.browser.complaints == []


def test_a_person_without_a_mouse_corrects_and_takes_it_back(page: Page) -> None:
    browser = page.browser
    browser.look(390)
    browser.open(page.url)
    browser.press("Tab")
    assert browser.ask("document.activeElement.className") == "skip"
    browser.press("Enter")
    for _ in range(40):
        if browser.ask("document.activeElement.matches('summary.row')"):
            break
        browser.press("Tab")
    browser.press("Enter")
    assert browser.ask("document.activeElement.parentElement.open")
    for _ in range(3):
        if browser.ask("document.activeElement.tagName") == "BUTTON":
            break
        browser.press("Tab")
    assert browser.ask("document.activeElement.textContent") == "Don’t use this"
    browser.press("Enter")
    _await(browser, "location.search.includes('saved=')")
    assert browser.ask("document.querySelector('[role=status]').textContent.includes('Saved.')")
    [made] = page.client.get("/v1/people/ada/corrections").json()["corrections"]
    assert (made["kind"], made["undone"]) == ("dont_use", None)
    browser.ask("document.querySelector('form [name=undo]').form.querySelector('button').focus()")
    browser.press("Enter")
    _await(browser, "document.body && document.body.textContent.includes('Undone.')")
    [made] = page.client.get("/v1/people/ada/corrections").json()["corrections"]
    assert made["undone"] is not None
    assert browser.complaints == []


def test_print_shows_all_bars_and_no_buttons(page: Page) -> None:
    page.browser.look(1280)
    page.browser.open(page.url)
    page.browser.call("Emulation.setEmulatedMedia", media="print")
    seen = "[...document.querySelectorAll('{}')].filter(one => one.getClientRects().length).length"
    assert page.browser.ask(seen.format(".bar")) == page.browser.ask("document.querySelectorAll('.bar').length") > 0
    assert page.browser.ask(seen.format("button, nav, input")) == 0
    page.browser.call("Emulation.setEmulatedMedia", media="")


def _await(browser: Browser, condition: str) -> None:
    for _ in range(200):
        browser.settle()
        if browser.ask(condition):
            return
    raise AssertionError(condition)
