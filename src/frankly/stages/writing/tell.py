"""Decides what is told of an item: its strongest grounds, each once, and the wordings that fit each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from frankly.domain.evidence import Cause, Evidence, EvidenceKind, Ground
from frankly.domain.text_slot import (
    ACT_KINDS,
    CROWD_KINDS,
    CROWD_PEOPLE,
    OTHER_PEOPLE,
    PLACEMENT_KINDS,
    UNSAYABLE_KINDS,
    evidence_value,
    ground_value,
    item_value,
)
from frankly.ports.verifier import Bearing
from frankly.stages.writing.wordings import SOURCE_OF_FORM, Form, Language, Wording

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
    """Choose what is told of an item.

    Args:
        bearing: its evidence and grounds.
        limit: most things to tell.
        is_sponsored: whether the place was paid for; then the editors' choice is not told, the flag is.

    Returns:
        What explains the place first (pinned, drawn), then grounds of at least a tenth of the positive score, strongest
        first, no piece of evidence and no anchor twice. When no ground reaches a tenth there is no reason to tell.
    """
    whole = _whole(bearing)
    found: list[Told] = []
    seen: set[str] = set()
    anchors: set[tuple[str, str]] = set()
    for told in _candidates(bearing):
        names = set(told.ground.evidence) if told.ground else {piece.id for piece in told.pieces}
        anchor = told.ground.anchor if told.ground else told.pieces[0].anchor
        key = (anchor.type, anchor.value)
        is_repeated = bool(names & seen) or (key in anchors and anchor.type != "none")
        is_lonely = told.kind in CROWD_KINDS and told.pieces[0].count < OTHER_PEOPLE
        is_weak = told.ground is not None and told.ground.contribution * 1_000_000 < LEAST_SHARE_PPM * whole
        is_paid = is_sponsored and told.kind in _EDITORS
        if len(found) < limit and not (is_repeated or is_weak or is_lonely or is_paid):
            found.append(told)
            seen |= names
            anchors.add(key)
    return found


def _whole(bearing: Bearing) -> int:
    """Sum of the positive contributions, as the grounds' shares know it; pieces beyond those shown count too."""
    for ground in bearing.grounds.values():
        if ground.share_ppm > 0:
            return ground.contribution * 1_000_000 // ground.share_ppm
    return sum(piece.contribution for piece in bearing.evidence.values() if piece.contribution > 0)


def _candidates(bearing: Bearing) -> list[Told]:
    grounded = {name for ground in bearing.grounds.values() for name in ground.evidence}
    loose = [
        Told(piece.kind, (piece,), "", None, "contributing")
        for piece in bearing.evidence.values()
        if piece.id not in grounded and piece.kind in PLACEMENT_KINDS and piece.contribution == 0
    ]
    if not bearing.grounds:
        loose += _single(bearing)
    return [*loose, *_grounded(bearing)]


def _single(bearing: Bearing) -> list[Told]:
    pieces = [
        piece for piece in bearing.evidence.values() if piece.contribution > 0 and piece.kind not in UNSAYABLE_KINDS
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


def _grounded(bearing: Bearing) -> list[Told]:
    ranked = sorted(bearing.grounds.items(), key=lambda entry: (-entry[1].contribution, entry[0]))
    found = []
    for name, ground in ranked:
        shown = (bearing.evidence[piece] for piece in ground.evidence if piece in bearing.evidence)
        pieces = tuple(islice(shown, MOST_CITED))
        is_reason = ground.contribution > 0 and ground.kind not in UNSAYABLE_KINDS
        cause = _cause(bearing, name, *(ground.evidence if len(ground.evidence) == 1 else ()))
        if pieces and is_reason and cause != "none":
            found.append(Told(ground.kind, pieces, name, ground, cause))
    return found


def _cause(bearing: Bearing, *names: str) -> Cause:
    for name in names:
        if name in bearing.causes:
            return bearing.causes[name]
    return "contributing"


def fitting(told: Told, language: Language, bearing: Bearing, tone: str | None) -> list[Wording]:
    """Wordings that may be said of something: right form, no stronger claim than it bears, every slot known."""
    wordings = [wording for form in _forms(told, bearing) for wording in language.reason(told.kind, form)]
    return [
        wording
        for wording in wordings
        if _STRENGTH[wording.cause] <= _STRENGTH[told.cause]
        and wording.tone in {None, tone}
        and all(has_value(told, owner, field, bearing) for owner, field in wording.slots)
    ]


def plain(told: Told, language: Language, bearing: Bearing) -> Sequence[Wording]:
    """Wordings without slots, for when nothing else can be filled; none for an act on the item itself."""
    if _is_self(told, bearing):
        return ()
    return language.reason(told.kind, "plain_several" if told.is_several else "plain")


def _forms(told: Told, bearing: Bearing) -> list[Form]:
    if told.kind in CROWD_KINDS:
        return ["many"] if told.pieces[0].count >= CROWD_PEOPLE else ["plain"]
    if told.is_several:
        return ["because_several"] if told.cause == "necessary" else ["several"]
    if _is_self(told, bearing):
        return ["self"]
    brought = _brought_most(told)
    forms: list[Form] = [
        form for form, source in SOURCE_OF_FORM.items() if source in brought and form not in _OF_OTHERS
    ]
    # What is necessary is said as such: "because" is the stronger and the more useful truth.
    return ["because"] if told.cause == "necessary" else ["one", *forms]


def _is_self(told: Told, bearing: Bearing) -> bool:
    anchor = told.pieces[0].anchor
    is_act = told.kind in ACT_KINDS and not told.is_several
    return is_act and bearing.item is not None and anchor.type == "item" and anchor.value == bearing.item.id


def _brought_most(told: Told) -> set[str]:
    piece = told.pieces[0]
    return {source for source, units in piece.sources.items() if units > 0 and units * 2 >= piece.contribution}


def has_value(told: Told, owner: str, field: str, bearing: Bearing) -> bool:
    """Whether a slot of a template can be filled."""
    if owner == "item":
        return bearing.item is not None and item_value(bearing.item, field, bearing.labels) is not None
    if owner == "g1":
        return (
            bool(told.name) and told.ground is not None and ground_value(told.ground, field, bearing.labels) is not None
        )
    value = evidence_value(told.pieces[0], field, bearing.anchors, bearing.labels)
    return value is not None
