import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from frankly.adapters.files.linting.finding import Folders
from frankly.adapters.files.linting.lint import lint
from frankly.adapters.files.mail.allowed import MOST_CHARACTERS
from frankly.adapters.files.mail.mirroring import mirrored
from frankly.adapters.files.mail.samples import BARE, FULL, SAMPLES
from frankly.adapters.files.mail.template import TEMPLATE, MailTemplate, load_template
from frankly.errors import Misconfigured
from frankly.settings import data_folder
from frankly.stages.messaging.letter import Colours, Letter

SHIPPED = load_template(data_folder("brand"))
FRAME = "<mjml>\n<mj-head><mj-title>a</mj-title></mj-head>\n<mj-body>\n{}\n</mj-body></mjml>"
TEXT = "<mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section>"


def own(body: str) -> MailTemplate:
    return MailTemplate("brand/mail/message.mjml.j2", FRAME.format(body))


class Shape(HTMLParser):
    """Tags that are open, and what is read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tables: list[dict[str, str | None]] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(dict(attrs))
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("is_right_to_left", [False, True])
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_shipped_template_is_whole_for_every_letter(sample: Letter, is_right_to_left: bool) -> None:
    html = SHIPPED.html(replace(sample, is_right_to_left=is_right_to_left))
    for view in (html, outlooks(html)):
        shape = Shape(view)
        assert (shape.open, shape.wrong) == ([], [])
        assert all(table.get("role") == "presentation" for table in shape.tables)
        assert all(image.get("alt") for image in shape.images)
    assert "{{" not in html


def test_colours_are_those_of_the_letters_own_look_whatever_was_written_before() -> None:
    first, second = painted(0x10), painted(0x90)
    html = [SHIPPED.html(letter) for letter in (first, second, first)]
    assert html[0] == html[2]
    for name, shade in ((one.name, shade) for one in fields(Colours) for shade in ("light", "dark")):
        old, new = (getattr(getattr(letter.look, shade), name) for letter in (first, second))
        assert old not in html[1]
        html[0] = html[0].replace(old, new)
    assert html[0] == html[1]
    assert all(colour in html[1] for colour in (second.look.light.ink, second.look.dark.ink, second.look.light.tint))


def painted(begin: int) -> Letter:
    """A letter each of whose colours is another."""
    names = [one.name for one in fields(Colours)]
    light, dark = (
        Colours(**{name: f"#ab{begin + shade + place:04x}" for place, name in enumerate(names)}) for shade in (0, 0x20)
    )
    return replace(FULL, look=replace(FULL.look, light=light, dark=dark))


def outlooks(html: str) -> str:
    """The page as Outlook reads it: with what stands in its conditional comments."""
    seen = re.sub(r"<!--\[if mso \| IE\]>(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", "", seen, flags=re.DOTALL)


def test_every_field_of_a_letter_is_shown() -> None:
    html = SHIPPED.html(FULL)
    for said in (
        "Subject",
        "Preheader",
        "Hello",
        "Name",
        "Intro",
        "Headline",
        "Title",
        "Maker",
        "Price",
        "Note",
        "Town",
    ):
        assert said in html
    assert html.count("Disclosure") == 2
    assert html.count("Reason") == 3
    assert '<meta name="ai-disclosure" content="ai-originated">' in html
    assert "ai-disclosure" not in SHIPPED.html(BARE)


def test_values_are_escaped_and_never_compiled() -> None:
    evil = "</td><script>alert(1)</script>{{ 7*7 }}{% raw %}<mj-text>&\"'"
    block = replace(FULL.blocks[0], title=evil, creators=evil, reasons=(evil,))
    html = SHIPPED.html(replace(FULL, subject=evil, preheader=evil, name=evil, blocks=(block,), note=evil))
    assert "<script" not in html
    assert "<mj-text" not in html
    assert (
        html.count("&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}{% raw %}&lt;mj-text&gt;&amp;&#34;&#39;")
        >= 7
    )


def test_nothing_is_fetched_for_the_look_of_a_letter() -> None:
    html = SHIPPED.html(BARE)
    assert not re.search(r"<link|@import|url\(|<script", html)
    assert set(re.findall(r'(?:src|href)="([^"]*)"', html)) == set()


def test_what_people_who_read_on_dark_see_stays_in_the_head() -> None:
    head = SHIPPED.html(FULL).partition("</head>")[0]
    assert "@media (prefers-color-scheme: dark)" in head
    assert FULL.look.dark.paper in head


def test_the_other_direction_is_the_mirror_image() -> None:
    html = SHIPPED.html(replace(FULL, is_right_to_left=True))
    assert '<html lang="en" dir="rtl"' in html
    assert "border-right: 3px solid" in html
    assert "border-radius: 7px 0 0 7px" in html
    assert "text-align:right" in html
    assert "direction:rtl" in html
    assert 'align="left"' not in html


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('<p style="margin:1px 2px 3px 4px;">left</p>', '<p style="margin:1px 4px 3px 2px;">left</p>'),
        ('<p style="padding-left:1px;float: right">', '<p style="padding-right:1px;float: left">'),
        ('<p style="border-radius:1px 2px 3px 4px">', '<p style="border-radius:2px 1px 4px 3px">'),
        ('<td align="left" dir="ltr">', '<td align="right" dir="rtl">'),
        ('<p style="margin:1px 2px 3px">', '<p style="margin:1px 2px 3px">'),
        ("<style>@media all { .left { padding: 1px 2px 3px 4px } }</style>",) * 2,
        ('<a href="https://a.example/left">left</a>',) * 2,
    ],
)
def test_only_sides_of_styles_change_places(written: str, wanted: str) -> None:
    wanted = wanted.replace("1px 2px 3px 4px }", "1px 4px 3px 2px }")
    assert mirrored(written) == wanted
    assert mirrored(wanted) == written


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (TEXT.format("{{ letter.subjekt }}"), 4, "no field 'subjekt'. Did you mean 'subject'"),
        (TEXT.format("\n{{ lettr.subject }}"), 5, "'lettr' is no name here"),
        (TEXT.format("{% if letter.name %}"), None, "this is no template"),
        (TEXT.format("{{ letter.subject"), 4, "this is no template"),
        (TEXT.format("{{ letter.title }}"), 4, "has no attribute 'title'"),
        (TEXT.format("{% for one in letter.subject.url %}{% endfor %}"), 4, "has no attribute 'url'"),
        (TEXT.format("{{ letter.__class__ }}"), 4, "no field '__class__'"),
        (TEXT.format("{{ letter['subject'] }}"), 4, "more than a template"),
        (TEXT.format("{{ 'a' * 9999999 }}"), 4, "'mul' is more than a template"),
        (TEXT.format("{{ letter.subject | safe }}"), 4, "more than a template|No filter"),
        (TEXT.format("{{ letter.subject.format(1) }}"), 4, "more than a template|no field"),
        (TEXT.format("{% set a = 1 %}"), 4, "'assign' is more than"),
        (TEXT.format("{% include '/etc/passwd' %}"), 4, "'include' is more than"),
        (TEXT.format("{% for a in 'abc' %}{% endfor %}"), 4, "loops run over a list of the letter"),
        (TEXT.format("{% raw %}{{{% endraw %}"), 4, "raw block"),
        ("<mj-txt>a</mj-txt>", 4, "no element <mj-txt>. Did you mean <mj-text>"),
        ('<mj-include path="/etc/passwd" />', 4, "no element <mj-include>"),
        ("<mj-section>\n<mj-column>", 6, "this is no MJML"),
        ("<mj-section {% if letter.name %}a='b'{% endif %}></mj-section>", 4, "cannot stand inside a tag"),
        (TEXT.format('<a href="{{ letter.subject }}">a</a>'), 4, "takes an address"),
        (TEXT.format('<a href="https://a.example/{{ letter.home }}">a</a>'), 4, "one whole field"),
        (TEXT.format('<a href="javascript:alert(1)">a</a>'), None, "one whole field"),
        (TEXT.format('<p style="color:{{ letter.subject }}">a</p>'), 4, "a style takes colours"),
        (TEXT.format('<p style="background:url(https://a.example/b.png)">a</p>'), None, "styles fetch nothing"),
        (TEXT.format('<p onclick="a()">a</p>'), None, "'onclick' on <p>"),
        (TEXT.format("<script>a</script>"), None, "<script> has no place"),
        (TEXT.format('<form action="https://a.example">a</form>'), None, "<form> has no place"),
        (TEXT.format("qe0eq"), 4, "cannot stand in a template"),
        (TEXT.format("a" * MOST_CHARACTERS), None, "at most 64,000 characters"),
        (TEXT.format("(" * 400 + "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"), None, "too deep"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(body: str, line: int | None, message: str) -> None:
    with pytest.raises(Misconfigured, match=message) as caught:
        own(body).check()
    place = "brand/mail/message.mjml.j2" + (f":{line}:" if line else "")
    assert caught.value.message.startswith(place)


def test_what_mjml_would_lose_is_told() -> None:
    lost = MailTemplate(
        "a", "<mjml><mj-head>\n<mj-preview>{% if letter.name %}a{% endif %}</mj-preview></mj-head></mjml>"
    )
    with pytest.raises(Misconfigured, match=r"a:2: \{% if letter.name %\} stands where MJML keeps nothing"):
        lost.check()


def test_a_start_finds_what_is_wrong_without_compiling() -> None:
    with pytest.raises(Misconfigured, match=r"message\.mjml\.j2:4: a letter has no field 'nam'"):
        own(TEXT.format("{{ letter.nam }}")).look()
    SHIPPED.look()


def test_a_template_of_ones_own_is_taken_and_the_shipped_one_stands_in(tmp_path: Path) -> None:
    assert load_template(tmp_path).source == SHIPPED.source
    (tmp_path / "mail").mkdir()
    (tmp_path / TEMPLATE).write_text(FRAME.format(TEXT.format("Dear {{ letter.name }}")), encoding="utf-8")
    mine = load_template(tmp_path)
    assert "Dear Name" in mine.html(FULL)
    assert mine.hash != SHIPPED.hash


def test_a_template_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / TEMPLATE).write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_template(tmp_path)


def test_looking_through_the_files_looks_through_the_template(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / TEMPLATE).write_text(FRAME.format(TEXT.format("{{ letter.nam }}")), encoding="utf-8")
    brand = data_folder("brand")
    folders = Folders(data_folder("surfaces"), data_folder("policies"), tmp_path, brand / "default.yaml")
    (found,) = [one for one in lint(folders) if one.code == "template"]
    assert (found.place, found.level) == ("brand/mail/message.mjml.j2:4", "error")
    assert "Did you mean 'name'" in found.message
