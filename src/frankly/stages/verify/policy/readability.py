"""How hard a sentence is to read: its words, the syllables of its longest word, and its reading ease.

Reading ease: Flesch (1948) for English, Amstad's form (1978) for German; other languages have no formula here. In
thousandths, since floats differ between machines. Slots count as one plain word each.
"""

import re
from functools import lru_cache
from typing import Final

from frankly.domain.saying.say_policy import EVERYWHERE, Reading, SayPolicy
from frankly.domain.saying.text import SentenceKind, Verdict
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Parsed, parse
from frankly.stages.verify.vocabulary.plain_words import PlainWords

_FORMULAS: Final = {"en": (206_835, 1_015, 84_600), "de": (180_000, 1_000, 58_500)}
"""Language → base, loss by a word of a sentence, loss by a syllable of a word; in thousandths."""

_PLAIN_SYLLABLES: Final = 2
"""Of what fills a slot."""

_ENDS: Final = frozenset(".!?")
_GROUPS: Final = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöøùúûü]+")
_GERMAN: Final = re.compile(r"aa|ee|oo|ie|ei|ey|ai|ay|au|äu|eu|[aeiouyäöüàáâèéêìíòóôùú]")
_SILENT: Final = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeioudt])ed$|(?<=[^aeiouscgxz])es$")


def check(text: str, kind: SentenceKind, locale: str, surface: str, policy: SayPolicy) -> list[Verdict]:
    """Refuse what is harder to read than the rules allow."""
    words = policy.words_of(locale)
    rule = None if words is None else words.reading.get(surface) or words.reading.get(EVERYWHERE)
    if words is None or rule is None or kind not in rule.kinds:
        return []
    named = surface if surface in words.reading else EVERYWHERE
    told = policy.where(f"{words.locale}/reading/{named}")
    return [verdict(Code.HARD_TO_READ, span, f"{what}, by {told}") for span, what in _found(text, words.locale, rule)]


def _found(text: str, language: str, rule: Reading) -> list[tuple[tuple[int, int], str]]:
    parsed = parse(text)
    whole = (0, len(text))
    found = []
    number = len(parsed.spoken) + len(parsed.slots)
    if rule.most_words is not None and number > rule.most_words:
        found.append((whole, f"it has {number} words and may have {rule.most_words}: say less, or in two sentences"))
    if rule.most_syllables is not None and (hard := _easy_words(language, rule.most_syllables).others(parsed.said)):
        for word in parsed.words:
            if word.text in hard:
                count = syllables(word.text, language)
                told = f"'{word.text}' has {count} syllables and a word may have {rule.most_syllables}: say it plainly"
                found.append((word.span, told))
    if rule.least_ease is not None and number >= rule.from_words:
        ease = ease_of(parsed, language)
        if ease is not None and ease < rule.least_ease:
            told = f"its reading ease is {ease} and must be {rule.least_ease} at least: use shorter words"
            found.append((whole, told))
    return found


@lru_cache(maxsize=32)
def _easy_words(language: str, most: int) -> PlainWords:
    """Words of so many syllables or fewer."""
    return PlainWords(lambda word: syllables(word, language) <= most)


def ease_of(parsed: Parsed, language: str) -> int | None:
    """Reading ease of a text, 100 being very easy; None in languages without a formula."""
    formula = _FORMULAS.get(language)
    words = len(parsed.spoken) + len(parsed.slots)
    if formula is None or not words:
        return None
    sentences = max(sum([token in _ENDS for token in parsed.tokens]), 1)
    all_syllables = sum([syllables(word, language) for word in parsed.spoken]) + _PLAIN_SYLLABLES * len(parsed.slots)
    base, by_word, by_syllable = formula
    return (base - by_word * words // sentences - by_syllable * all_syllables // words) // 1000


@lru_cache(maxsize=8192)
def syllables(word: str, language: str) -> int:
    """Syllables of a word, at least one. Counted by its vowels: right in nine words of ten, and the same everywhere."""
    folded = word.casefold()
    if language == "de":
        return max(len(_GERMAN.findall(folded)), 1)
    parts = folded.replace("’", "'").split("-")
    return sum(max(len(_GROUPS.findall(_SILENT.sub("", part))), 1) for part in parts)
