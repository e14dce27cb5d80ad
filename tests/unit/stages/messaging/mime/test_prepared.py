import pytest

from frankly.stages.messaging.mime.prepared import prepared
from frankly.stages.messaging.mime.writing import written
from frankly.stages.messaging.places import place
from tests.unit.stages.messaging.mime.letters import delivery, envelope

TEXT = f"Hello {place('name')},\n\nSomething new.\n\nStop: {place('unsubscribe')}\n"
HTML = f'<p>Hello <bdi>{place("name")}</bdi>,</p>\n<p>Something new.</p>\n<a href="{place("unsubscribe")}">Stop</a>\n'


def test_a_prepared_letter_has_the_bytes_of_the_whole_one() -> None:
    for name, shown in (("Ada", "Ada"), ("O'Neill", "O&#39;Neill"), ("Zoë " * 40, "Zoë " * 40), ("قصة", "قصة")):
        link = f"https://mail.shop.example/u/{name.encode().hex()}?a=b&c=d"
        whole = envelope(
            text=f"Hello {name},\n\nSomething new.\n\nStop: {link}\n",
            html=f"<p>Hello <bdi>{shown}</bdi>,</p>\n<p>Something new.</p>\n"
            f'<a href="{link.replace("&", "&amp;")}">Stop</a>\n',
        )
        ready = prepared(envelope(text=TEXT, html=HTML))
        assert ready.places == {"name", "unsubscribe"}
        assert ready.written(delivery(), {"name": name, "unsubscribe": link}) == written(whole)


def test_a_letter_without_places_needs_no_values() -> None:
    assert prepared(envelope()).written(delivery(), {}) == written(envelope())


def test_an_open_place_is_told_by_name() -> None:
    with pytest.raises(ValueError, match="without a value: unsubscribe"):
        prepared(envelope(text=TEXT, html=HTML)).written(delivery(), {"name": "Ada"})


@pytest.mark.parametrize("value", ["Ada\nBcc: eve@evil.example", "a\rb", "a\u2028b", place("why"), "\ue0f1"])
def test_a_value_stays_on_its_line_and_opens_no_place(value: str) -> None:
    with pytest.raises(ValueError, match="'name'"):
        prepared(envelope(text=TEXT)).written(delivery(), {"name": value, "unsubscribe": ""})


def test_places_stand_in_bodies_alone_and_are_known() -> None:
    with pytest.raises(ValueError, match="a place stands in the body"):
        prepared(envelope(subject=f"Hello {place('name')}"))
    with pytest.raises(ValueError, match="'nobody' is no place"):
        prepared(envelope(text="\ue0f1nobody\ue0f2"))
    with pytest.raises(ValueError, match="a character that marks places"):
        prepared(envelope(text="\ue0f1 name"))
