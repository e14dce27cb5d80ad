"""Finds what is called by name in a decision: evidence, a ground of a slot, or all acts of a kind on a category."""

import re
from collections.abc import Sequence
from typing import Final

from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.errors import Invalid, NotFound
from frankly.pipelines.request.deciding import Decided

_BY_ID: Final = re.compile(r"(?:\d+:)?[eg]\d+")
_OF_THE_MOMENT: Final = (EvidenceGroup.SITUATION, EvidenceGroup.LOCATION)


def left_out(decided: Decided, name: str) -> frozenset[PieceKey]:
    """The person's own facts that a name stands for.

    Args:
        decided: whose evidence and acts are looked at.
        name: see `WithoutGround`.

    Raises:
        NotFound: when the decision has nothing of that name.
        Invalid: when it is not about the person.
    """
    by_id = _BY_ID.fullmatch(name)
    keys = _named(decided, name) if by_id else _told(decided, *name.partition(":")[::2])
    if not keys:
        raise NotFound(
            f"Decision '{decided.answer.decision}' has nothing called '{name}'. Name evidence (e5), a ground of a slot "
            "(2:g1), or kind and what it hangs on (viewed:poetry)."
        )
    return keys


def _named(decided: Decided, name: str) -> frozenset[PieceKey]:
    """Evidence by its id, a ground by slot and id."""
    slot, _, ground = name.rpartition(":")
    names: Sequence[str] = [ground]
    if ground.startswith("g"):
        place, number = int(slot or 1) - 1, int(ground[1:]) - 1
        behind = decided.evidence[place : place + 1]
        if not behind or not 0 <= number < len(behind[0].grounds):
            return frozenset()
        names = behind[0].grounds[number].evidence
    places = [int(one[1:]) - 1 for one in names if one[:1] == "e" and one[1:].isdecimal()]
    keys = frozenset(decided.cut.pieces[place].key for place in places if 0 <= place < len(decided.cut.pieces))
    return _own(name, keys)


def _own(name: str, keys: frozenset[PieceKey]) -> frozenset[PieceKey]:
    foreign = [kind for kind, _, _ in keys if GROUP_OF[kind] in {None, *_OF_THE_MOMENT}]
    if foreign:
        raise Invalid(
            f"'{name}' is {foreign[0].value}, which is nothing that this person did or stated. To see the slate "
            "without a source, use --with and a file that gives it the weight 0."
        )
    return keys


def _told(decided: Decided, kind: str, value: str) -> frozenset[PieceKey]:
    """All own facts of a kind that hang on an item, on items of a category, or on a label."""
    if kind not in set(EvidenceKind):
        raise NotFound(f"'{kind}' is no kind of evidence; there are {', '.join(EvidenceKind)}.")
    snapshot, profile, wanted = decided.situation.snapshot, decided.situation.profile, value.casefold()
    categories = snapshot.categories.names
    found = []
    for piece in (*profile.acts, *profile.stated, *profile.searches):
        main = snapshot.main_category[piece.row] if piece.row >= 0 else -1
        labels = {piece.anchor.casefold(), categories[main].casefold() if main >= 0 else ""}
        if piece.kind == kind and wanted in labels:
            found.append(piece.key)
    return _own(f"{kind}:{value}", frozenset(found))
