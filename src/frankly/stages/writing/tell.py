"""Decides what is told of an item: its strongest grounds, each once, and the wordings that fit each."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, TypeAlias

from frankly.domain.evidence import Anchor, Cause, Evidence, EvidenceKind, Ground
from frankly.domain.saying.text_slot import (
    ACT_KINDS,
    CROWD_KINDS,
    CROWD_PEOPLE,
    OTHER_PEOPLE,
    PASSING_FIELDS,
    PLACEMENT_KINDS,
    UNSAYABLE_KINDS,
    evidence_value,
    ground_value,
    item_value,
)
from frankly.ports.verifier import Bearing
from frankly.stages.writing.wordings import RETURNED, SOURCE_OF_FORM, Form, Language, Wording

LEAST_SHARE_PPM: Final = 100_000
"""A ground is a reason from a tenth of the item's positive score on (DESIGN, causal classes)."""

MOST_CITED: Final = 10
"""Pieces of one ground that a sentence cites; the ground itself names all."""

_STRENGTH: Final[Mapping[Cause, int]] = {"none": 0, "contributing": 1, "sufficient": 2, "necessary": 3}
_OF_OTHERS: Final[frozenset[Form]] = frozenset({"from_item_item", "from_transitions"})
"""Not said for now: evidence does not carry how many people there were; the reader may be all of them."""

_EDITORS: Final = frozenset({EvidenceKind.EDITORIAL, EvidenceKind.PINNED})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is told of an item.

    Attributes:
        kind: its kind of evidence.
        pieces: evidence that is cited, strongest first.
        name: id of the ground; empty for evidence without one.
        ground: the ground; None for evidence of the place.
        cause: what it is to the item.
    """

    kind: EvidenceKind
    pieces: tuple[Evidence, ...]
    name: str
    ground: Ground | None
    cause: Cause

    @property
    def is_several(self) -> bool:
        """Whether several acts are told together."""
        return self.ground is not None and len(self.ground.evidence) > 1


def what_to_tell(bearing: Bearing, limit: int, *, is_sponsored: bool = False) -> list[Told]:
    """Choose what is told of an item; see `tellable`.

    Args:
        bearing: its evidence and grounds.
        limit: most things to tell.
        is_sponsored: whether the place was paid for; then the editors' choice is not told, the flag is.
    """
    return list(islice(tellable(bearing, is_sponsored=is_sponsored), limit))


def tellable(bearing: Bearing, *, is_sponsored: bool = False) -> Iterator[Told]:
    """What may be told of an item, found as it is asked for: mostly the first two are all that is said.

    What explains the place comes first (pinned, drawn), then grounds of at least a tenth of the positive score,
    strongest first, no piece of evidence and no anchor twice. Where no ground reaches a tenth there is no reason.
    What a rule keeps silent is passed over, and the next ground is told.
    """
    said = _Said()
    for told in _candidates(bearing, said):
        is_lonely = told.kind in CROWD_KINDS and told.pieces[0].count < OTHER_PEOPLE
        is_paid = is_sponsored and told.kind in _EDITORS
        if not (is_lonely or is_paid):
            yield told
            said.add(*_subject(told))


class _Said:
    """What was told of an item so far."""

    def __init__(self) -> None:
        self._pieces: set[str] = set()
        self._anchors: set[tuple[str, str]] = set()

    def has(self, pieces: Collection[str], anchor: Anchor) -> bool:
        """Whether any of the pieces, or the anchor, was told of."""
        is_known = (anchor.type, anchor.value) in self._anchors and anchor.type != "none"
        return is_known or not self._pieces.isdisjoint(pieces)

    def add(self, pieces: Collection[str], anchor: Anchor) -> None:
        """Take note of what is told."""
        self._pieces.update(pieces)
        self._anchors.add((anchor.type, anchor.value))


def _subject(told: Told) -> tuple[Collection[str], Anchor]:
    if told.ground is not None:
        return told.ground.evidence, told.ground.anchor
    return [piece.id for piece in told.pieces], told.pieces[0].anchor


def _whole(bearing: Bearing) -> int:
    """Sum of the positive contributions, as the grounds' shares know it; pieces beyond those shown count too."""
    for ground in bearing.grounds.values():
        if ground.share_ppm > 0:
            return ground.contribution * 1_000_000 // ground.share_ppm
    return sum(piece.contribution for piece in bearing.evidence.values() if piece.contribution > 0)


def _candidates(bearing: Bearing, said: _Said) -> Iterator[Told]:
    for piece in _placed(bearing):
        if piece.kind in PLACEMENT_KINDS and piece.contribution == 0 and not said.has([piece.id], piece.anchor):
            yield Told(piece.kind, (piece,), "", None, "contributing")
    whole = _whole(bearing)
    if not bearing.grounds:
        found = ((told, told.ground) for told in _single(bearing))
        yield from (told for told, ground in found if not (_is_weak(ground, whole) or said.has(*_subject(told))))
        return
    for name in _by_contribution(bearing):
        ground = bearing.grounds[name]
        if _is_weak(ground, whole):
            return  # Those that follow are weaker still.
        # Looked at before any piece is: of what was told already none is needed.
        if not said.has(ground.evidence, ground.anchor):
            yield from _grounded(bearing, name, ground)


def _is_weak(ground: Ground | None, whole: int) -> bool:
    return ground is not None and ground.contribution * 1_000_000 < LEAST_SHARE_PPM * whole


def _placed(bearing: Bearing) -> Iterator[Evidence]:
    """Evidence of the item's place, as far as no ground has it."""
    if bearing.placed is not None:
        yield from (bearing.evidence[name] for name in bearing.placed)
        return
    grounded = {name for ground in bearing.grounds.values() for name in ground.evidence}
    yield from (piece for name, piece in bearing.evidence.items() if name not in grounded)


def _single(bearing: Bearing) -> list[Told]:
    pieces = [
        piece
        for name, piece in bearing.evidence.items()
        if not _is_untold(bearing, (name,)) and piece.contribution > 0 and piece.kind not in UNSAYABLE_KINDS
    ]
    whole = sum(piece.contribution for piece in pieces)
    strongest = sorted(pieces, key=lambda piece: (-piece.contribution, piece.id))
    return [Told(piece.kind, (piece,), "", _ground_of(piece, whole), _cause(bearing, piece.id)) for piece in strongest]


def _ground_of(piece: Evidence, whole: int) -> Ground:
    return Ground(
        kind=piece.kind,
        anchor=piece.anchor,
        evidence=(piece.id,),
        count=piece.count,
        contribution=piece.contribution,
        share_ppm=piece.contribution * 1_000_000 // max(whole, 1),
    )


def _is_untold(bearing: Bearing, pieces: Iterable[str]) -> bool:
    """Whether a rule keeps any of some pieces silent; then none of them is told, and neither is their number."""
    return bearing.untold is not None and not bearing.untold.isdisjoint(pieces)


def _grounded(bearing: Bearing, name: str, ground: Ground) -> Iterator[Told]:
    if _is_untold(bearing, ground.evidence):
        return
    shown = (bearing.evidence[piece] for piece in ground.evidence if piece in bearing.evidence)
    pieces = tuple(islice(shown, MOST_CITED))
    is_reason = ground.contribution > 0 and ground.kind not in UNSAYABLE_KINDS
    cause = _cause(bearing, name, *(ground.evidence if len(ground.evidence) == 1 else ()))
    if pieces and is_reason and cause != "none":
        yield Told(ground.kind, pieces, name, ground, cause)


def _by_contribution(bearing: Bearing) -> Iterable[str]:
    """Names of the grounds, strongest first; where it is known that they stand so, none is looked at beforehand."""
    if bearing.placed is not None:
        return bearing.grounds
    return sorted(bearing.grounds, key=lambda name: (-bearing.grounds[name].contribution, name))


def _cause(bearing: Bearing, *names: str) -> Cause:
    for name in names:
        if name in bearing.causes:
            return bearing.causes[name]
    return "contributing"


def fitting(told: Told, language: Language, bearing: Bearing, tone: str | None) -> Sequence[Wording]:
    """Wordings that may be said of something: right form, no stronger claim than it bears, every slot known."""
    forms = _forms(told, bearing)
    found = _that_fit(told, language, bearing, tone, forms)
    return found if found or forms != _RETURNED else _that_fit(told, language, bearing, tone, ("self",))


def _that_fit(
    told: Told, language: Language, bearing: Bearing, tone: str | None, forms: tuple[Form, ...]
) -> Sequence[Wording]:
    slots = _slots(language, told.kind, forms)
    unknown = frozenset([slot for slot in slots if not has_value(told, *slot, bearing)])
    return _fitting(language, told.kind, forms, told.cause, tone, unknown)


_Slots: TypeAlias = frozenset[tuple[str, str]]


@lru_cache(maxsize=1024)
def _slots(language: Language, kind: EvidenceKind, forms: tuple[Form, ...]) -> _Slots:
    """Slots that wordings of some forms may need; the same few stand in most of them."""
    return frozenset().union(*(wording.slots for form in forms for wording in language.reason(kind, form)))


@lru_cache(maxsize=4096)
def _fitting(
    language: Language, kind: EvidenceKind, forms: tuple[Form, ...], cause: Cause, tone: str | None, unknown: _Slots
) -> tuple[Wording, ...]:
    return tuple(
        [
            wording
            for form in forms
            for wording in language.reason(kind, form)
            if _STRENGTH[wording.cause] <= _STRENGTH[cause]
            and wording.tone in {None, tone}
            and wording.slots.isdisjoint(unknown)
        ]
    )


def plain(told: Told, language: Language, bearing: Bearing) -> Sequence[Wording]:
    """Wordings without slots, for when nothing else can be filled; none for an act on the item itself."""
    if _is_self(told, bearing):
        return ()
    return language.reason(told.kind, "plain_several" if told.is_several else "plain")


def _forms(told: Told, bearing: Bearing) -> tuple[Form, ...]:
    if told.kind in CROWD_KINDS:
        return ("many",) if told.pieces[0].count >= CROWD_PEOPLE else ("plain",)
    if told.is_several:
        return ("because_several",) if told.cause == "necessary" else ("several",)
    if _is_self(told, bearing):
        return _RETURNED if _is_back(bearing) else ("self",)
    # What is necessary is said as such: "because" is the stronger and the more useful truth.
    if told.cause == "necessary":
        return ("because",)
    brought = _brought_most(told)
    forms = [form for form, source in SOURCE_OF_FORM.items() if source in brought and form not in _OF_OTHERS]
    return ("one", *forms)


def _is_self(told: Told, bearing: Bearing) -> bool:
    anchor = told.pieces[0].anchor
    is_act = told.kind in ACT_KINDS and not told.is_several
    return is_act and bearing.item is not None and anchor.type == "item" and anchor.value == bearing.item.id


def _is_back(bearing: Bearing) -> bool:
    """Whether an item could not be had, and can be again: then a campaign writes for it."""
    return bearing.occasion == "back_in_stock" and bearing.item is not None and bearing.item.id in bearing.about


_RETURNED: Final[tuple[Form, ...]] = (RETURNED,)


def _brought_most(told: Told) -> set[str]:
    piece = told.pieces[0]
    return {source for source, units in piece.sources.items() if units > 0 and units * 2 >= piece.contribution}


def has_value(told: Told, owner: str, field: str, bearing: Bearing) -> bool:
    """Whether a slot of a template can be filled, with something that holds when it is read."""
    if bearing.is_read_later and field in PASSING_FIELDS:
        return False
    if owner == "item":
        return bearing.item is not None and item_value(bearing.item, field, bearing.labels) is not None
    if owner == "g1":
        return (
            bool(told.name) and told.ground is not None and ground_value(told.ground, field, bearing.labels) is not None
        )
    value = evidence_value(told.pieces[0], field, bearing.anchors, bearing.labels)
    return value is not None
