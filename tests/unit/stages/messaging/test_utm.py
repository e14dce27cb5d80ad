import pytest

from frankly.errors import Invalid
from frankly.stages.messaging.addresses import Allowed
from frankly.stages.messaging.utm import Utm, tagged

SHOP = Allowed("https://shop.example", frozenset({"books.shop.example"}))
SPRING = Utm("newsletter", "email", "spring-2026", "item-1")
SAID = "utm_source=newsletter&utm_medium=email&utm_campaign=spring-2026&utm_content=item-1"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://shop.example", f"https://shop.example?{SAID}"),
        ("https://shop.example/emma", f"https://shop.example/emma?{SAID}"),
        ("https://shop.example/emma?", f"https://shop.example/emma?{SAID}"),
        ("https://shop.example/e?a=%20&b", f"https://shop.example/e?a=%20&b&{SAID}"),
        ("https://shop.example/e#part?x", f"https://shop.example/e?{SAID}#part?x"),
        ("https://books.shop.example:8443/e?a=1#b", f"https://books.shop.example:8443/e?a=1&{SAID}#b"),
    ],
)
def test_query_and_fragment_stay_as_they_are(address: str, wanted: str) -> None:
    assert tagged(address, SPRING, SHOP) == wanted


def test_what_the_address_says_already_wins() -> None:
    found = tagged("https://shop.example/?utm_source=shelf&xutm_medium=a", SPRING, SHOP)
    assert found.count("utm_source") == 1
    assert found.endswith("&utm_medium=email&utm_campaign=spring-2026&utm_content=item-1")
    assert tagged(found, SPRING, SHOP) == found


@pytest.mark.parametrize("address", ["https://evil.example/", "https://shop.example.evil.example/", "/emma", ""])
def test_other_hosts_learn_nothing_of_the_campaign(address: str) -> None:
    assert tagged(address, SPRING, SHOP) == address


@pytest.mark.parametrize("name", ["ada@shop.example", "Ada Lovelace", "a&b", "a=b", "a#b", "", "a" * 65, "ü", "a\nb"])
def test_a_person_is_no_name_of_a_campaign(name: str) -> None:
    with pytest.raises(Invalid, match="utm_campaign"):
        Utm("newsletter", "email", name)


def test_without_a_content_none_is_said() -> None:
    assert "utm_content" not in tagged("https://shop.example", Utm("a", "b", "c"), SHOP)
