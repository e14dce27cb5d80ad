"""What a stored fact may lean on when it is verified again: the judgement or signature that its row stands for.

Both hold for one source and one sentence. A row is found by the hash of its source and holds its sentence, so that an
admitted row of the level is as good as the paper that was signed; the verifier checks that nothing else leans on it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import DraftSentence, ProofLevel
from frankly.ports.asking.judge import Judgement
from frankly.ports.verifier import Bearing

_ACCEPTED: Final = Judgement(accepts=True, why="", by="as stored")
_SIGNED: Final = "as stored"


def for_anyone(item: Item, rules: SayPolicy, levels: Sequence[ProofLevel] = ("quoted",)) -> Bearing:
    """The bearing of an item's facts as such, whoever will read them.

    Whether this or that person agreed to a sensitive topic is asked when a fact is told; here everybody did.

    Args:
        item: the item.
        rules: what may be said; they name topics that items do not name themselves.
        levels: that are looked at.
    """
    topics = frozenset((*item.sensitive, *rules.rules.sensitive.topics))
    return Bearing(item=item, evidence={}, locale=item.language, topics=topics, levels=levels)


def cited_text(item: Item, cites: tuple[str, ...]) -> str:
    """The cited sentence of a description; empty where there is none of that name."""
    spans = spans_of(item.description, item.language)
    return next((span.text for span in spans if span.id == cites[0]), "") if cites else ""


def with_proof(bearing: Bearing, item: Item, draft: DraftSentence, stamp: str = "") -> Bearing:
    """The bearing of an admitted fact, or of one whose words alone are looked at.

    Args:
        bearing: of the item.
        item: whose text the fact cites.
        draft: the fact.
        stamp: of a quotation, if it has one.
    """
    if draft.level is None or draft.level == "quoted":
        return replace(bearing, stamp=stamp) if stamp else bearing
    key = binding(cited_text(item, draft.evidence), draft.text)
    if draft.level == "rewritten":
        return replace(bearing, judgements={key: _ACCEPTED})
    return replace(bearing, signatures={key: _SIGNED})
