"""Writes the sentences of an item, the headline of a slate and the lines that invite."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from frankly.domain.evidence import Evidence, EvidenceKind
from frankly.domain.saying.text import DraftSentence, Role, SentenceKind
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_KINDS, CROWD_PEOPLE, UNSAYABLE_KINDS
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing
from frankly.stages.writing.choose import in_order, shape
from frankly.stages.writing.tell import MOST_CITED, Told, fitting, has_value, what_to_tell
from frankly.stages.writing.templates import plural, render
from frankly.stages.writing.wordings import Family, Language, Wording, Wordings

Basis: TypeAlias = Literal["evidence", "newcomers", "non_profiled"]
"""What a headline may speak of: the slate's evidence; nothing yet for a newcomer; nothing personal."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of a slate's evidence without a look at it, so that few pieces have to be made.

    Attributes:
        kinds: id → kind.
        units: id → contribution.
        effects: kind → what all its pieces contributed, where the bearing holds the strongest of them only.
    """

    kinds: Mapping[str, EvidenceKind]
    units: Mapping[str, int]
    effects: Mapping[EvidenceKind, int]


NOTHING_KNOWN: Final = Known({}, {}, {})


def write_item(
    wordings: Wordings,
    bearing: Bearing,
    *,
    seed: Seed,
    limit: int = 2,
    used: Mapping[str, int] | None = None,
    tone: str | None = None,
    is_sponsored: bool = False,
) -> list[DraftSentence]:
    """Write the first choice of sentences for an item, unverified; `write_verified` also tries the others.

    Args:
        wordings: what templates say.
        bearing: the item's evidence, grounds, anchors and labels.
        seed: of all draws of the decision.
        limit: most sentences.
        used: name of a wording → how often this slate has it already.
        tone: tone of the brand.
        is_sponsored: whether the place was paid for.

    Returns:
        At most `limit` drafts, strongest ground first; none in a language without wordings.
    """
    language = wordings.language(bearing.locale)
    if language is None:
        return []
    drafts = []
    shapes: set[str] = set()
    for told in what_to_tell(bearing, limit, is_sponsored=is_sponsored):
        fits = fitting(told, language, bearing, tone)
        for wording in in_order(fits, seed, label_of(told, bearing), used or {}, shapes)[:1]:
            drafts.append(draft_of(told, wording, bearing))
            shapes.add(shape(wording.text))
    return drafts


def label_of(told: Told, bearing: Bearing) -> str:
    """What is being worded, as the name of its draw."""
    return f"{bearing.item.id if bearing.item else ''}/{told.name or told.pieces[0].id}"


def draft_of(told: Told, wording: Wording, bearing: Bearing) -> DraftSentence:
    """Render a wording for something that is told.

    Raises:
        TemplateWrong: when the template cannot be rendered.
    """
    piece = told.pieces[0]
    owners = [("e1", piece.id, plural(piece.count, bearing.locale)), ("item", "item", "other")]
    if told.name and told.ground is not None:
        owners.append(("g1", told.name, plural(len(told.ground.evidence), bearing.locale)))
    return _draft(render(wording.text, tuple(owners)), wording, bearing, "reason", _cited(told, wording))


def _cited(told: Told, wording: Wording) -> tuple[str, ...]:
    needs_all = told.is_several or not wording.slots
    return tuple(piece.id for piece in (told.pieces if needs_all else told.pieces[:1]))


def _draft(
    text: str,
    wording: Wording,
    bearing: Bearing,
    kind: SentenceKind,
    evidence: tuple[str, ...] = (),
    role: Role = "sentence",
) -> DraftSentence:
    return DraftSentence.trusted(
        kind=kind,
        text=text,
        evidence=evidence,
        role=role,
        locale=bearing.locale,
        origin=wording.origin,
        pattern=wording.name,
        level=None,
    )


def headline_drafts(
    wordings: Wordings,
    bearing: Bearing,
    *,
    seed: Seed,
    basis: Basis = "evidence",
    tone: str | None = None,
    known: Known = NOTHING_KNOWN,
) -> list[DraftSentence]:
    """Write a slate's headline: every line that fits, in the order in which they are tried.

    Args:
        wordings: what templates say.
        bearing: evidence of the slate; it has no item.
        seed: of all draws of the decision.
        basis: what may be spoken of. `non_profiled` speaks of statistics and editors, and never of the reader.
        tone: tone of the brand.
        known: what is known of the evidence without a look at it.

    Returns:
        Drafts, best first; lines that state nothing come last.
    """
    language = wordings.language(bearing.locale)
    if language is None:
        return []
    drafts: list[DraftSentence] = []
    if basis != "newcomers":
        family, pieces = main_family(language, bearing, basis, known)
        if family is not None:
            drafts += told_lines(family, pieces, bearing, "headline", seed=seed, tone=tone)
    neutral = language.headlines.get("newcomers" if basis == "newcomers" else "non_profiled")
    lines = [line for line in neutral.lines if line.tone in {None, tone}] if neutral else []
    ordered = in_order(lines, seed, "headline", {})
    return drafts + [line_draft(line, bearing, None, "headline") for line in ordered]


def write_headline(
    wordings: Wordings, bearing: Bearing, *, seed: Seed, basis: Basis = "evidence", tone: str | None = None
) -> DraftSentence | None:
    """Write the first choice of a slate's headline, unverified; None in a language without wordings."""
    drafts = headline_drafts(wordings, bearing, seed=seed, basis=basis, tone=tone)
    return drafts[0] if drafts else None


def main_pieces(wordings: Wordings, bearing: Bearing, basis: Basis, known: Known) -> Sequence[Evidence]:
    """What a line above a slate speaks of, strongest first; none where it may speak of nothing."""
    language = wordings.language(bearing.locale)
    return () if language is None or basis == "newcomers" else main_family(language, bearing, basis, known)[1]


def main_family(
    language: Language, bearing: Bearing, basis: Basis, known: Known
) -> tuple[Family | None, Sequence[Evidence]]:
    """The family that speaks of the most effect, and its strongest evidence, as much as a line may cite."""
    found = spoken_of(language.headlines, bearing, basis, known)
    return found[0] if found else (None, ())


def spoken_of(
    families: Mapping[str, Family], bearing: Bearing, basis: Basis, known: Known
) -> list[tuple[Family | None, Sequence[Evidence]]]:
    """What lines can be about: the family of each kind of evidence, if there is one, that of the most effect first.

    Args:
        families: by name.
        bearing: evidence of the slate; it has no item.
        basis: what may be spoken of.
        known: what is known of the evidence without a look at it.

    Returns:
        Families, each with its strongest evidence, as much as a line may cite.
    """
    by_kind, units = _effects(bearing, basis, known)
    acts = sum(units.get(kind, 0) for kind in ACT_KINDS)

    def strength(name: str) -> tuple[int, str]:
        return -(known.units[name] if name in known.units else bearing.evidence[name].contribution), name

    found: dict[str, tuple[Family | None, Sequence[Evidence]]] = {}
    for main in sorted(units, key=lambda kind: (units[kind], kind), reverse=True):
        # Acts of several kinds, none of them more than half of all acts: the line speaks of them together.
        if main in ACT_KINDS and units[main] * 2 < acts:
            family = families.get("acts")
        else:
            fits = [entry for entry in families.values() if main in entry.kinds]
            family = min(fits, key=lambda entry: len(entry.kinds), default=None)
        told = family.kinds if family is not None and family.name == "acts" else {main}
        strongest = sorted([name for kind in told for name in by_kind.get(kind, [])], key=strength)[:MOST_CITED]
        name = main if family is None else family.name
        found.setdefault(name, (family, [bearing.evidence[name] for name in strongest]))
    return list(found.values())


def _effects(
    bearing: Bearing, basis: Basis, known: Known
) -> tuple[Mapping[EvidenceKind, list[str]], Mapping[EvidenceKind, int]]:
    """Of each kind that may be spoken of: its pieces, and what they contributed together."""
    by_kind: dict[EvidenceKind, list[str]] = defaultdict(list)
    units: dict[EvidenceKind, int] = defaultdict(int)
    for name in bearing.evidence:
        if bearing.untold is not None and name in bearing.untold:
            continue
        kind = known.kinds[name] if name in known.kinds else bearing.evidence[name].kind
        if kind in UNSAYABLE_KINDS or not (basis == "evidence" or kind in _IMPERSONAL or kind in CROWD_KINDS):
            continue
        if kind in known.effects and kind not in CROWD_KINDS:
            by_kind[kind].append(name)
            units[kind] = known.effects[kind]
        elif (piece := bearing.evidence[name]).contribution > 0 and _may_head(piece, basis):
            # Of crowds, some may be too small to be spoken of: what they contributed does not count.
            by_kind[kind].append(name)
            units[kind] += piece.contribution
    return by_kind, units


def _may_head(piece: Evidence, basis: Basis) -> bool:
    if piece.kind in CROWD_KINDS:
        return piece.count >= CROWD_PEOPLE and (basis == "evidence" or piece.kind not in _PERSONAL_CROWDS)
    return basis == "evidence" or piece.kind in _IMPERSONAL


_PERSONAL_CROWDS = frozenset({EvidenceKind.POPULAR_IN_REGION, EvidenceKind.POPULAR_IN_SEGMENT})
_IMPERSONAL = frozenset({EvidenceKind.NEW, EvidenceKind.EDITORIAL, EvidenceKind.PINNED})


def told_lines(
    family: Family, pieces: Sequence[Evidence], bearing: Bearing, role: Role, *, seed: Seed, tone: str | None
) -> list[DraftSentence]:
    """Lines of a family that fit its evidence, in the order in which they are tried."""
    if not pieces:
        return []
    told = Told(pieces[0].kind, tuple(pieces), "", None, "contributing")
    lines = [
        line
        for line in family.lines
        if line.tone in {None, tone} and all(has_value(told, owner, field, bearing) for owner, field in line.slots)
    ]
    return [line_draft(line, bearing, told, role) for line in in_order(lines, seed, role, {})]


def line_draft(line: Wording, bearing: Bearing, told: Told | None, role: Role) -> DraftSentence:
    """Render a headline or nudge; a reason where something is told, else a line that states nothing."""
    if told is None:
        return _draft(render(line.text, ()), line, bearing, "nudge", role=role)
    piece = told.pieces[0]
    owners = (("e1", piece.id, plural(piece.count, bearing.locale)),)
    return _draft(render(line.text, owners), line, bearing, "reason", _cited(told, line), role)


def nudge_drafts(
    wordings: Wordings,
    bearing: Bearing,
    *,
    seed: Seed,
    name: str = "call_to_action",
    tone: str | None = None,
    used: Mapping[str, int] | None = None,
) -> list[DraftSentence]:
    """Write a line that invites and states nothing: all that fit, in the order in which they are tried.

    Those that the slate has already (`used`, by name) come last.
    """
    language = wordings.language(bearing.locale)
    lines = [line for line in language.nudges.get(name, ()) if line.tone in {None, tone}] if language else []
    label = f"{name}/{bearing.item.id if bearing.item else ''}"
    return [line_draft(line, bearing, None, "sentence") for line in in_order(lines, seed, label, used or {})]
