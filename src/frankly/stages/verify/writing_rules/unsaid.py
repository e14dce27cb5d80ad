"""Words of a language that a house never says: those of the other form of address, and those that a rule bans."""

from functools import lru_cache

from frankly.domain.saying.say_policy import SayPolicy, holds_on, pattern_of
from frankly.stages.verify.vocabulary.lexicon import Lexicon


@lru_cache(maxsize=256)
def unsaid_words(lexicon: Lexicon, policy: SayPolicy, surface: str) -> frozenset[str]:
    """Words that constructions are taught without.

    Args:
        lexicon: words of the language.
        policy: what editors and lawyers decided.
        surface: where it would be said.
    """
    words = policy.words_of(lexicon.locale)
    if words is None:
        return frozenset()
    ours = policy.address_of(lexicon.locale)
    others = {one for form, listed in words.address.items() if ours and form != ours for one in listed}
    banned = pattern_of(
        tuple(word for rule in words.banned.values() if holds_on(rule.surfaces, surface) for word in rule.words)
    )
    return frozenset(others | {word for word in lexicon.known if banned.fullmatch(word)})
