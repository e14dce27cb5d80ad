import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.quoting.span import spans_of


def texts(text: str, language: str = "en") -> list[str]:
    return [span.text for span in spans_of(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "sentences"),
    [
        (
            "Mr. Darcy meets H. G. Wells in St. Ives. It rains.",
            "en",
            ["Mr. Darcy meets H. G. Wells in St. Ives.", "It rains."],
        ),
        ("It weighs 3.5 kg. It is blue.", "en", ["It weighs 3.5 kg. It is blue."]),
        ("Rain on the prairie. Ántonia stays.", "en", ["Rain on the prairie.", "Ántonia stays."]),
        ("Am 19. Mai, z. B. in Köln. Dann kam Dr. Faust.", "de", ["Am 19. Mai, z. B. in Köln.", "Dann kam Dr. Faust."]),
        ("Wait … There is more. End.", "en", ["Wait … There is more.", "End."]),
        ("", "en", []),
    ],
)
def test_sentences_end_where_they_end(text: str, language: str, sentences: list[str]) -> None:
    assert texts(text, language) == sentences


@pytest.mark.parametrize("end", ["", "x", " x"])
def test_a_run_of_marks_is_read_once(end: str) -> None:
    """Read anew from each of its marks, this took minutes."""
    text = "." * 300_000 + end
    assert texts(text) == [text]


def test_lines_of_a_list_are_bound_to_what_announces_them() -> None:
    spans = spans_of("Not for:\n- Small children.\n- Wet floors.\n\nThe mat is blue.", "en")
    assert [(span.kind, span.is_bound) for span in spans] == [
        ("heading", False),
        ("bullet", True),
        ("bullet", True),
        ("sentence", False),
    ]


def test_what_stands_inside_speech_is_bound() -> None:
    spans = spans_of("“I hate it. It broke.” So says Anna. The mat is blue.", "en")
    assert [span.is_bound for span in spans] == [True, True, False, False]


def test_a_wrapped_line_goes_on() -> None:
    long = "This is a line that somebody typed and broke after some sixty characters"
    assert texts(f"{long}\nLeather is not used.") == [f"{long} Leather is not used."]


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", ""]))
def test_any_text_has_sentences_and_loses_no_word(text: str, language: str) -> None:
    spans = spans_of(text, language)
    assert [span.number for span in spans] == list(range(1, len(spans) + 1))
