"""Words that the house does not say, and names of others that it does not name."""

import re
from functools import lru_cache
from typing import Final

from frankly.domain.saying.say_policy import SayPolicy, holds_on, opening_of, pattern_of
from frankly.domain.saying.text import Verdict
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import parse
from frankly.stages.verify.vocabulary.plain_words import PlainWords


def check(text: str, locale: str, surface: str, policy: SayPolicy) -> list[Verdict]:
    """Refuse banned words and names of competitors in a draft; what stands in its slots is looked at when filled."""
    if not policy.rules.competitors and not _may_hold(text, locale, policy):
        return []
    own = _without_slots(text)
    return _banned(own, locale, surface, policy, {"ours", "anywhere"}) + _named(own, policy)


def check_filled(text: str, whole: tuple[int, int], locale: str, surface: str, policy: SayPolicy) -> list[Verdict]:
    """The same of what people would read, for rules that hold anywhere.

    Args:
        text: the filled sentence.
        whole: span of the draft: where the refusal points, since places in the filled text are none in the draft.
        locale: its language.
        surface: where it would be said.
        policy: the rules.
    """
    if not policy.rules.competitors and not _has_rules_of_anywhere(policy, locale):
        return []
    found = _banned(text, locale, surface, policy, {"anywhere"}) + _named(text, policy)
    return [Verdict(code=one.code, span=whole, hint=f"what fills a slot: {one.hint}") for one in found]


def _without_slots(text: str) -> str:
    """The draft's own words, each at its place."""
    return TEXT_SLOT.sub(lambda slot: " " * len(slot[0]), text) if "{" in text else text


_RUN: Final = re.compile(r"\w+|&")

_APART: Final = frozenset(".,:;?!…–—-()“”„‘’‚")
"""Characters that stand between words: a sentence with no others is what its words are."""


def _may_hold(text: str, locale: str, policy: SayPolicy) -> bool:
    """Whether a banned word or phrase can begin in a text: mostly none does, and the patterns try every place."""
    parsed = parse(text)
    words = parsed.said if parsed.signs <= _APART else frozenset(_RUN.findall(text))
    return bool(_unbanned(locale, policy).others(words))


@lru_cache(maxsize=128)
def _unbanned(locale: str, policy: SayPolicy) -> PlainWords:
    """Words with which nothing begins that is banned."""
    words = policy.words_of(locale)
    banned = [] if words is None else [opening_of(rule.words) for rule in words.banned.values()]
    return PlainWords(lambda word: not any(one.fullmatch(run) for run in _RUN.findall(word) for one in banned))


def _banned(text: str, locale: str, surface: str, policy: SayPolicy, where: set[str]) -> list[Verdict]:
    words = policy.words_of(locale)
    found: list[Verdict] = []
    for name, rule in words.banned.items() if words is not None else ():
        if rule.where in where and holds_on(rule.surfaces, surface):
            for match in pattern_of(rule.words).finditer(text):
                told = policy.where(f"{locale.split('-')[0]}/banned/{name}")
                hint = f"'{match[0]}' is not said, by {told} ({rule.because}): leave it out"
                found.append(verdict(Code.BANNED_WORD, match.span(), hint))
    return found


@lru_cache(maxsize=128)
def _has_rules_of_anywhere(policy: SayPolicy, locale: str) -> bool:
    words = policy.words_of(locale)
    return words is not None and any(rule.where == "anywhere" for rule in words.banned.values())


def _named(text: str, policy: SayPolicy) -> list[Verdict]:
    found = []
    for name, rule in policy.rules.competitors.items():
        for match in pattern_of(rule.names, is_cased=True).finditer(text):
            hint = f"'{match[0]}' is not named, by {policy.where(f'competitors/{name}')} ({rule.because}): leave it out"
            found.append(verdict(Code.COMPETITOR, match.span(), hint))
    return found
