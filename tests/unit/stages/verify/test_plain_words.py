from collections import Counter

from frankly.stages.verify.vocabulary.plain_words import MOST, PlainWords


def test_only_words_that_the_check_speaks_of_are_named() -> None:
    words = PlainWords(lambda word: word.islower())
    for _ in range(2):
        assert words.others(frozenset({"one", "Two", "three", "Four"})) == {"Two", "Four"}
    assert words.others(frozenset({"one", "three"})) == frozenset()


def test_a_word_is_looked_at_once() -> None:
    looked: Counter[str] = Counter()

    def is_plain(word: str) -> bool:
        looked[word] += 1
        return word != "free"

    words = PlainWords(is_plain)
    for said in ({"a", "free"}, {"a", "gift"}, {"free", "gift"}):
        words.others(frozenset(said))
    assert looked == {"a": 1, "free": 1, "gift": 1}


def test_what_is_kept_is_bounded_and_nothing_is_missed_for_it() -> None:
    looked: Counter[str] = Counter()

    def is_plain(word: str) -> bool:
        looked[word] += 1
        return word != "free"

    words = PlainWords(is_plain)
    words.others(frozenset({"free"}))
    words.others(frozenset(f"word{number}" for number in range(MOST)))
    assert words.others(frozenset({"free", "another"})) == {"free"}
    assert looked["free"] == 2
