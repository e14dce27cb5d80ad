from frankly.pipelines.previewing.evidence import Cited, Explained
from frankly.pipelines.previewing.frames import framed

PAGE = (
    "<html><head><style>:root { color-scheme: light dark; } @media (prefers-color-scheme: dark) { p { color: #fff } }"
    '</style></head><body><img src="https://shop.example/a.jpg" alt="A shelf"><p>New here.</p><p>New here.</p>'
    '<a href="https://shop.example"> New here. </a><p>You &amp; the sea</p></body></html>'
)


def said(number: int, text: str) -> Explained:
    cites = (Cited("e1", "liked: “<b>South</b>”", "2 times"),)
    return Explained(number, "intro", "Intro", text, "reason", "Says why", "a wording of the house", "x/1", "", cites)


def test_rules_for_the_dark_hold_in_the_dark_alone() -> None:
    assert "(min-width:0px)" in framed(PAGE, "dark", [])
    assert "(max-width:0px)" in framed(PAGE, "light", [])
    assert "prefers-color-scheme" not in framed(PAGE, "dark", [])
    assert "color-scheme: dark;" in framed(PAGE, "dark", [])


def test_no_picture_is_loaded_and_its_words_stay() -> None:
    for mode in ("light", "dark", "no-pictures"):
        page = framed(PAGE, mode, [])  # type: ignore[arg-type]
        assert "a.jpg" not in page
        assert 'alt="A shelf"' in page
        assert 'src="data:' in page


def test_a_sentence_that_stands_twice_is_pointed_at_twice_and_one_in_a_link_is_left() -> None:
    page = framed(PAGE, "light", [said(0, "New here."), said(1, "New here."), said(2, "You & the sea")])
    assert [page.count(f'data-said="{number}"') for number in range(3)] == [1, 1, 1]
    assert '<a href="https://shop.example"> New here. </a>' in page


def test_what_a_sentence_leans_on_is_never_markup() -> None:
    page = framed(PAGE, "light", [said(0, "You & the sea")])
    assert "<b>South" not in page
    assert "&lt;b&gt;South" in page
    assert 'tabindex="0"' in page
