"""What becomes of an item's facts when code makes them anew, a person signs one, or the item goes. Pure rules.

Both stores of facts apply them, so that they cannot differ.
"""

from collections.abc import Iterable, Sequence

from frankly.domain.saying.fact import Fact, ItemFacts
from frankly.domain.saying.text import Verdict
from frankly.domain.time import EpochMs
from frankly.errors import Conflict

REFUSED_BY_PERSON = "refused_by_reviewer"
"""Code of the verdict that a person's refusal leaves."""


def is_of_person(fact: Fact) -> bool:
    """Whether a person, or a model, had a hand in it: code that makes facts anew leaves it alone."""
    return fact.origin != "template" or fact.reviewer is not None


def made_anew(made: ItemFacts, texts: Iterable[ItemFacts]) -> ItemFacts:
    """The facts of one text after code made them anew.

    Args:
        made: what code made.
        texts: all that is stored of the item, this text and past ones.
    """
    known = list(texts)
    kept = {fact.id: fact for text in known if text.source == made.source for fact in text.facts if is_of_person(fact)}
    refused = {fact.text: fact for text in known for fact in text.facts if was_refused_by_person(fact)}
    facts = {fact.id: _unless_refused(fact, refused.get(fact.text)) for fact in made.facts} | kept
    return ItemFacts(made.item, made.source, tuple(facts[name] for name in sorted(facts)), made.made_with)


def _unless_refused(fact: Fact, before: Fact | None) -> Fact:
    if before is None:
        return fact
    return fact.model_copy(
        update={"status": "refused", "reviewer": before.reviewer, "verdicts": (*fact.verdicts, *before.verdicts[-1:])}
    )


def with_new(text: ItemFacts, facts: Sequence[Fact]) -> ItemFacts:
    """The facts of one text with more; those that are there already stay as they are."""
    known = {fact.id: fact for fact in facts} | {fact.id: fact for fact in text.facts}
    return ItemFacts(text.item, text.source, tuple(known[name] for name in sorted(known)), text.made_with)


def settled(text: ItemFacts, facts: Sequence[Fact]) -> ItemFacts:
    """The facts of one text after a judge spoke of some that waited for it; nobody else's word is overruled."""
    judged = {fact.id: fact for fact in facts if fact.status != "waiting"}
    after = tuple(judged.get(fact.id, fact) if fact.status == "waiting" else fact for fact in text.facts)
    return ItemFacts(text.item, text.source, after, text.made_with)


def was_refused_by_person(fact: Fact) -> bool:
    """Whether a person said that it must not be shown."""
    return fact.status == "refused" and any(verdict.code == REFUSED_BY_PERSON for verdict in fact.verdicts)


def left_of(text: ItemFacts) -> ItemFacts | None:
    """What stays of one text's facts when the item is deleted: what a person refused; None where that is nothing."""
    refused = tuple(fact for fact in text.facts if was_refused_by_person(fact))
    return ItemFacts(text.item, text.source, refused) if refused else None


def reviewed(fact: Fact, *, reviewer: str, approves: bool, at: int, because: str = "") -> Fact:
    """A fact after a person signed or refused it.

    Raises:
        Conflict: when it was refused before, by a check, a judge or a person.
    """
    if approves and fact.status == "refused":
        codes = ", ".join(dict.fromkeys(verdict.code for verdict in fact.verdicts))
        raise Conflict(
            f"Fact '{fact.id}' was refused ({codes}), and a refused fact is never shown. Put another wording instead."
        )
    signed = {"reviewer": reviewer, "reviewed_at": EpochMs(at)}
    if approves:
        level = "approved" if fact.level == "rewritten" else fact.level
        return fact.model_copy(update={"status": "admitted", "level": level, **signed})
    hint = because or "a person refused it"
    verdict = Verdict(code=REFUSED_BY_PERSON, span=(0, len(fact.text)), hint=hint)
    others = tuple(one for one in fact.verdicts if one.code != REFUSED_BY_PERSON)
    return fact.model_copy(update={"status": "refused", "verdicts": (*others, verdict), **signed})
