"""What counts as another's evidence, and what as equal; and how repeated words are counted."""

from frankly.domain.evidence import Anchor, Evidence, EvidenceKind
from frankly.domain.saying.text import SEAL, DraftSentence, Refused, VerifiedText
from frankly.evals.liars.marked import MarkedItem
from frankly.evals.liars.swap import is_equal, renamed, swap
from frankly.evals.liars.told import Sentence
from frankly.evals.liars.variety import has_twice, most_common, of_slates, repeated
from frankly.ports.verifier import Bearing


def sentence(
    marked: dict[str, tuple[MarkedItem, ...]],
    number: int,
    kind: EvidenceKind = EvidenceKind.VIEWED,
    *,
    pattern: str = "viewed/one/1",
    person: str = "mara",
    cause: str = "contributing",
) -> Sentence:
    items = [one.item for one in marked["en"]]
    anchor = items[number + 20]
    name = f"e{number + 1}"
    piece = Evidence(
        id=name,
        kind=kind,
        anchor=Anchor(type="item", value=str(anchor.id)),
        contribution=5,
        sources={"content": 5},
    )
    bearing = Bearing(
        item=items[number],
        evidence={name: piece},
        anchors={str(anchor.id): anchor},
        causes={name: cause},  # type: ignore[dict-item]  # a name of the list
    )
    draft = DraftSentence(kind="reason", text=f"You did “{{{name}.title}}”.", evidence=(name,), pattern=pattern)
    return Sentence(person, draft, bearing, f"You did “{anchor.title}”.")


class Admits:
    """Admits everything."""

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        return VerifiedText(SEAL, draft, draft.text)


def test_an_act_of_the_same_kind_is_equal_evidence_and_another_is_not(
    marked: dict[str, tuple[MarkedItem, ...]],
) -> None:
    viewed, other = sentence(marked, 0), sentence(marked, 1)
    bought = sentence(marked, 2, EvidenceKind.BOUGHT)
    assert is_equal(viewed, other)
    assert not is_equal(viewed, bought)


def test_because_is_not_borne_by_what_contributes(marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    because = sentence(marked, 0, pattern="viewed/because/1", cause="necessary")
    assert not is_equal(because, sentence(marked, 1))
    assert is_equal(because, sentence(marked, 2, cause="necessary"))


def test_the_others_pieces_get_the_ids_of_the_first(marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    bearing = renamed(sentence(marked, 0), sentence(marked, 5, EvidenceKind.BOUGHT))
    assert set(bearing.evidence) == {"e1"}
    assert bearing.evidence["e1"].kind is EvidenceKind.BOUGHT


def test_a_gate_that_admits_everything_is_found_out(marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    kinds = [EvidenceKind.VIEWED, EvidenceKind.BOUGHT, EvidenceKind.SAVED, EvidenceKind.LIKED]
    told = [sentence(marked, number, kinds[number % 4]) for number in range(12)]
    done = swap(told, 40, 1, Admits())
    assert done.pairs == 40
    assert done.admitted == 40
    assert done.equal > 0


def test_words_are_counted_over_slates(marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    one, other = sentence(marked, 0), sentence(marked, 1)
    figures = of_slates([[one, one, other], [other], []])
    assert figures["variety.people"] == 2
    assert figures["variety.sentences"] == 4
    assert figures["variety.distinct_share"] == 0.5
    assert figures["variety.twice_in_slate"] == 1
    assert has_twice([one, one])
    assert not has_twice([one, other])
    assert most_common([[one, one, other]], 1) == [f"2 times: {one.text}"]
    assert repeated([[one, one, other], [other]]) == [f"twice for mara: {one.text}"]
