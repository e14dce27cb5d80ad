"""The lines above a slate: a headline, and an intro where a model wrote one."""

from collections.abc import Collection
from dataclasses import dataclass

from frankly.domain.situation import Situation
from frankly.pipelines.parts import Parts
from frankly.ports.verifier import Bearing
from frankly.stages.writing.gate import Written, headline_verified, intro_verified
from frankly.stages.writing.live.texts import LiveSentence, drafts_of
from frankly.stages.writing.sentences import Basis, Known


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """What the lines above a slate may lean on.

    Attributes:
        bearing: evidence of the whole slate; it has no item.
        basis: what they may speak of.
        known: what is known of the evidence without a look at it.
    """

    bearing: Bearing
    basis: Basis
    known: Known


def headline_of(parts: Parts, situation: Situation, above: Above, live: LiveSentence | None) -> Written:
    """The headline: what a model wrote, or a template."""
    return headline_verified(
        parts.wordings,
        above.bearing,
        parts.verifier,
        seed=situation.seed,
        basis=above.basis,
        tone=situation.surface.text.tone,
        known=above.known,
        drafts=() if live is None else drafts_of([live], above.bearing),
    )


def intro_of(parts: Parts, above: Above, live: LiveSentence | None, said: Collection[str]) -> Written:
    """The second line, which only a model writes; none that repeats another line of the slate."""
    drafts = () if live is None else drafts_of([live], above.bearing)
    return intro_verified(above.bearing, parts.verifier, drafts, said)
