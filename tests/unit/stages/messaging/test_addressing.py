import pytest

from frankly.stages.messaging.addressing import salutation, usable_name


@pytest.mark.parametrize(
    "name",
    ["Ada", "Jean-Luc", "O’Neill", "O'Neill", "J. R.", "María del Carmen", "Zoë", "李", "Ångström", "प्रिया", "محمد"],
)
def test_a_name_is_used_as_it_is(name: str) -> None:
    assert usable_name(name) == name


def test_space_around_a_name_is_no_part_of_it() -> None:
    assert usable_name("  Ada \n ") == "Ada"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "www.evil.example",
        "https://evil.example",
        "ada@evil.example",
        "Ada1",
        "<b></b>",
        "{{ first_name }}",
        "{first_name}",
        "*|FNAME|*",
        "%%name%%",
        "Ada, you have won a prize",
        "Ada! You",
        "you have won a big prize",
        "A" * 41,
        "-Ada",
        "😀",
        "Ada\r\nBcc: eve",
    ],
)
def test_what_is_no_name_greets_nobody(raw: str) -> None:
    assert usable_name(raw) == ""


def test_what_is_hidden_in_a_name_does_not_come_through() -> None:
    assert usable_name("Ad\u202ea") == "Ada"
    assert usable_name("<script>Ada</script>") in {"", "Ada"}


def test_a_greeting_ends_in_a_comma_with_and_without_a_name() -> None:
    assert salutation("Hello", "Ada") == "Hello Ada,"
    assert salutation("Hello", "") == "Hello,"
    assert salutation("", "Ada") == "Ada,"
    assert salutation("", "") == ""


def test_a_greeting_in_arabic_letters_ends_with_their_comma() -> None:
    assert salutation("مرحبا", "Ada") == "مرحبا Ada،"
    assert salutation("Hello", "محمد") == "Hello محمد,"
    assert salutation("", "محمد") == "محمد،"
