"""Damages for `grounded`: one sentence is changed into a lie before the second verifier sees it.

The answer is made again with a second verifier that is shown the lie in place of one draft, and says of the sentence
that left whatever the true one says of the lie: so it is the verifier that is tried, and not a field.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.evals.cards.damage import MutationSet, Pick, Remake, delivered
from frankly.evals.cards.studio import Studio
from frankly.evals.runs.output import Output
from frankly.ports.verifier import Bearing, Verifier

Lie = Callable[[DraftSentence, Bearing, Pick], DraftSentence | None]

ADDED: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "and it is the best we have",
        "and only three are left",
        "and readers in Paris love it",
        "and it will help you sleep",
        "and it won a prize in 1911",
    ),
    "de": (
        "und es ist das beste, das wir haben",
        "und nur noch drei sind da",
        "und Leser in Paris lieben es",
        "und es hilft Ihnen beim Schlafen",
        "und es bekam 1911 einen Preis",
    ),
}
ACTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("opened", "bought"),
        ("clicked", "bought"),
        ("looked at", "bought"),
        ("viewed", "bought"),
        ("saved", "finished"),
        ("bought", "saved"),
        ("liked", "bought"),
        ("finished", "bought"),
        ("started", "finished"),
        ("searched", "asked your friends"),
    ),
    "de": (
        ("geöffnet", "gekauft"),
        ("angesehen", "gekauft"),
        ("gemerkt", "gekauft"),
        ("gekauft", "gelesen"),
        ("gelesen", "gekauft"),
        ("gefällt", "gehört"),
        ("gesucht", "gekauft"),
    ),
}


def _claim(draft: DraftSentence, bearing: Bearing, pick: Pick) -> DraftSentence | None:
    """Something is added that nothing bears."""
    added = pick.one(ADDED[draft.locale.split("-")[0]], "claim")
    return draft.model_copy(update={"text": f"{draft.text.rstrip('.!?”“ ')}, {added}."})


def _act(draft: DraftSentence, bearing: Bearing, pick: Pick) -> DraftSentence | None:
    """Another act is said than was done."""
    acts = [(old, new) for old, new in ACTS[draft.locale.split("-")[0]] if re.search(rf"\b{old}\b", draft.text)]
    if draft.kind != "reason" or not acts:
        return None
    old, new = pick.one(acts, "act")
    return draft.model_copy(update={"text": re.sub(rf"\b{old}\b", new, draft.text)})


def _count(draft: DraftSentence, bearing: Bearing, pick: Pick) -> DraftSentence | None:
    """A number stands where nobody counted."""
    if draft.kind != "reason":
        return None
    text = re.sub(r"\{([eg]\d)\.title\}", rf"{2 + pick.below(40, 'count')} × {{\1.title}}", draft.text, count=1)
    return draft.model_copy(update={"text": text}) if text != draft.text else None


def _fact(draft: DraftSentence, bearing: Bearing, pick: Pick) -> DraftSentence | None:
    """A quotation loses a word of its sentence, or one is turned round."""
    words = draft.text.split()
    if draft.kind != "fact" or len(words) < 6:
        return None
    at = 1 + pick.below(len(words) - 3, "word")
    words[at] = pick.one(["never", "gigantic", "nineteen", "forbidden", "Napoleon"], "by")
    return draft.model_copy(update={"text": " ".join(words)})


def _nowhere(draft: DraftSentence, bearing: Bearing, pick: Pick) -> DraftSentence | None:
    """Evidence is cited that there is none of."""
    if draft.kind == "nudge" or not draft.evidence:
        return None
    return draft.model_copy(update={"evidence": tuple(f"{one[0]}97" for one in draft.evidence)})


@dataclass(slots=True, eq=False)
class LiedTo:
    """Port `Verifier` that is shown one lie.

    Attributes:
        inner: the true one.
        lie: makes a lie of a draft; None of one that it can make nothing of.
        pick: which one.
        place: which of the drafts that can be made a lie of.
        told: lies that were told.
    """

    inner: Verifier
    lie: Lie
    pick: Pick
    place: int
    told: list[str] = field(default_factory=list)
    _met: int = 0

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """What the true one says: of the lie, where this is the draft in whose place it stands."""
        honest = self.inner.verify(draft, bearing)
        false = self.lie(draft, bearing, self.pick) if draft.kind in {"reason", "fact"} else None
        if false is None or false == draft or isinstance(honest, Refused):
            return honest
        self._met += 1
        if self._met - 1 != self.place:
            return honest
        self.told.append(false.text)
        outcome = self.inner.verify(false, bearing)
        return outcome if isinstance(outcome, Refused) else honest


def _lied(lie: Lie) -> Remake:
    async def remake(output: Output, pick: Pick, studio: Studio) -> Output | None:
        place = pick.below(max(1, len(delivered(output, lambda told: told.kind in {"reason", "fact"})) // 2), "place")
        second = LiedTo(studio.shop.second, lie, pick, place)
        made = await studio.elsewhere(second=second).again(output)
        if not second.told:
            return None
        return made.model_copy(update={"facts": {**made.facts, "lie": {"text": second.told[0]}}})

    return remake


SET: Final = MutationSet(
    check="grounded",
    module=__name__,
    kind="plain",
    remakes={
        "claim added": _lied(_claim),
        "other act": _lied(_act),
        "count": _lied(_count),
        "word of a fact": _lied(_fact),
        "no such evidence": _lied(_nowhere),
    },
)
