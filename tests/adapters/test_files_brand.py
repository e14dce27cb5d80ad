from pathlib import Path

import pytest

from frankly.adapters.files.brand import load_brand
from frankly.errors import Misconfigured
from frankly.stages.writing.brand import MailBrand
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
    assert mail == MailBrand("https://shop.example", frozenset({"images.shop.example"}), "#8a4b08")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("mail: {home: 'http://shop.example'}", "'http://shop.example' is no address of a shop"),
        ("mail: {home: shop.example}", "'shop.example' is no address of a shop"),
        ("mail: {home: 'https://'}", "'https://' is no address of a shop"),
        ("mail: {hosts: ['https://shop.example']}", "'https://shop.example' is no host"),
        ("mail: {accent: red}", "'red' is no colour; write six hexadecimal digits"),
        ("mail: {accent: '#fff;}<script>'}", "is no colour"),
        ("mail: {acent: '#ffffff'}", "'acent' is not known here. Did you mean 'accent'?"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_brand(brand(tmp_path, more + "\n"))
    assert message in caught.value.message
    assert "brand.yaml:4:" in caught.value.message
