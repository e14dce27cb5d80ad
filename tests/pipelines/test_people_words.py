"""What evidence is called where people read about their own data."""

import pytest

from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.pipelines.people.words import Words

NOWHERE = Anchor(type="none")


@pytest.mark.parametrize(
    ("lang", "count", "words"),
    [
        ("en", 1_234, "Popular these weeks (1,234 people)"),
        ("en", 20, "Popular these weeks (20 people)"),
        ("en", 19, "Popular these weeks"),
        ("en", 1, "Popular these weeks"),
        ("de", 20, "Zurzeit beliebt (20 Personen)"),
        ("de", 3, "Zurzeit beliebt"),
    ],
)
def test_the_number_of_a_few_people_is_told_to_nobody(lang: str, count: int, words: str) -> None:
    assert Words(lang).evidence(EvidenceKind.TRENDING, NOWHERE, count) == words


def test_acts_of_ones_own_are_counted_from_two_on() -> None:
    book = Anchor(type="item", value="dracula")
    assert Words("en").evidence(EvidenceKind.VIEWED, book, 2) == "You viewed “dracula”, 2 times"
    assert Words("en").evidence(EvidenceKind.VIEWED, book, 1) == "You viewed “dracula”"
