"""Tries every wording on suitable evidence, so that an editor learns of a refusal before a reader can."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from frankly.domain.evidence import Anchor, AnchorType, Evidence, EvidenceKind, Ground
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.money import Money
from frankly.domain.saying.text import DraftSentence, Refused, Role
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_PEOPLE
from frankly.domain.time import DAY_MS, HOUR_MS, EpochMs
from frankly.ports.verifier import Bearing, Verifier
from frankly.stages.writing.sentences import draft_of, line_draft
from frankly.stages.writing.tell import Told
from frankly.stages.writing.wordings import RETURNED, SOURCE_OF_FORM, Form, Language, Wording, Wordings

_SAMPLES: Final[Mapping[str, str]] = {"category": "mystery", "creator": "Jane Austen", "tag": "detectives"}
_NOW: Final = 20_000 * DAY_MS + 12 * HOUR_MS
"""A noon, so that no rule about nights speaks of the samples."""
_UNITS: Final = 500
_ANCHORS: Final[Mapping[EvidenceKind, AnchorType]] = {
    **dict.fromkeys(ACT_KINDS, "item"),
    EvidenceKind.SEARCHED: "query",
    EvidenceKind.SEARCH_MATCH: "query",
    EvidenceKind.STATED_INTEREST: "category",
    EvidenceKind.STATED_ROLE: "value",
    EvidenceKind.STATED_INTENT: "value",
    EvidenceKind.CONTEXT_ITEM: "item",
    EvidenceKind.BASKET_ITEM: "item",
    EvidenceKind.PART_OF_DAY: "value",
    EvidenceKind.DEVICE: "value",
    EvidenceKind.POPULAR_IN_CATEGORY: "category",
    EvidenceKind.POPULAR_IN_REGION: "region",
    EvidenceKind.POPULAR_IN_SEGMENT: "segment",
}
"""What evidence of each kind usually hangs on; the others hang on nothing."""


def trial(wordings: Wordings, verifier: Verifier) -> dict[str, Refused]:
    """Try every wording of every language.

    Args:
        wordings: what templates say.
        verifier: the gate.

    Returns:
        `<locale>/<name of the wording>` → refusal, for those that are refused; empty when all is well.
    """
    refused = {}
    for locale, language in wordings.languages.items():
        for draft, bearing in attempts(language):
            outcome = verifier.verify(draft, bearing)
            if isinstance(outcome, Refused):
                refused[f"{locale}/{draft.pattern}"] = outcome
    return refused


def attempts(language: Language) -> Iterator[tuple[DraftSentence, Bearing]]:
    """Every wording of a language as a draft, with evidence that suits it."""
    for (kind, form), lines in language.reasons.items():
        for wording in lines:
            yield attempt(language.locale, kind, form, wording)
    for family in language.families():
        main = min(family.kinds) if family.kinds else None
        for line in family.lines:
            yield _line(language, main, line, cast(Role, line.name.partition("/")[0]))
    for occasion, roles in language.occasions.items():
        for family in (family for families in roles.values() for family in families.values()):
            for line in family.lines:
                draft, bearing = _line(language, min(family.kinds), line, cast(Role, line.name.partition("/")[0]))
                yield draft, replace(bearing, occasion=occasion, about=("acted-on-1",))
    for lines in language.nudges.values():
        for line in lines:
            yield _line(language, None, line, "sentence")


def attempt(locale: str, kind: EvidenceKind, form: Form, wording: Wording) -> tuple[DraftSentence, Bearing]:
    """One wording as a draft, with evidence that suits it."""
    slots = {field for owner, field in wording.slots if owner == "g1"}
    several: AnchorType = "creator" if "creator" in slots else "tag" if "tag" in slots else "category"
    number = 3 if "several" in form else 1
    is_self = form in {"self", RETURNED}
    pieces = tuple(_piece(kind, index, SOURCE_OF_FORM.get(form, "content"), is_self) for index in range(1, number + 1))
    bearing = _bearing(locale, pieces)
    anchor = pieces[0].anchor if number == 1 else Anchor(type=several, value=_SAMPLES[several])
    ground = Ground(
        kind=kind,
        anchor=anchor,
        evidence=tuple(piece.id for piece in pieces),
        count=number,
        contribution=_UNITS * number,
        share_ppm=1_000_000,
    )
    bearing = Bearing(
        item=bearing.item,
        evidence=bearing.evidence,
        grounds={"g1": ground},
        anchors=bearing.anchors,
        locale=bearing.locale,
        now=bearing.now,
        causes={"g1": wording.cause, **{piece.id: wording.cause for piece in pieces}},
        occasion="back_in_stock" if form == RETURNED else "",
        about=("recommended",),
    )
    return draft_of(Told(kind, pieces, "g1", ground, wording.cause), wording, bearing), bearing


def _line(language: Language, kind: EvidenceKind | None, line: Wording, role: Role) -> tuple[DraftSentence, Bearing]:
    pieces = (_piece(kind, 1, "content", is_self=False),) if kind is not None else ()
    bearing = _bearing(language.locale, pieces)
    told = Told(pieces[0].kind, pieces, "", None, "contributing") if pieces else None
    return line_draft(line, bearing, told, role), bearing


def _piece(kind: EvidenceKind, number: int, source: str, is_self: bool) -> Evidence:
    anchor_type = _ANCHORS.get(kind, "none")
    anchored = {"item": "recommended" if is_self else f"acted-on-{number}", "none": ""}.get(
        anchor_type, _SAMPLES.get(anchor_type, "mystery")
    )
    return Evidence(
        id=f"e{number}",
        kind=kind,
        anchor=Anchor(type=anchor_type, value=anchored),
        count=CROWD_PEOPLE * 7,
        at=EpochMs(_NOW - 3 * DAY_MS),
        contribution=_UNITS,
        sources={source: _UNITS},
    )


def _bearing(locale: str, pieces: tuple[Evidence, ...]) -> Bearing:
    return Bearing(
        item=_item("recommended", "Persuasion"),
        evidence={piece.id: piece for piece in pieces},
        anchors={f"acted-on-{number}": _item(f"acted-on-{number}", "Emma") for number in range(1, 4)},
        locale=locale,
        now=_NOW,
    )


def _item(name: str, title: str) -> Item:
    return Item(
        id=ItemId(name),
        title=title,
        categories=(_SAMPLES["category"],),
        creators=(_SAMPLES["creator"],),
        tags=(_SAMPLES["tag"],),
        price=Money(amount_minor=999, currency="EUR"),
        first_available=EpochMs(_NOW - DAY_MS),
    )
