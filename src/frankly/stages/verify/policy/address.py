"""A language with two forms of address is written in the one that the brand chose."""

from functools import lru_cache
from typing import Final

from frankly.domain.saying.say_policy import SayPolicy, pattern_of
from frankly.domain.saying.text import SentenceKind, Verdict
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Word, parse
from frankly.stages.verify.vocabulary.plain_words import PlainWords

_MAY_BE_SHE: Final = frozenset({"Sie", "Ihr", "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihres", "Ihnen"})
"""At the start of a sentence these may speak of somebody else."""


def check(text: str, kind: SentenceKind, locale: str, policy: SayPolicy) -> list[Verdict]:
    """Refuse words that speak to the reader in the other form of address."""
    words, chosen = policy.words_of(locale), policy.address_of(locale)
    if words is None or not chosen:
        return []
    found = []
    for form, list_ in words.address.items():
        if form == chosen or not (said := _addressing(list_).others(parse(text).said)):
            continue
        for word in parse(text).words:
            if word.text in said and not _is_other(word, kind):
                told = policy.where(f"{words.locale}/address/{form}")
                hint = f"'{word.text}' addresses people by '{form}', by {told}; this house says '{chosen}'"
                found.append(verdict(Code.WRONG_ADDRESS, word.span, hint))
    return found


@lru_cache(maxsize=32)
def _addressing(words: tuple[str, ...]) -> PlainWords:
    """All words but those of a form of address."""
    return PlainWords(lambda word: not pattern_of(words, is_cased=True).fullmatch(word))


def _is_other(word: Word, kind: SentenceKind) -> bool:
    """Whether it may speak of somebody else: in a fact, at the start of a sentence."""
    return kind == "fact" and word.starts and word.text in _MAY_BE_SHE
