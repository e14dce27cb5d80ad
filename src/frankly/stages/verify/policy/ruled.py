"""Every check of what editors and lawyers decided, in one order: sensitivity, brand, address, language, readability."""

from functools import lru_cache

from frankly.domain.saying.say_policy import EVERYWHERE, SayPolicy
from frankly.domain.saying.text import SentenceKind, Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.policy import address, brand, language, personal, readability, sensitivity


def check(claim: Claim, policy: SayPolicy) -> list[Verdict]:
    """Refuse a draft that breaks a rule; what fills its slots is looked at by `check_filled`."""
    words = _of_words(claim.parsed.text, claim.draft.kind, claim.bearing.locale, claim.bearing.surface, policy)
    found = sensitivity.check(claim, policy)
    found += words
    found += language.check_source(claim, policy)
    return found


@lru_cache(maxsize=8192)
def _of_words(text: str, kind: SentenceKind, locale: str, surface: str, policy: SayPolicy) -> tuple[Verdict, ...]:
    """What rules say of the words alone: found once, since the same few hundred wordings come again and again."""
    return (
        *brand.check(text, locale, surface, policy),
        *address.check(text, kind, locale, policy),
        *language.check(text, locale, policy),
        *readability.check(text, kind, locale, surface, policy),
    )


def check_filled(claim: Claim, text: str, policy: SayPolicy) -> list[Verdict]:
    """Refuse what people would read: personal data, names, words banned anywhere, more characters than a role has."""
    whole = (0, len(claim.draft.text))
    found = [
        verdict(Code.PERSONAL_DATA, whole, f"filled it seems to hold {what}: use another wording or other evidence")
        for what in personal.found_in(text, policy.rules.personal_data)
    ]
    found += brand.check_filled(text, whole, claim.bearing.locale, claim.bearing.surface, policy)
    return found + _room(claim, text, policy)


def _room(claim: Claim, text: str, policy: SayPolicy) -> list[Verdict]:
    role, lengths = claim.draft.role, policy.rules.lengths
    for named in (claim.bearing.surface, EVERYWHERE):
        most = lengths.get(named, {}).get(role)
        if most is not None:
            if len(text) <= most:
                return []
            told = policy.where(f"lengths/{named}")
            hint = f"filled it has {len(text)} characters, a {role} has at most {most}, by {told}"
            return [verdict(Code.TOO_LONG_HERE, (0, len(claim.draft.text)), hint)]
    return []
