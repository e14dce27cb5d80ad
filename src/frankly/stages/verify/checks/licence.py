"""The kind contract: only words that all cited evidence licenses, so that "bought" is not said of a view."""

from functools import lru_cache
from typing import NamedTuple

from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.saying.text import SentenceKind, Verdict
from frankly.domain.saying.text_slot import ACT_KINDS
from frankly.stages.verify.checks.slots import tells_act_without_slot
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Mark, Slot, Word
from frankly.stages.verify.vocabulary.lexicon import NO_WORDS, Lexicon

_REACH = 2
"""A pointer so many words from a word of act is taken for its object."""


def check(saying: Saying) -> list[Verdict]:
    """Refuse words that the cited evidence does not license."""
    allowed = licensed(saying)
    found: list[Verdict] = []
    if saying.parsed.all_within(allowed):
        return found
    for word in saying.parsed.words:
        if not word.within(allowed) and word.within(saying.lexicon.known) and not _is_noun(saying, word):
            found += _refused(saying, word)
    return found


def licensed(saying: Saying) -> frozenset[str]:
    """Every word that this sentence may hold, words of cause aside: those have a check of their own."""
    if saying.kind != "reason":
        return _of_nudge_or_fact(saying.lexicon, saying.kind)
    claims = _Claims(saying.kinds, saying.sources, saying.is_recent, saying.is_sufficient, saying.is_about_crowd)
    return _of_reason(saying.lexicon, claims)


class _Claims(NamedTuple):
    kinds: frozenset[EvidenceKind]
    sources: frozenset[str]
    is_recent: bool
    is_sufficient: bool
    is_about_crowd: bool


@lru_cache(maxsize=64)
def _of_nudge_or_fact(lexicon: Lexicon, kind: SentenceKind) -> frozenset[str]:
    extra = lexicon.nudge if kind == "nudge" else lexicon.fact
    return lexicon.common | extra | lexicon.necessary


@lru_cache(maxsize=1024)
def _of_reason(lexicon: Lexicon, claims: _Claims) -> frozenset[str]:
    return lexicon.common.union(
        lexicon.reason,
        lexicon.necessary,
        lexicon.recent if claims.is_recent else NO_WORDS,
        lexicon.sufficient if claims.is_sufficient else NO_WORDS,
        lexicon.of_kinds(claims.kinds),
        lexicon.of_sources(claims.sources),
        lexicon.person if _are_about_person(claims.kinds) else NO_WORDS,
        lexicon.crowd if claims.is_about_crowd else NO_WORDS,
    )


def _are_about_person(kinds: frozenset[EvidenceKind]) -> bool:
    """Whether all that is cited is the reader's own."""
    return bool(kinds) and all(GROUP_OF[kind] is not None or kind is EvidenceKind.OUTSIDE_USUAL for kind in kinds)


def _is_noun(saying: Saying, word: Word) -> bool:
    return any(first <= word.index <= last for first, last in saying.noun)


def _refused(saying: Saying, word: Word) -> list[Verdict]:
    lexicon = saying.lexicon
    if word.within(lexicon.numbers):
        return []
    if word.within(lexicon.person):
        hint = f"'{word.text}' speaks of the reader: cite evidence of theirs, or say it without"
        return [verdict(Code.NOT_ABOUT_PERSON, word.span, hint)]
    if word.within(lexicon.crowd):
        hint = f"'{word.text}' claims a crowd: it needs a statistic over at least twenty people"
        return [verdict(Code.TOO_FEW_PEOPLE, word.span, hint)]
    if word.within(lexicon.recent) and saying.kind == "reason":
        hint = f"'{word.text}' needs evidence of the last 30 days; say when by {{e1.when}}, or leave it out"
        return [verdict(Code.TIME_UNLICENSED, word.span, hint)]
    if word.within(lexicon.sufficient) and saying.kind == "reason":
        hint = f"'{word.text}' needs sufficient evidence: say 'one of the reasons', or that it counts"
        return [verdict(Code.FALSE_CAUSE, word.span, hint)]
    sources = [name for name, words in lexicon.sources.items() if word.within(words)]
    if sources and saying.kind == "reason":
        hint = f"'{word.text}' needs most of the effect to come from {' or '.join(sources)}"
        return [verdict(Code.SOURCE_UNLICENSED, word.span, hint)]
    return [verdict(Code.WRONG_ACT, word.span, f"'{word.text}' stands only in {_home(lexicon, word)}: say it without")]


def _home(lexicon: Lexicon, word: Word) -> str:
    """Where a word of the lexicon may stand, which does not stand there."""
    kinds = [kind.value for kind, words in lexicon.kinds.items() if word.within(words)]
    if kinds:
        return f"a reason that cites nothing but {' or '.join(kinds[:4])}{' …' if len(kinds) > 4 else ''}"
    if word.within(lexicon.nudge):
        return "a nudge, which invites and states nothing"
    return "a fact about the item" if word.within(lexicon.fact) else "a reason that cites evidence"


def wrong_objects(saying: Saying) -> list[Verdict]:
    """What a broken sentence says of the recommended item, or of nothing, that belongs to a slot."""
    kinds = saying.kinds & ACT_KINDS
    if not kinds or saying.is_about_item:
        return []
    found = []
    acts = NO_WORDS.union(*(saying.lexicon.acts.get(kind, NO_WORDS) for kind in kinds))
    for word in saying.parsed.words:
        if word.within(acts) and _points(saying, word):
            found.append(verdict(Code.WRONG_OBJECT, word.span, "say the act of its slot, not of the recommended item"))
    if tells_act_without_slot(saying) and not any(word.within(saying.lexicon.generic) for word in saying.parsed.words):
        hint = "say what was acted on, by a slot such as {e1.title}"
        found.append(verdict(Code.WRONG_OBJECT, (0, len(saying.parsed.text)), hint))
    return found


def _points(saying: Saying, act: Word) -> bool:
    for step in (-1, 1):
        for distance in range(1, _REACH + 1):
            index = act.index + step * distance
            part = saying.parsed.parts[index] if 0 <= index < len(saying.parsed.parts) else None
            if part is None or isinstance(part, Slot | Mark):
                break
            if part.within(saying.lexicon.pointers):
                return True
    return False
