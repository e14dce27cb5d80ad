from dataclasses import replace
from pathlib import Path

import pytest

from frankly.adapters.files.words.brand import load_brand
from frankly.domain.saying.mail import Mailbox
from frankly.errors import Misconfigured
from frankly.stages.writing.brand import DARK, Logo, MailBrand, Shades
from tests.needs import ROOT

PLAIN = "name: Lantern Books\ntones: {plain: Says what is so.}\ntone: plain\n"


def brand(folder: Path, more: str = "") -> Path:
    path = folder / "brand.yaml"
    path.write_text(PLAIN + more, encoding="utf-8")
    return path


def test_the_shipped_brands_load() -> None:
    assert load_brand(ROOT / "brand" / "default.yaml").mail == MailBrand()
    lantern = load_brand(ROOT / "src" / "frankly" / "demo" / "lantern" / "brand.yaml").mail
    assert (lantern.home, lantern.hosts) == ("https://lantern-books.example", frozenset())


def test_a_brand_without_mail_links_nowhere(tmp_path: Path) -> None:
    assert load_brand(brand(tmp_path)).mail == MailBrand()


def test_home_hosts_and_accent_are_read(tmp_path: Path) -> None:
    more = "mail: {home: 'https://shop.example', hosts: [IMAGES.shop.example], accent: '#8A4B08'}\n"
    mail = load_brand(brand(tmp_path, more)).mail
    assert mail == MailBrand(
        "https://shop.example",
        frozenset({"images.shop.example"}),
        Shades(accent="#8a4b08"),
        replace(DARK, accent="#8a4b08"),
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("mail: {home: 'http://shop.example'}", "'http://shop.example' is no address of a shop"),
        ("mail: {home: shop.example}", "'shop.example' is no address of a shop"),
        ("mail: {home: 'https://'}", "'https://' is no address of a shop"),
        ("mail: {hosts: ['https://shop.example']}", "'https://shop.example' is no host"),
        ("mail: {accent: red}", "'red' is no colour; write six hexadecimal digits"),
        ("mail: {accent: '#fff;}<script>'}", "is no colour"),
        ("mail: {light: {ink: '#ffffff'}}", "'ink' on 'sheet' has a contrast of 1.0"),
        ("mail: {dark: {shet: '#ffffff'}}", "'shet' is not known here. Did you mean 'sheet'?"),
        ("mail: {sender: {address: 'ada@'}}", "'ada@': expected one e-mail address"),
        ("mail: {reply_to: 'a@b.example, c@d.example'}", "expected one e-mail address"),
        ('mail: {sender: {name: "a\\nb", address: a@b.example}}', "no line break"),
        ("mail: {postal: 7 Harbour Lane}", "expected a list"),
        ("mail: {postal: ['']}", "none empty"),
        ("mail: {privacy: 'http://shop.example'}", "is no address of a page about privacy"),
        ("mail: {service: 'https://shop.example/\"x'}", "is no address of this service"),
        ("mail: {logo: {image: 'https://a.example/l.png', width: 10px}}", "'10px' is no width"),
        ("mail: {logo: {image: 'https://a.example/l.png', alternative: ' '}}", "'alternative' is empty"),
        ("mail: {acent: '#ffffff'}", "'acent' is not known here. Did you mean 'accent'?"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_brand(brand(tmp_path, more + "\n"))
    assert message in caught.value.message
    assert "brand.yaml:4:" in caught.value.message


def test_who_sends_it_is_read(tmp_path: Path) -> None:
    more = """mail:
  sender: {address: letters@shop.example}
  reply_to: hello@shop.example
  postal: [7  Harbour Lane, Exampleton]
  privacy: https://shop.example/privacy
  service: https://mail.shop.example/
  logo: {image: 'https://shop.example/logo.png'}
  dark: {accent: '#d9934a'}
"""
    mail = load_brand(brand(tmp_path, more)).mail
    assert mail.sender == Mailbox(address="letters@shop.example", name="Lantern Books")
    assert mail.reply_to == Mailbox(address="hello@shop.example")
    assert mail.postal == ("7 Harbour Lane", "Exampleton")
    assert (mail.privacy, mail.service) == ("https://shop.example/privacy", "https://mail.shop.example")
    assert mail.logo == Logo("https://shop.example/logo.png", "Lantern Books", 160)
    assert mail.dark.accent == "#d9934a"
