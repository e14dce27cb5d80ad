import pytest

from frankly.stages.messaging.addresses import MOST_CHARACTERS, Allowed, address

SHOP = Allowed("https://shop.example")
NARROW = Allowed("https://shop.example", frozenset({"images.example"}))


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        ("/books/emma", "https://shop.example/books/emma"),
        ("https://shop.example/a?b=1&c=ü", "https://shop.example/a?b=1&c=%C3%BC"),
        ("https://else.example:8443/x#y", "https://else.example:8443/x#y"),
        ("https://shop.example/a%20b", "https://shop.example/a%20b"),
        ('https://shop.example/"onload="x', "https://shop.example/%22onload=%22x"),
        ("https://shop.example/<b>{{x}}", "https://shop.example/%3Cb%3E%7B%7Bx%7D%7D"),
    ],
)
def test_an_address_that_a_mailbox_can_follow_is_whole_and_plain(raw: str, whole: str) -> None:
    assert address(raw, SHOP) == (whole, None)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("http://shop.example/a", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("data:text/html,hello", "not_https"),
        ("//evil.example/a", "not_absolute"),
        ("/\\evil.example/a", "not_absolute"),
        ("books/emma", "not_absolute"),
        ("https://shop.example@evil.example/a", "host"),
        ("https://user:word@shop.example/a", "host"),
        ("https:///a", "host"),
        ("https://localhost/a", "host"),
        ("https://shöp.example/a", "host"),
        ("https://shop.example:wrong/a", "host"),
        ("https://[::1]/a", "host"),
        ("https://shop.example/" + "a" * MOST_CHARACTERS, "too_long"),
    ],
)
def test_an_address_that_is_none_or_leads_elsewhere_is_left_out(raw: str, fault: str) -> None:
    assert address(raw, SHOP) == ("", fault)


def test_without_a_home_relative_addresses_lead_nowhere() -> None:
    assert address("/books/emma", Allowed()) == ("", "not_absolute")


def test_where_hosts_are_named_only_they_and_the_shop_are_led_to() -> None:
    assert address("/a", NARROW)[1] is None
    assert address("https://IMAGES.example/a.jpg", NARROW)[1] is None
    assert address("https://images.example.evil.example/a.jpg", NARROW) == ("", "host")
    assert address("https://evil.example/a.jpg", NARROW) == ("", "host")
