from hypothesis import given
from hypothesis import strategies as st

from frankly.evals.reports.pieces import differing, marked
from frankly.evals.runs.output import Span

SPANS = st.lists(st.builds(Span, text=st.just(0), start=st.integers(0, 40), end=st.integers(0, 40)), max_size=5)


@given(st.text(max_size=30), SPANS)
def test_pieces_joined_are_the_text(text: str, spans: list[Span]) -> None:
    assert "".join(piece.text for piece in marked(text, spans)) == text


@given(st.text(max_size=30), st.text(max_size=30))
def test_both_sides_of_a_difference_are_their_texts(before: str, after: str) -> None:
    left, right = differing(before, after)
    assert ("".join(one.text for one in left), "".join(one.text for one in right)) == (before, after)
    same = [[one.text for one in side if not one.is_marked] for side in (left, right)]
    assert "".join(same[0]) == "".join(same[1])


def test_the_place_is_marked_with_its_code() -> None:
    pieces = marked("It costs 12 now.", [Span(text=0, start=9, end=11, code="stray_number")])
    assert [(one.text, one.code) for one in pieces if one.is_marked] == [("12", "stray_number")]


def test_an_empty_span_marks_the_word_in_which_it_lies() -> None:
    assert [one.text for one in marked("so it is", [Span(text=0, start=4, end=4)]) if one.is_marked] == ["it"]


def test_where_spans_overlap_the_first_counts() -> None:
    spans = [Span(text=0, start=0, end=2, code="a"), Span(text=0, start=1, end=3, code="b")]
    assert [(one.text, one.code) for one in marked("xyzw", spans)] == [("xy", "a"), ("z", "b"), ("w", "")]
