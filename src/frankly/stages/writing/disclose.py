"""Writes the lines that a place in a slate must carry, word for word as the rules say them."""

from collections.abc import Iterator

from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import Personalised
from frankly.domain.saying.say_policy import Occurrence, SayPolicy, holds_on
from frankly.domain.saying.text import DraftSentence
from frankly.ports.verifier import Bearing

PREFIX = "disclosure/"
"""Begins the pattern of such a line; the name of its rule follows."""


def disclosed(
    policy: SayPolicy, surface: str, *, is_sponsored: bool, origin: SlotOrigin, personalised: Personalised
) -> frozenset[str]:
    """Names of the disclosures that a place must carry.

    Args:
        policy: the rules.
        surface: where it is.
        is_sponsored: whether somebody paid for it.
        origin: why the item stands there.
        personalised: how personal its main reason is.
    """
    if not policy.rules.disclosures:
        return frozenset()
    occurs: dict[Occurrence, bool] = {
        "sponsored": is_sponsored,
        "pinned": origin == "pin",
        "explored": origin == "exploration",
        "personal": personalised == "individual",
    }
    return frozenset(
        [
            name
            for name, rule in policy.rules.disclosures.items()
            if occurs[rule.when] and holds_on(rule.surfaces, surface)
        ]
    )


def disclosure_drafts(policy: SayPolicy, bearing: Bearing) -> Iterator[DraftSentence]:
    """The lines of a place, in the order of the file; none in a language that they are not written in."""
    for name, rule in policy.rules.disclosures.items():
        text = rule.text.get(bearing.locale) or rule.text.get(bearing.locale.split("-")[0])
        if name in bearing.disclosed and text is not None:
            yield DraftSentence(kind="nudge", text=text, locale=bearing.locale, pattern=f"{PREFIX}{name}")
