"""Write, verify; on a refusal try the next wording, then a plain one, then nothing. Never silently."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.evidence import Anchor
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing, Verifier
from frankly.stages.writing.choose import NOTHING_AROUND, in_order, shape, sounds
from frankly.stages.writing.sentences import (
    NOTHING_KNOWN,
    Basis,
    Known,
    draft_of,
    headline_drafts,
    label_of,
    nudge_drafts,
)
from frankly.stages.writing.tell import Told, fitting, plain, tellable
from frankly.stages.writing.wordings import Wording, Wordings

MOST_TRIES: Final = 3
"""Wordings tried for one ground before the plain one, and further grounds tried where one cannot be told at all."""


_NOWHERE: Final = Anchor(type="none")


@dataclass(frozen=True, slots=True)
class Written:
    """What came through the gate.

    Attributes:
        texts: proved text, strongest ground first.
        refused: drafts that were refused on the way.
        degradations: sentences that were replaced or dropped.
    """

    texts: tuple[VerifiedText, ...] = ()
    refused: tuple[Refused, ...] = ()
    degradations: tuple[Degradation, ...] = ()

    def patterns(self) -> tuple[str, ...]:
        """Names of the wordings that were used."""
        return tuple(text.pattern for text in self.texts)


def write_verified(
    wordings: Wordings,
    bearing: Bearing,
    verifier: Verifier,
    *,
    seed: Seed,
    limit: int = 2,
    used: Mapping[str, int] | None = None,
    said: Collection[str] = (),
    tone: str | None = None,
    is_sponsored: bool = False,
    drafts: Iterable[DraftSentence] = (),
) -> Written:
    """Write and verify the sentences of an item.

    Args:
        wordings: what templates say.
        bearing: the item's evidence, grounds, anchors and labels.
        verifier: the gate.
        seed: of all draws of the decision.
        limit: most sentences.
        used: name of a wording → how often this slate has it already; the caller adds `patterns()` after each item.
        said: texts that this slate has already: none is said twice, the item is named instead or another ground told.
        tone: tone of the brand.
        is_sponsored: whether the place was paid for; then the editors' choice is not told.
        drafts: what a model wrote; tried first. Templates tell what it left out, or what is refused.

    Returns:
        The texts, what was refused, and a degradation for every sentence that was replaced or dropped.
    """
    language = wordings.language(bearing.locale)
    if language is None:
        return Written()
    part = str(bearing.item.id) if bearing.item else "slate"
    live = _live(drafts, bearing, verifier, part, said, limit)
    told_live = {name for text in live.texts for name in text.evidence}
    anchors_live = {bearing.evidence[name].anchor for name in told_live} - {_NOWHERE}
    outcomes: list[Written] = [live]
    shapes: set[str] = set()
    around = sounds(used, language) if used else NOTHING_AROUND
    candidates = islice(tellable(bearing, is_sponsored=is_sponsored), limit + MOST_TRIES)
    # Asked for one more only while it is wanted: each is made when it is asked for.
    while sum(len(outcome.texts) for outcome in outcomes) < limit and (told := next(candidates, None)) is not None:
        if not told_live.isdisjoint(piece.id for piece in told.pieces) or told.pieces[0].anchor in anchors_live:
            continue
        label = label_of(told, bearing)
        fits = in_order(fitting(told, language, bearing, tone), seed, label, used or {}, shapes, around)
        first, last = _tried(fits), plain(told, language, bearing)
        ordered = chain(
            first,
            _one_of(last, seed, label, used or {}),
            (one.named for one in (*fits, *last) if said and _may_name(one, told, bearing)),
        )
        outcomes.append(_first((draft_of(told, one, bearing) for one in ordered), bearing, verifier, part, said))
        names = outcomes[-1].patterns()
        shapes |= {shape(one.text) for one in (*first, *last) if one.name in names}
    return _joined(outcomes)


def _may_name(wording: Wording, told: Told, bearing: Bearing) -> bool:
    """Whether a wording has a way to name the item, and names nothing of the same title: it would be told of twice."""
    item = bearing.item
    if not wording.naming or item is None:
        return False
    anchor = told.pieces[0].anchor.value
    known = item if anchor == item.id else bearing.anchors.get(anchor)
    about = known if ("e1", "title") in wording.slots else None
    return about is None or about.title != item.title


def _live(
    drafts: Iterable[DraftSentence],
    bearing: Bearing,
    verifier: Verifier,
    part: str,
    said: Collection[str],
    limit: int,
) -> Written:
    """What a model wrote, each sentence by itself; none that tells again what one before has told."""
    texts: list[VerifiedText] = []
    refused: list[Refused] = []
    told: set[str] = set()
    for draft in drafts:
        if len(texts) == limit or not told.isdisjoint(draft.evidence):
            continue
        outcome = verifier.verify(draft, bearing)
        if isinstance(outcome, Refused):
            refused.append(outcome)
        elif outcome.text not in said and all(outcome.text != text.text for text in texts):
            texts.append(outcome)
            told.update(outcome.evidence)
    replaced = (_told([one], DegradationCode.SENTENCE_REPLACED, part) for one in refused)
    return Written(tuple(texts), tuple(refused), tuple(one for some in replaced for one in some))


def _tried(fits: Sequence[Wording]) -> Sequence[Wording]:
    """The wordings that are tried; behind phrases of the phrasebook as many templates, so that these always remain."""
    first, others = fits[:MOST_TRIES], fits[MOST_TRIES:]
    if all(one.origin == "template" for one in first):
        return first
    return [*first, *islice((one for one in others if one.origin == "template"), MOST_TRIES)]


def _one_of(wordings: Sequence[Wording], seed: Seed, label: str, used: Mapping[str, int]) -> Iterator[Wording]:
    """The first of some wordings, ordered only when it is asked for: mostly it is not."""
    yield from in_order(wordings, seed, label, used)[:1]


def headline_verified(
    wordings: Wordings,
    bearing: Bearing,
    verifier: Verifier,
    *,
    seed: Seed,
    basis: Basis = "evidence",
    tone: str | None = None,
    known: Known = NOTHING_KNOWN,
    drafts: Iterable[DraftSentence] = (),
) -> Written:
    """Write and verify the headline of a slate; lines that state nothing are the last resort.

    What a model wrote (`drafts`) is tried first.
    """
    ours = headline_drafts(wordings, bearing, seed=seed, basis=basis, tone=tone, known=known)
    return _first(chain(drafts, ours), bearing, verifier, "headline")


def intro_verified(
    bearing: Bearing, verifier: Verifier, drafts: Iterable[DraftSentence], said: Collection[str]
) -> Written:
    """Verify the second line above a slate, which only a model writes; without it there is none."""
    return _first(drafts, bearing, verifier, "intro", said)


def nudge_verified(
    wordings: Wordings,
    bearing: Bearing,
    verifier: Verifier,
    *,
    seed: Seed,
    name: str = "call_to_action",
    tone: str | None = None,
    used: Mapping[str, int] | None = None,
    drafts: Iterable[DraftSentence] = (),
) -> Written:
    """Write and verify a line that invites and states nothing; what a model wrote (`drafts`) is tried first."""
    ours = nudge_drafts(wordings, bearing, seed=seed, name=name, tone=tone, used=used)
    return _first(chain(drafts, ours), bearing, verifier, name)


def _first(
    drafts: Iterable[DraftSentence], bearing: Bearing, verifier: Verifier, part: str, said: Collection[str] = ()
) -> Written:
    refused: list[Refused] = []
    for draft in drafts:
        outcome = verifier.verify(draft, bearing)
        if isinstance(outcome, VerifiedText):
            if outcome.text in said:
                continue
            return Written((outcome,), tuple(refused), _told(refused, DegradationCode.SENTENCE_REPLACED, part))
        refused.append(outcome)
    return Written((), tuple(refused), _told(refused, DegradationCode.SENTENCE_DROPPED, part))


def _told(refused: list[Refused], code: DegradationCode, part: str) -> tuple[Degradation, ...]:
    if not refused:
        return ()
    last = refused[-1]
    return (Degradation(code=code, part=part, detail=f"{last.draft.pattern}: {last.verdicts[0].code}"),)


def _joined(outcomes: list[Written]) -> Written:
    return Written(
        tuple(text for outcome in outcomes for text in outcome.texts),
        tuple(refusal for outcome in outcomes for refusal in outcome.refused),
        tuple(degradation for outcome in outcomes for degradation in outcome.degradations),
    )
