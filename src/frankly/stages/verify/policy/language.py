"""A sentence is in the language that was asked for. The closed vocabulary makes most of it.

The small words of a sentence are counted for each language that has a list of them; words that two languages share
tell nothing.
"""

from collections import Counter
from functools import lru_cache
from typing import Final

from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import parse

LEAST_FOREIGN: Final = 2
"""One small word may be part of a name."""


def check(text: str, locale: str, policy: SayPolicy) -> list[Verdict]:
    """Refuse text with more small words of another language than of its own."""
    own = locale.split("-")[0]
    if _others(policy, own).isdisjoint(parse(text).folded):
        return []
    counts: Counter[str] = Counter()
    telling = _telling(policy)
    for word in parse(text).words:
        language = telling.get(word.text.casefold())
        if language is not None:
            counts[language] += 1
    for language, number in counts.items():
        if language != own and number >= LEAST_FOREIGN and number > counts[own]:
            told = policy.where(f"{language}/telltale")
            hint = f"{number} words tell of '{language}', by {told}, and {counts[own]} of '{own}': write it in '{own}'"
            return [verdict(Code.WRONG_LANGUAGE, (0, len(text)), hint)]
    return []


def check_source(claim: Claim, policy: SayPolicy) -> list[Verdict]:
    """Refuse a fact of the item's text in another language than the item's, by what the item says and by its words.

    A catalogue may say nothing of languages, and then a German sentence would stand in an English frame.
    """
    item, draft = claim.bearing.item, claim.draft
    if draft.level is None or item is None or claim.is_stamped:
        return []
    if item.language.split("-")[0] != draft.locale.split("-")[0]:
        hint = f"the item's text is in '{item.language}': no fact of it in '{draft.locale}'"
        return [verdict(Code.WRONG_LANGUAGE, (0, len(claim.parsed.text)), hint)]
    cited = [span.text for span in spans_of(item.description, item.language) if span.id in draft.evidence]
    hints = [found.hint for text in cited for found in check(text, draft.locale, policy)]
    whole = (0, len(claim.parsed.text))
    return [verdict(Code.WRONG_LANGUAGE, whole, f"the cited sentence: {hint}") for hint in hints[:1]]


@lru_cache(maxsize=128)
def _others(policy: SayPolicy, own: str) -> frozenset[str]:
    """Small words that other languages alone have."""
    return frozenset([word for word, language in _telling(policy).items() if language != own])


@lru_cache(maxsize=32)
def _telling(policy: SayPolicy) -> dict[str, str]:
    """Small word → the one language that has it."""
    owners: dict[str, set[str]] = {}
    for locale, rules in policy.words.items():
        for word in rules.telltale:
            owners.setdefault(word.casefold(), set()).add(locale)
    return {word: next(iter(languages)) for word, languages in owners.items() if len(languages) == 1}
