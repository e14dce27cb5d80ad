"""Evidence of a record: a piece is made when it is asked for, and asked for by kind no other one is."""

from typing import Any

from frankly.domain.evidence import EVIDENCE_CODES, EVIDENCE_KINDS, Evidence, EvidenceKind
from frankly.pipelines.replaying.facts import RecordedFacts, ShownEvidence
from frankly.ports.verifier import Bearing
from tests.pipelines.test_recorded_columns import NO_ACTS

KINDS = (EvidenceKind.POPULAR, EvidenceKind.TRENDING, EvidenceKind.POPULAR, EvidenceKind.BURIED, EvidenceKind.NEW)
LEDGER: dict[str, Any] = {
    "kind": [EVIDENCE_CODES[kind] for kind in KINDS],
    "count": [30 + number for number in range(len(KINDS))],
    "acts": [-1] * len(KINDS),
    "others": {str(number): ["none", f"p{number}", -1, []] for number in range(len(KINDS))},
    "sources": ["any"],
    "units": {"any": {"facts": [0, 1, 1, 1, 1], "times": [7, 5, 3, -2, 1], "factors": [2] * len(KINDS)}},
}


def shown(origin: str) -> ShownEvidence:
    entry = {"shown": [2, 0, 1, 4, 3], "counts": {}, "origin": origin, "because": ""}
    return ShownEvidence(RecordedFacts(LEDGER, NO_ACTS, 0, 1), entry, 0)


def test_pieces_of_some_kinds_are_those_that_a_look_at_all_finds_in_the_same_order() -> None:
    for origin in ("score", "exploration", "pin"):
        every = dict(shown(origin))
        for kind in EVIDENCE_KINDS:
            kinds = frozenset({kind, EvidenceKind.BURIED})
            found = list(Bearing(None, shown(origin)).of_kinds(kinds))
            assert found == [(name, piece) for name, piece in every.items() if piece.kind in kinds]
            assert found == list(Bearing(None, every).of_kinds(kinds))


def test_no_other_piece_is_made(monkeypatch: Any) -> None:
    made: list[int] = []
    make = RecordedFacts.evidence

    def counted(self: RecordedFacts, fact: int, *rest: Any) -> Evidence:
        made.append(fact)
        return make(self, fact, *rest)

    monkeypatch.setattr(RecordedFacts, "evidence", counted)
    names = [name for name, _ in Bearing(None, shown("score")).of_kinds(frozenset({EvidenceKind.POPULAR}))]
    assert (names, made) == (["e3", "e1"], [2, 0])
