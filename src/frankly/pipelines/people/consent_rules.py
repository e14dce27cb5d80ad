"""How a decision about consent changes what was decided before. An opt-out never reverts by itself."""

from typing import Literal, TypeAlias, TypeVar

from frankly.domain.person.consent import Consent, ConsentInput
from frankly.domain.time import EpochMs

Origin: TypeAlias = Literal["person", "import", "segment", "merge", "request"]
K = TypeVar("K", bound=str)


def decided(before: Consent | None, given: ConsentInput, origin: Origin, now: EpochMs) -> Consent | None:
    """The decision that holds afterwards.

    Args:
        before: what was decided so far; None when nothing was.
        given: the new decision; what it leaves out stays as it was.
        origin: who brings it. Only `person` may agree; of everyone else only refusals are taken.
        now: the moment.

    Returns:
        The decision to keep; `before` itself when nothing changes.
    """
    old = before if before is not None else ConsentInput()
    may_agree = origin == "person"
    changed = Consent(
        purposes=_merged(old.purposes, given.purposes, may_agree),
        evidence=_merged(old.evidence, given.evidence, may_agree),
        sensitive=_merged(old.sensitive, given.sensitive, may_agree),
        at=now,
        origin=origin,
    )
    says_nothing = before is None and not may_agree and not _refuses(changed)
    return before if says_nothing or (before is not None and _same(before, changed)) else changed


def restored(before: Consent | None, kept: Consent, now: EpochMs) -> Consent | None:
    """The decision after an import of one that was kept elsewhere, with its date.

    Where nothing was decided here yet it is taken as it is, if a person made it; otherwise it can only narrow.
    """
    if before is not None:
        return decided(before, kept, "import", now)
    at = min(kept.at, now)
    if kept.origin in {"person", "merge"}:
        return kept.model_copy(update={"at": at})
    narrowed = decided(None, kept, "import", at)
    return None if narrowed is None else narrowed.model_copy(update={"origin": kept.origin})


def _merged(old: dict[K, bool], given: dict[K, bool], may_agree: bool) -> dict[K, bool]:
    taken = {key: value for key, value in given.items() if may_agree or not value}
    return {key: value for key, value in sorted({**old, **taken}.items(), key=lambda pair: str(pair[0]))}


def _refuses(consent: ConsentInput) -> bool:
    return bool(consent.purposes or consent.evidence or consent.sensitive)


def _same(one: ConsentInput, other: ConsentInput) -> bool:
    return (one.purposes, one.evidence, one.sensitive) == (other.purposes, other.evidence, other.sensitive)
