"""What was known of a person then and is not there any more: deleted, corrected, refused, or run out."""

from collections.abc import Iterable

from frankly.domain.ids import FactId
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact

_HIDE = EVENT_CODES[EventKind.HIDE]


def acts_taken_back(then: History, now_has: History) -> set[str]:
    """Acts of a history that are not in a later one.

    Acts of hiding are left out: they only keep something away, so that nothing told rests on them. So are acts that
    newer ones pushed out of what is read of somebody with very many.

    Args:
        then: acts as they were read, oldest first.
        now_has: acts as they are read, oldest first.

    Returns:
        Ids of the acts.
    """
    here = set(now_has.event_ids)
    oldest = int(now_has.at_ms[0]) if now_has.is_truncated and len(now_has) else None
    found = set()
    for name, kind, at in zip(then.event_ids, then.kinds.tolist(), then.at_ms.tolist(), strict=True):
        if name not in here and kind != _HIDE and (oldest is None or at > oldest):
            found.add(name)
    return found


def facts_taken_back(then: Iterable[Fact], now_has: Iterable[Fact]) -> set[FactId]:
    """Facts that were stated then and are not any more; stated anew they are the same.

    Args:
        then: facts as they were read.
        now_has: facts as they are read.

    Returns:
        Ids of the facts.
    """
    return {fact.id for fact in then} - {fact.id for fact in now_has}
