import pytest

from frankly.domain.untrusted.names import are_alike, is_name


@pytest.mark.parametrize(
    "other",
    [
        "ida",
        "IDA",
        "I d a",
        "Ida.",
        "I.D.A.",
        "\uff29da",  # a wide I
        "Id\u0430",  # a Cyrillic a
        "\u0406da",  # a Cyrillic I
        "Id\u00e0",
        "Id\u0061\u0301",
        "I\u200bda",
        "I\ufe0fda",
        "Ida\u3164",
        "\U0001d408\U0001d41d\U0001d41a",  # of mathematics
        "1da",
        "Id@",
        "Ida!",
    ],
)
def test_a_name_is_known_however_it_is_written(other: str) -> None:
    assert are_alike("Ida", other)
    assert are_alike(other, "Ida")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u0391\u03b8\u03b7\u03bd\u03b1", "\u0391\u0398\u0397\u039d\u0391"),  # Greek, whose capital eta looks like H
        ("Stra\u00dfer", "STRASSER"),
        ("Zo\u00eb M\u00fcller", "zoe muller"),
        ("Team 1", "team1"),
    ],
)
def test_capitals_accents_and_gaps_make_no_other_name(one: str, other: str) -> None:
    assert are_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ida", "Ada"),
        ("Ida", "Ida B"),
        ("Ella", "Elia"),
        ("Team 1", "Team 2"),
        ("\u0930\u093e\u092e", "\u0930\u0940\u092e\u093e"),  # Ram and Rima, whose vowels are marks
        ("\u674e", "\u738b"),
        ("\u0418\u0434\u0430", "\u0410\u0434\u0430"),
        ("...", "!?"),
    ],
)
def test_other_people_have_other_names(one: str, other: str) -> None:
    assert not are_alike(one, other)


@pytest.mark.parametrize(
    ("text", "is_one"), [("Ida", True), ("\u674e", True), ("7", True), (".", False), ("\u3164", False), ("", False)]
)
def test_a_name_has_a_letter_or_digit(text: str, is_one: bool) -> None:
    assert is_name(text) is is_one
