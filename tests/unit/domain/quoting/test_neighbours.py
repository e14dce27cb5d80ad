"""What the sentences beside a quotation make of it."""

from functools import lru_cache

import pytest

from frankly.adapters.files.words.wordings import load_text
from frankly.domain.quoting.quoting import Quoting
from frankly.domain.quoting.run import whole_of_span
from tests.needs import ROOT


@lru_cache
def quoting_in(language: str) -> Quoting:
    quoting = load_text(ROOT / "policies", ROOT / "brand").lexicons[language].quoting
    assert quoting is not None
    return quoting


def is_quotable(text: str, number: int = 1, language: str = "en", title: str = "Thing") -> bool:
    run = whole_of_span(title, text, language, number, quoting_in(language))
    assert run is not None
    return bool(run.manners)


@pytest.mark.parametrize(
    "after",
    [
        "Don't believe it.",
        "Just kidding.",
        "Or does it?",
        "This was true until 2020.",
        "In practice it takes three.",
        "Correction: it takes three.",
        "(Prototype; the series takes three.)",
        "The photo shows another model.",
        "However, in winter it takes three.",
        "The paint has been removed.",
        "It is missing.",
        "Paint not included.",
        "The red one does not.",
        "The red one has none.",
    ],
)
def test_what_the_next_sentence_takes_back_is_not_quoted(after: str) -> None:
    assert not is_quotable(f"The paint dries in an hour. {after}")


@pytest.mark.parametrize(
    "after",
    [
        "It comes in three colours.",
        "A brush is not included.",
        "The tin is sold separately.",
        "Two hours later it may be painted over.",
        "The thing has no smell.",
        "The blue one runs, the red one does not.",
    ],
)
def test_what_goes_on_after_a_sentence_costs_nothing(after: str) -> None:
    assert is_quotable(f"The paint dries in an hour. {after}")


@pytest.mark.parametrize(
    "after",
    [
        "Von wegen.",
        "Schön wär's.",
        "Korrektur: in drei.",
        "In der Praxis sind es drei.",
        "Nun ja, fast.",
        "Der Lack fehlt.",
        "Der rote hat keinen.",
        "Das Bild zeigt ein anderes Modell.",
    ],
)
def test_what_the_next_sentence_takes_back_is_not_quoted_in_german(after: str) -> None:
    assert not is_quotable(f"Der Lack trocknet in einer Stunde. {after}", language="de")
    assert is_quotable("Der Lack trocknet in einer Stunde. Der Pinsel ist dabei.", language="de")


@pytest.mark.parametrize(
    "before",
    [
        "Not included.",
        "Coming soon.",
        "Planned for next spring.",
        "Display model.",
        "Common myth number one.",
        "The seller lied.",
        "A reproduction.",
        "In the dream, the house is gold.",
        "The poster shows a plane and the sea.",
    ],
)
def test_what_the_sentence_before_gives_to_another_thing_is_not_quoted(before: str) -> None:
    assert not is_quotable(f"{before} The plane opens the door.", 2)


def test_a_heading_is_a_sentence_without_a_verb() -> None:
    assert is_quotable("Not everybody has such a door. The plane opens the door.", 2)
    assert is_quotable("The poster shows a ship. The plane opens the door.", 2)
    assert not is_quotable("Nicht dabei. Der Schirm ist aus Leinen.", 2, "de")
    assert not is_quotable("Die Karte zeigt einen Fluss. Der Fluss ist blau.", 2, "de")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It helps you sleep.", "en"),
        ("The tea is good for digestion.", "en"),
        ("The tea is suitable for diabetics.", "en"),
        ("At no extra charge we add a bag.", "en"),
        ("We replace it when it breaks.", "en"),
        ("It is never to be made again.", "en"),
        ("Der Tee stärkt die Abwehrkräfte.", "de"),
        ("Es hilft beim Einschlafen.", "de"),
        ("Eine Tasche legen wir bei.", "de"),
        ("Wir ersetzen es, wenn es bricht.", "de"),
    ],
)
def test_claims_about_body_gifts_and_guarantees_are_not_quoted(text: str, language: str) -> None:
    assert not is_quotable(text, language=language)


@pytest.mark.parametrize("text", ["Everyone wants it.", "The thing has five stars.", "The whole town talks about it."])
def test_praise_of_the_crowd_is_the_descriptions_own(text: str) -> None:
    run = whole_of_span("Thing", text, "en", 1, quoting_in("en"))
    assert run is not None
    assert run.manners == {"attributed"}
