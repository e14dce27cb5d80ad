import pytest

from frankly.stages.mail_checks.reading.colours import colour, contrast, looks
from frankly.stages.mail_checks.reading.css import rules
from frankly.stages.mail_checks.reading.page import read

SHEET = """
/* .ink { color: red } */
.ink, p.soft { color: #333333; }
@media (prefers-color-scheme: dark) { .ink { color: #eeeeee !important; } .sheet > td { background: #111 !important } }
@media (max-width: 480px) { .ink { color: #fefefe; } }
[data-ogsc] .ink { color: #ff0000; }
"""


def shown(html: str, *, is_dark: bool = False) -> dict[str, tuple[tuple[int, int, int], tuple[int, int, int], float]]:
    return {run.text: (look.ink, look.ground, look.size) for run, look in looks(read(html), is_dark=is_dark)}


def page(body: str) -> str:
    return f'<html><head><style>{SHEET}</style></head><body style="background:#fff">{body}</body></html>'


def test_elements_know_what_is_around_them_and_where_they_begin() -> None:
    html = '<div>\n<p id="a">One <b>two</b></p><img alt="three"></div>'
    found = read(html)
    paragraph = next(found.all("p"))
    assert html[paragraph.at :].startswith("<p id")
    assert [one.tag for one in found.around(paragraph.number)] == ["p", "div"]
    assert found.words_in(0) == "One two three"
    assert [html[run.at : run.end] for run in found.runs] == ["One ", "two"]
    assert found.unclosed == []


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<div><p>x</div>", []),
        ("<div><a>x</div>", ["a"]),
        ("<table><tr><td>x</table>", []),
        ("x</div>", ["/div"]),
        ("<div>", ["div"]),
        ("<br></br><img>", []),
    ],
)
def test_what_is_not_closed_is_told(html: str, names: list[str]) -> None:
    assert [name for name, _ in read(html).unclosed] == names


def test_rules_of_narrow_screens_and_of_single_programs_are_left_out() -> None:
    assert [(rule.selector, rule.is_dark) for rule in rules([SHEET])] == [
        ((".ink",), False),
        (("p.soft",), False),
        ((".ink",), True),
        ((".sheet", "td"), True),
        (("[data-ogsc]", ".ink"), False),
    ]
    assert shown(page('<p class="ink">x</p>'))["x"][0] == (51, 51, 51)


def test_in_the_dark_the_rules_for_it_win_over_the_element_itself() -> None:
    html = page('<table class="sheet"><tr><td><p class="ink" style="color:#000">x</p></td></tr></table>')
    assert shown(html)["x"][:2] == ((0, 0, 0), (255, 255, 255))
    assert shown(html, is_dark=True)["x"][:2] == ((238, 238, 238), (17, 17, 17))


def test_sizes_are_passed_on_and_hidden_words_are_not_shown() -> None:
    html = page('<div style="font-size:20px"><p style="font-size:80%">x</p><p style="font:400 9pt/1 Arial">y</p></div>')
    assert {words: look[2] for words, look in shown(html).items()} == {"x": 16.0, "y": 12.0}
    assert shown(page('<div style="display:none"><p>x</p></div>')) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#fff", (255, 255, 255)),
        ("#1f5c4a url(x.png)", (31, 92, 74)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("rgba(1 2 3 / 50%)", (1, 2, 3)),
        ("White", None),
        ("white", (255, 255, 255)),
        ("inherit", None),
        ("", None),
    ],
)
def test_colours_are_read(value: str, expected: tuple[int, int, int] | None) -> None:
    assert colour(value) == expected


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.478, abs=0.001)
    assert contrast((12, 34, 56), (12, 34, 56)) == 1
