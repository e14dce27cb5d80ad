import re
from html.parser import HTMLParser

import pytest

from frankly.evals.reports.html import WHOLE_FINE, as_html, percent
from frankly.evals.reports.view import Run, view_of
from frankly.stages.verify.codes import MEANINGS, Code
from tests.unit.evals.reports import made

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


class Seen(HTMLParser):
    """What stands in a page: elements with attributes, and the text of each kind of element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "input"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page() -> str:
    return as_html(made.view(before=True))


def test_a_red_cell_shows_why(page: str) -> None:
    seen = Seen(page)
    assert "312" in seen.texts["mark"]
    assert "stray_number" in seen.texts["code"]
    for told in (
        MEANINGS[Code.STRAY_NUMBER].text,
        made.EXPECTS["grounded"],
        "A letter once claimed a number that nobody had counted.",
        "frankly eval report --cell",
        "You write reasons.",
        "delivered, and the second verifier refuses it",
    ):
        assert told in page.replace("&#39;", "'"), told


def test_two_runs_stand_side_by_side_with_what_differs_marked(page: str) -> None:
    assert any("312 readers like" in text for text in Seen(page).texts["ins"])


def test_the_page_loads_nothing_and_its_own_policy_forbids_it(page: str) -> None:
    seen = Seen(page)
    assert not [tag for tag, attributes in seen.elements if {"src", "srcset", "action", "style"} & set(attributes)]
    assert all((link["href"] or "").startswith("#") for link in seen.all("a"))
    assert not re.search(r"https?:|url\(|@import", page)
    (policy,) = [meta["content"] for meta in seen.all("meta") if "http-equiv" in meta]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert seen.all("link") == []


def test_each_element_is_named_once_and_every_label_and_link_leads_somewhere(page: str) -> None:
    seen = Seen(page)
    ids = [attributes["id"] for _, attributes in seen.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [link["href"] for link in seen.all("a")] + [f"#{label['for']}" for label in seen.all("label")]
    assert [target for target in targets if (target or "")[1:] not in ids] == []


def test_text_of_models_and_catalogues_stays_text() -> None:
    output = made.output("greets", made.told(HOSTILE, item=HOSTILE, place=HOSTILE), because=HOSTILE, calls=(made.CALL,))
    verdicts = [made.verdict(output, "grounded", "fail", HOSTILE)]
    whole = as_html(view_of(Run(made.summary(notes=(HOSTILE,), stale=(HOSTILE,)), (output,), verdicts), {}))
    seen = Seen(whole)
    assert seen.all("img") == []
    assert len(seen.all("script")) == 1
    assert HOSTILE not in whole


def test_a_fine_cell_stands_folded(page: str) -> None:
    cells = [one for one in Seen(page).all("details") if one.get("class") == "cell"]
    assert [(one["data-state"], "open" in one) for one in cells] == [
        ("red", True),
        ("stale", True),
        ("noted", True),
        ("fine", False),
        ("fine", False),
    ]


def test_prompts_of_many_fine_cells_are_left_out_and_it_says_so() -> None:
    outputs = [made.output(f"c{number}", calls=(made.CALL,)) for number in range(WHOLE_FINE + 5)]
    verdicts = [made.verdict(one, "grounded", "pass" if number else "fail") for number, one in enumerate(outputs)]
    page = as_html(view_of(Run(made.summary(), outputs, verdicts), {}))
    assert page.count("You write reasons.") == WHOLE_FINE
    assert page.count("are left out to keep the page small") == 5


def test_a_run_of_nothing_is_a_page_that_says_so() -> None:
    empty = made.summary(standing="could not run", cells=0, checks=(), compared=(), stale=(), notes=())
    page = as_html(view_of(Run(empty), {}))
    assert "No cell was looked at." in page
    assert "It could not be judged" in page


@pytest.mark.parametrize(("share", "told"), [(1.0, "100%"), (0.99999, "99.9%"), (0.5, "50%"), (None, "–"), (0.0, "0%")])
def test_no_share_below_one_is_told_as_all(share: float | None, told: str) -> None:
    assert percent(share) == told
