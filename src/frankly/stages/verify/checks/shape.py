"""The whole sentence is one of the constructions of the lexicon: licensed words put together anew are not enough."""

from functools import lru_cache
from typing import NamedTuple

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text import SentenceKind, Verdict
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_KINDS
from frankly.stages.verify.checks.licence import wrong_objects
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Mark, Slot
from frankly.stages.verify.vocabulary.automaton import Automaton, automaton
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.nearest import hint_for
from frankly.stages.verify.vocabulary.situation import TITLE, Situation, SlotSymbol, Symbol, forms_of

STATED = frozenset({EvidenceKind.STATED_INTEREST, EvidenceKind.STATED_ROLE, EvidenceKind.STATED_INTENT})
_QUOTES = frozenset("“”„‘’‚")


def check(saying: Saying) -> list[Verdict]:
    """Refuse a sentence that is no construction in its situation."""
    symbols = symbols_of(saying)
    machine = _machine_of(saying)
    if machine.fits(symbols):
        return []
    count, _ = machine.reach(symbols)
    end, spans = len(saying.text), _spans_of(saying)
    start = spans[count][0] if count < len(spans) else end
    found = [verdict(Code.SHAPE, (min(start, end), end), hint_for(machine, symbols))]
    found += wrong_objects(saying)
    if saying.kind == "nudge":
        # The nudge constructions speak to the reader in fixed places; anywhere else it is said of them.
        found += [
            verdict(Code.NOT_ABOUT_PERSON, word.span, "a nudge says nothing of the reader: leave it out")
            for word in saying.parsed.words
            if word.within(saying.lexicon.person) and word.span[0] >= start
        ]
    return found


def _machine_of(saying: Saying) -> Automaton:
    """The constructions that are open to it."""
    flags = _Flags(
        saying.is_about_item,
        saying.is_apart,
        saying.is_of_item,
        saying.is_necessary,
        saying.is_sufficient,
        saying.is_recent,
        saying.is_several,
        saying.is_about_crowd,
    )
    given = frozenset({*saying.sources, _form_of(saying), saying.occasion} - {""})
    return _machine(saying.lexicon, saying.kind, saying.kinds, given, flags)


def _form_of(saying: Saying) -> str:
    """The form of address that a sentence is held to: one whose own words it has, else the last; empty for none."""
    forms = forms_of(saying.lexicon)
    if not forms:
        return ""
    said = saying.parsed.said
    return next((form for form, words in forms.items() if not words.isdisjoint(said)), next(reversed(forms)))


class _Flags(NamedTuple):
    is_about_item: bool
    is_apart: bool
    is_of_item: bool
    is_necessary: bool
    is_sufficient: bool
    is_recent: bool
    is_several: bool
    is_about_crowd: bool


@lru_cache(maxsize=2048)
def _machine(
    lexicon: Lexicon,
    kind: SentenceKind,
    kinds: frozenset[EvidenceKind],
    given: frozenset[str],
    flags: _Flags,
) -> Automaton:
    conditions = set(given)
    if flags.is_about_item:
        conditions.add("self")
    if flags.is_apart:
        conditions.add("other")
    # A line above a slate has no item that "this one" could be; a nudge says nothing of it.
    if flags.is_of_item or kind != "reason":
        conditions.add("item")
    named = (
        ("necessary", flags.is_necessary),
        ("sufficient", flags.is_sufficient),
        ("recent", flags.is_recent),
        ("several", flags.is_several),
        ("crowd", flags.is_about_crowd),
        ("acts", kinds <= ACT_KINDS),
        ("others", kinds <= CROWD_KINDS),
        ("stated", kinds <= STATED),
    )
    conditions.update(name for name, holds in named if holds and kinds)
    situation = Situation(kind, frozenset([one.value for one in kinds]), frozenset(conditions))
    return automaton(lexicon, situation)


def symbols_of(saying: Saying) -> list[Symbol]:
    """A draft as patterns see it. Quotation marks around slots do not count."""
    parsed, found = saying.parsed, list[Symbol]()
    slots = iter(_slots(saying)) if parsed.slots else iter(())
    special = {place: "^" + word for place, word in parsed.openers.items()}
    if saying.noun:
        inside, firsts = _noun(saying)
        special |= dict.fromkeys(firsts, TITLE) | dict.fromkeys(inside, "")
    for index, token in enumerate(parsed.tokens):
        if isinstance(token, Slot):
            found.append(next(slots))
        elif index in special:
            if special[index]:
                found.append(special[index])
        elif token not in _QUOTES:
            found.append(token)
    return found


def _noun(saying: Saying) -> tuple[frozenset[int], frozenset[int]]:
    """Places of the words of the item's own title behind the first, and of the first."""
    inside = [index for first, last in saying.noun for index in range(first + 1, last + 1)]
    return frozenset(inside), frozenset([first for first, _ in saying.noun])


def _spans_of(saying: Saying) -> list[tuple[int, int]]:
    """The place of each symbol."""
    inside, _ = _noun(saying)
    return [
        part.span
        for part in saying.parsed.parts
        if part.index not in inside and not (isinstance(part, Mark) and part.text in _QUOTES)
    ]


def _slots(saying: Saying) -> list[SlotSymbol]:
    kinds, slots = dict(saying.owners), saying.parsed.slots
    owners = [slot.owner for slot in slots]
    is_alone = len(set(owners) - {"item"}) == 1
    return [
        SlotSymbol(
            "item" if slot.owner == "item" else slot.owner[0],
            str(kinds.get(slot.owner) or ""),
            slot.field,
            before == slot.owner or (is_alone and slot.owner != "item"),
            after == slot.owner or (is_alone and slot.owner != "item"),
        )
        for slot, before, after in zip(slots, [None, *owners], [*owners[1:], None], strict=False)
    ]
