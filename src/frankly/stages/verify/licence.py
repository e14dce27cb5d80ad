"""The kind contract: only words that all cited evidence licenses, so that "bought" is not said of a view."""

from frankly.domain.text import Verdict
from frankly.domain.text_slot import ACT_KINDS
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.lexicon import NO_WORDS, Lexicon
from frankly.stages.verify.parse import Mark, Slot, Word
from frankly.stages.verify.slots import tells_act_without_slot

_REACH = 2
"""A pointer so many words from a word of act is taken for its object."""


def check(claim: Claim) -> list[Verdict]:
    """Refuse words that the cited evidence does not license, and acts said of the recommended item."""
    allowed = licensed(claim)
    found = []
    for word in claim.parsed.words:
        if not word.within(allowed) and word.within(claim.lexicon.known):
            found += _refused(claim, word)
    return found + _objects(claim)


def licensed(claim: Claim) -> frozenset[str]:
    """Every word that this sentence may hold, words of cause aside: those have a check of their own."""
    lexicon = claim.lexicon
    if claim.draft.kind != "reason":
        extra = lexicon.nudge if claim.draft.kind == "nudge" else lexicon.fact
        return lexicon.common | extra | lexicon.necessary
    return lexicon.common.union(
        lexicon.necessary,
        lexicon.of_kinds(claim.kinds),
        lexicon.of_sources(claim.main_sources()),
        lexicon.person if claim.is_about_person else NO_WORDS,
        lexicon.crowd if claim.is_about_crowd else NO_WORDS,
    )


def _refused(claim: Claim, word: Word) -> list[Verdict]:
    lexicon = claim.lexicon
    if word.within(lexicon.numbers):
        return []
    if word.within(lexicon.person):
        hint = f"'{word.text}' speaks of the reader: cite evidence of theirs, or say it without"
        return [verdict(Code.NOT_ABOUT_PERSON, word.span, hint)]
    if word.within(lexicon.crowd):
        hint = f"'{word.text}' claims a crowd: it needs a statistic over at least twenty people"
        return [verdict(Code.TOO_FEW_PEOPLE, word.span, hint)]
    sources = [name for name, words in lexicon.sources.items() if word.within(words)]
    if sources and claim.draft.kind == "reason":
        hint = f"'{word.text}' needs most of the effect to come from {' or '.join(sources)}"
        return [verdict(Code.SOURCE_UNLICENSED, word.span, hint)]
    return [verdict(Code.WRONG_ACT, word.span, f"'{word.text}' is said of {_owners(lexicon, word)}")]


def _owners(lexicon: Lexicon, word: Word) -> str:
    kinds = [kind.value for kind, words in lexicon.kinds.items() if word.within(words)]
    return ", ".join(kinds[:4]) + (" …" if len(kinds) > 4 else "") if kinds else "other sentences"


def _objects(claim: Claim) -> list[Verdict]:
    kinds = claim.kinds & ACT_KINDS
    if not kinds or claim.is_about_item:
        return []
    found = []
    acts = NO_WORDS.union(*(claim.lexicon.acts.get(kind, NO_WORDS) for kind in kinds))
    for word in claim.parsed.words:
        if word.within(acts) and _points(claim, word):
            found.append(verdict(Code.WRONG_OBJECT, word.span, "say the act of its slot, not of the recommended item"))
    if tells_act_without_slot(claim) and not any(word.within(claim.lexicon.generic) for word in claim.parsed.words):
        hint = "say what was acted on, by a slot such as {e1.title}"
        found.append(verdict(Code.WRONG_OBJECT, (0, len(claim.parsed.text)), hint))
    return found


def _points(claim: Claim, act: Word) -> bool:
    for step in (-1, 1):
        for distance in range(1, _REACH + 1):
            index = act.index + step * distance
            part = claim.parsed.parts[index] if 0 <= index < len(claim.parsed.parts) else None
            if part is None or isinstance(part, Slot | Mark):
                break
            if part.within(claim.lexicon.pointers):
                return True
    return False
