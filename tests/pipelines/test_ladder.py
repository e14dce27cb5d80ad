from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.domain.item import Item
from frankly.pipelines.people.ladder import MOST_RUNGS, POINT, ladder, points
from frankly.pipelines.people.told_decision import ToldItem, ToldPiece

KINDS = (EvidenceKind.VIEWED, EvidenceKind.BOUGHT, EvidenceKind.DISLIKED, EvidenceKind.NEW)
CATALOGUE = {
    f"i{number}": Item.model_validate({"id": f"i{number}", "title": "T", "categories": [f"c{number % 2}"]})
    for number in range(8)
}


@st.composite
def items(draw: st.DrawFn) -> ToldItem:
    """An item of a slate with up to twenty facts, none of them twice."""
    keys = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), unique=True, max_size=20))
    pieces = []
    for number, (kind, anchor) in enumerate(keys):
        units = draw(st.integers(-5 * 10**9, 5 * 10**9).filter(bool))
        about = Anchor(type="item", value=f"i{anchor}")
        pieces.append(ToldPiece(f"e{number + 1}", kind, about, 1, None, (), units, {"content": units}))
    pieces.sort(key=lambda piece: -abs(piece.units))
    score = sum(piece.units for piece in pieces)
    return ToldItem("x", 1, {"score": score}, tuple(pieces))


@given(items())
def test_rungs_add_up_to_the_score_and_tell_each_fact_once(item: ToldItem) -> None:
    rungs = ladder(item, CATALOGUE)
    assert sum(rung.units for rung in rungs) == item.score
    told = [piece.id for rung in rungs for piece in rung.pieces]
    assert sorted(told) == sorted(piece.id for piece in item.pieces)
    assert len(rungs) <= MOST_RUNGS + 1
    assert len({rung.named for rung in rungs}) == len(rungs)


@given(items())
def test_what_speaks_against_an_item_comes_last(item: ToldItem) -> None:
    signs = [rung.units < 0 for rung in ladder(item, CATALOGUE)]
    assert signs == sorted(signs)


@given(items())
def test_a_rung_is_named_as_a_correction_would_name_it(item: ToldItem) -> None:
    grounds = {ground.id: ground for ground in item.grounds(CATALOGUE)}
    for rung in ladder(item, CATALOGUE):
        if rung.named.startswith("g"):
            assert grounds[rung.named].pieces == rung.pieces
        elif rung.named:
            assert [piece.id for piece in rung.pieces] == [rung.named]


@given(st.lists(st.integers(-(10**11), 10**11), max_size=12))
def test_points_add_up_to_the_points_of_the_sum(units: list[int]) -> None:
    shown = points(units)
    assert sum(shown) == (round(sum(units) / POINT) if units else 0)
    assert all(abs(part - whole / POINT) < 1 + 1e-9 for part, whole in zip(shown, units, strict=True))
