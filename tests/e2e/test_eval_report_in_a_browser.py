"""A run's report where people read it: in a browser, narrow and wide, light and dark, with a keyboard, from a file."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.evals.reports.html import SHORT, as_html
from frankly.evals.reports.view import Run, view_of
from tests.e2e.browser import Browser, browsing
from tests.e2e.test_decision_page_in_a_browser import CONTRASTS, LEAST_CONTRAST
from tests.unit.evals.reports import made

LONG = "Averyveryverylongwordthatnobodywouldeverhyphenateandsomemoreofit"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
SHOWN = "[...document.querySelectorAll('.cell')].filter(one => !one.hidden).map(one => one.dataset.name)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two runs side by side, with a word that no line can break."""
    run = made.run()
    long = made.output("long", made.told(LONG, item=LONG, place=LONG, codes=("shape",)), because=LONG, error=LONG)
    verdicts = (*run.verdicts, made.verdict(long, "grounded", "fail", LONG))
    view = view_of(Run(run.summary, (*run.outputs, long), verdicts), made.EXPECTS, made.earlier())
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(as_html(view), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """More cells than are shown at once, one of them red."""
    outputs = [made.output(f"case-{number:02}") for number in range(SHORT + 1)]
    verdicts = [made.verdict(one, "grounded", "pass" if number else "fail") for number, one in enumerate(outputs)]
    file: Path = tmp_path_factory.mktemp("many") / "report.html"
    file.write_text(as_html(view_of(Run(made.summary(), outputs, verdicts), {})), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_has_to_be_scrolled_sideways_but_tables(browser: Browser, report: str, width: int) -> None:
    browser.look(width)
    browser.open(report)
    browser.ask(OPEN_ALL)
    assert browser.ask("document.documentElement.scrollWidth") <= width
    outside = "[...document.querySelectorAll('main *')].filter(one => !one.closest('.wide'))"
    assert browser.ask(f"Math.max(...{outside}.map(one => one.getBoundingClientRect().right))") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_told_from_what_it_stands_on(browser: Browser, report: str, scheme: str) -> None:
    browser.look(1280, scheme)
    browser.open(report)
    browser.ask(OPEN_ALL)
    found = browser.ask(CONTRASTS)
    assert len(found) > 50
    assert [one for one in found if one[0] < LEAST_CONTRAST] == []
    paper = browser.ask("getComputedStyle(document.body).backgroundColor")
    assert (int(paper.split("(")[1].split(",")[0]) < 128) == (scheme == "dark")


def test_without_its_script_everything_is_there_and_no_filter_that_does_nothing(browser: Browser, many: str) -> None:
    browser.look(1280)
    browser.open(many)
    assert len(browser.ask(SHOWN)) == SHORT + 1
    assert browser.ask("getComputedStyle(document.getElementById('filter')).display") == "none"
    assert browser.ask("document.querySelector('.cell').open")


def test_with_its_script_a_person_without_a_mouse_sorts_filters_and_jumps(
    browser: Browser, report: str, many: str
) -> None:
    browser.look(375)
    browser.let_scripts_run()
    try:
        browser.open(many)
        assert browser.ask(SHOWN) == ["tone/case-00"]
        _put(browser, "f-state", "")
        _await(browser, f"{SHOWN}.length == {SHORT + 1}")
        _put(browser, "f-text", "CASE-07")
        _await(browser, f"{SHOWN}.length == 1")
        assert browser.ask("document.getElementById('shown').textContent") == f"1 of {SHORT + 1} shown"

        browser.open(report)
        browser.ask("document.querySelectorAll('#checks ~ .wide [data-sort=number]')[1].focus()")
        for order, shares in (
            ("ascending", ["0%", "66.7%", "100%", "100%"]),
            ("descending", ["100%", "100%", "66.7%", "0%"]),
        ):
            browser.press("Enter")
            assert browser.ask("document.activeElement.closest('th').ariaSort") == order
            rows = "[...document.activeElement.closest('table').tBodies[0].rows]"
            assert browser.ask(f"{rows}.map(row => row.children[3].textContent)") == shares

        _put(browser, "f-text", "nothing that is there")
        _await(browser, f"{SHOWN}.length == 0")
        browser.ask("document.querySelector(\".matrix a[href='#c0']\").focus()")
        browser.press("Enter")
        _await(browser, "document.activeElement.tagName == 'SUMMARY'")
        assert browser.ask("document.activeElement.parentElement.id") == "c0"
        assert browser.ask("document.activeElement.parentElement.open")
        # Its own policy admits style and script, and nothing was asked of anywhere.
        assert browser.complaints == []
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=True)


def _put(browser: Browser, name: str, value: str) -> None:
    browser.ask(
        f"(one => {{ one.value = {value!r}; one.dispatchEvent(new Event('input', {{bubbles: true}})) }})"
        f"(document.getElementById({name!r}))"
    )


def _await(browser: Browser, condition: str) -> None:
    deadline = time.monotonic() + 20
    while not browser.ask(condition):
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)
