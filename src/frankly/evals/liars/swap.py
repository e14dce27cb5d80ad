"""The suite `swap`: a sentence that is given another item's or person's evidence must be refused.

Two ways: the draft with the other's pieces under its own ids, and the text that was read with the other's evidence.
Pairs whose evidence is equal are counted apart: what was true of one is true of the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from frankly.domain.evidence import Cause, Evidence, EvidenceKind, Ground
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.text import VerifiedText
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE, TEXT_SLOT
from frankly.domain.seed import below, derive
from frankly.evals.liars.told import Sentence
from frankly.ports.verifier import Bearing, Verifier
from frankly.stages.writing.wordings import SOURCE_OF_FORM

STRENGTH: Final[Mapping[Cause, int]] = {"none": 0, "contributing": 1, "sufficient": 2, "necessary": 3}


@dataclass(slots=True)
class Swapped:
    """What became of pairs.

    Attributes:
        pairs: with unequal evidence.
        admitted: of these, how many a reader would have got.
        equal: pairs whose evidence is equal, which are left out.
        shown: what was admitted.
    """

    pairs: int = 0
    admitted: int = 0
    equal: int = 0
    shown: list[str] = field(default_factory=list)


def swap(sentences: list[Sentence], pairs: int, seed: int, verifier: Verifier) -> Swapped:
    """Give sentences the evidence of others.

    Args:
        sentences: of real decisions, of one language.
        pairs: how many with unequal evidence are wanted; fewer when they cannot be drawn.
        seed: of the draws.
        verifier: the gate.
    """
    done = Swapped()
    for number in range(pairs * 4):
        if done.pairs >= pairs:
            break
        one = sentences[below(len(sentences), derive("swap", seed), "one", number)]
        other = sentences[below(len(sentences), derive("swap", seed), "other", number)]
        if not one.draft.evidence or not other.draft.evidence or is_same_place(one, other):
            continue
        if is_equal(one, other):
            done.equal += 1
            continue
        done.pairs += 1
        text = replace_text(one, other) if number % 2 else one
        bearing = other.bearing if number % 2 else renamed(one, other)
        outcome = verifier.verify(text.draft, bearing)
        if isinstance(outcome, VerifiedText):
            done.admitted += 1
            done.shown.append(f"{one.draft.text} → {outcome.text} ({_told(one)} | {_told(other)})")
    return done


def is_same_place(one: Sentence, other: Sentence) -> bool:
    """Whether both speak of one item to one person."""
    return one.person == other.person and _item(one) == _item(other)


def is_equal(one: Sentence, other: Sentence) -> bool:
    """Whether what the first says is borne by the other's evidence too, for all that evidence is.

    Facts: the cited text is the same. Reasons: evidence of the same kinds on anchors of the same sorts, a crowd where
    there was one, and where the wording says so a ground, a necessary cause or the same main source. What fills the
    slots is then the other's own, and a draft without slots says nothing else.
    """
    if one.draft.kind != other.draft.kind or one.draft.kind == "nudge":
        return False
    if one.draft.kind == "fact":
        return _cited_text(one) == _cited_text(other) != ""
    if not TEXT_SLOT.search(one.draft.text) and one.draft.text == other.draft.text:
        return True
    is_strong_enough = _cause(other) >= _claimed(one) and _brought(one, one) <= _brought(other, one)
    return is_strong_enough and _is_same_sort(one, other)


def _is_same_sort(one: Sentence, other: Sentence) -> bool:
    """Whether the other's evidence, under the first's ids, is of the sorts that the first tells of."""
    given = renamed(one, other)
    mine = _pieces(one, one.bearing)
    theirs = _pieces(one, given)
    kinds = {piece.kind for piece in mine}, {piece.kind for piece in theirs}
    if not theirs or (kinds[0] != kinds[1] and not _is_here(*kinds, one)):
        return False
    ground, their_ground = _ground(one, one.bearing), _ground(one, given)
    sorts = _anchored(mine, one), _anchored(theirs, other)
    # Acts that are told together are told by what they share; one of them may be on the item itself.
    if sorts[0] != sorts[1] and ground is None and not kinds[0] <= _LABELLED | _HERE:
        return False
    if ground is not None and (their_ground is None or their_ground.anchor.type != ground.anchor.type):
        return False
    return _is_crowd(theirs) or not _is_crowd(mine)


_LABELLED: Final = frozenset({EvidenceKind.STATED_INTEREST})
"""Kinds that are told by a label, whatever it labels."""

_HERE: Final = CROWD_KINDS
"""Counts of people here who turned to an item: what is said of people here holds of those of a category or region."""


def _is_here(mine: set[EvidenceKind], theirs: set[EvidenceKind], one: Sentence) -> bool:
    is_of_all = mine == {EvidenceKind.POPULAR} or (mine <= _HERE and "/plain/" in one.draft.pattern)
    return is_of_all and theirs <= _HERE


def _pieces(one: Sentence, bearing: Bearing) -> list[Evidence]:
    return [bearing.evidence[name] for name in one.draft.evidence if name in bearing.evidence]


def _is_crowd(pieces: Sequence[Evidence]) -> bool:
    return all(piece.kind in CROWD_KINDS and piece.count >= CROWD_PEOPLE for piece in pieces)


def _anchored(pieces: Sequence[Evidence], whose: Sentence) -> set[str]:
    item = _item(whose)
    return {
        "itself" if piece.anchor.type == "item" and piece.anchor.value == item else piece.anchor.type
        for piece in pieces
    }


def _claimed(one: Sentence) -> int:
    """The weakest cause of which the wording may be said; the names of wordings tell: `viewed/because/2`."""
    return STRENGTH["necessary"] if "/because" in one.draft.pattern else 0


def _brought(one: Sentence, wording: Sentence) -> set[str]:
    """Sources that brought at least half of the effect, where the wording speaks of one."""
    pieces = [one.bearing.evidence[name] for name in one.draft.evidence]
    total = sum(piece.contribution for piece in pieces)
    names = {source for piece in pieces for source in piece.sources}
    found = {name for name in names if sum(piece.sources.get(name, 0) for piece in pieces) * 2 >= total}
    said = {source for form, source in SOURCE_OF_FORM.items() if f"/{form}/" in wording.draft.pattern}
    return found & said if said else set()


def _ground(one: Sentence, bearing: Bearing) -> Ground | None:
    names = [found["owner"] for found in TEXT_SLOT.finditer(one.draft.text) if found["owner"].startswith("g")]
    return bearing.grounds.get(names[0]) if names else None


def _cause(one: Sentence) -> int:
    ground = [found["owner"] for found in TEXT_SLOT.finditer(one.draft.text) if found["owner"].startswith("g")]
    names = ground or one.draft.evidence
    return min(STRENGTH[one.bearing.causes.get(name, "contributing")] for name in names)


def _cited_text(one: Sentence) -> str:
    item = one.bearing.item
    if item is None:
        return ""
    spans = {span.id: span.text for span in spans_of(item.description, item.language)}
    return " ".join(spans.get(name, "") for name in one.draft.evidence)


def renamed(one: Sentence, other: Sentence) -> Bearing:
    """The other's evidence under the ids that the first sentence uses, so that no id gives it away."""
    pieces = [other.bearing.evidence[name] for name in other.draft.evidence if name in other.bearing.evidence]
    rest = [piece for piece in other.bearing.evidence.values() if piece not in pieces]
    names = [name for name in one.draft.evidence if name.startswith("e")]
    evidence: dict[str, Evidence] = {}
    causes: dict[str, Cause] = {}
    ids: dict[str, str] = {}
    for name, piece in zip(names, [*pieces, *rest], strict=False):
        ids[name] = piece.id
        evidence[name] = piece.model_copy(update={"id": name})
        causes[name] = other.bearing.causes.get(piece.id, "contributing")
    grounds = _renamed_grounds(one, other, ids, causes)
    return replace(other.bearing, evidence=evidence, grounds=grounds, causes=causes, placed=None)


def _renamed_grounds(
    one: Sentence, other: Sentence, ids: Mapping[str, str], causes: dict[str, Cause]
) -> dict[str, Ground]:
    owners = [found["owner"] for found in TEXT_SLOT.finditer(one.draft.text) if found["owner"].startswith("g")]
    theirs = _ground(other, other.bearing) or next(iter(other.bearing.grounds.values()), None)
    if not owners or theirs is None:
        return {}
    own = tuple(name for name, piece in ids.items() if piece in theirs.evidence)
    if not own:
        return {}
    causes[owners[0]] = "contributing" if _ground(other, other.bearing) is None else _cause_name(other)
    return {owners[0]: theirs.model_copy(update={"evidence": own})}


def _cause_name(one: Sentence) -> Cause:
    return next(cause for cause, strength in STRENGTH.items() if strength == _cause(one))


def replace_text(one: Sentence, other: Sentence) -> Sentence:
    """The first sentence as it was read, citing what the other cites."""
    draft = one.draft.model_copy(update={"text": one.text, "evidence": other.draft.evidence})
    return replace(one, draft=draft)


def _item(one: Sentence) -> str:
    return "" if one.bearing.item is None else str(one.bearing.item.id)


def _told(one: Sentence) -> str:
    kinds = [str(one.bearing.evidence[name].kind) for name in one.draft.evidence if name in one.bearing.evidence]
    return f"{_item(one)}: {', '.join(kinds) or ', '.join(one.draft.evidence)}"
