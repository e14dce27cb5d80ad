"""Lines that a place must carry: proved by being, letter for letter, what the rules say."""

from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import DraftSentence, Verdict
from frankly.ports.verifier import Bearing
from frankly.stages.verify.codes import Code, verdict

PREFIX = "disclosure/"
"""Begins the pattern of such a line; the name of its rule follows."""


def check(draft: DraftSentence, bearing: Bearing, policy: SayPolicy) -> list[Verdict] | None:
    """Hold a disclosure to its rule.

    Returns:
        None where the draft is no disclosure; else why it is refused, which is nothing when it is proved.
    """
    if not draft.pattern.startswith(PREFIX):
        return None
    name = draft.pattern.removeprefix(PREFIX)
    rule = policy.rules.disclosures.get(name)
    whole = (0, len(draft.text))
    if rule is None or name not in bearing.disclosed:
        return [verdict(Code.DISCLOSURE, whole, f"no disclosure '{name}' is asked for here: leave it out")]
    text = text_of(rule.text, draft.locale)
    if draft.text != text or draft.kind != "nudge" or draft.evidence:
        told = policy.where(f"disclosures/{name}")
        return [verdict(Code.DISCLOSURE, whole, f"say it word for word, by {told}: {text or 'it lacks this language'}")]
    return []


def text_of(texts: dict[str, str], locale: str) -> str | None:
    """The line in a locale, else in its language."""
    return texts.get(locale) or texts.get(locale.split("-")[0])
