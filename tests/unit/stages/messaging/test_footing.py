from frankly.stages.messaging.footing import Links, footer_of, service_links, words_of
from frankly.stages.messaging.letter import Link

LABELS = {
    "en": {("mail", "unsubscribe"): "Unsubscribe", ("mail", "why"): "Why?", ("line", "rest"): "the rest"},
    "de": {
        ("mail", "unsubscribe"): "Abbestellen",
        ("mail", "reason"): "Sie mögen {house}.",
        ("mail", "model"): "Modell.",
    },
    "de-AT": {("mail", "unsubscribe"): "Abmelden"},
}


def test_words_are_those_of_the_language_then_of_the_one_without_a_region_then_english() -> None:
    assert words_of(LABELS, "de-AT") == {
        "unsubscribe": "Abmelden",
        "why": "Why?",
        "reason": "Sie mögen {house}.",
        "model": "Modell.",
    }
    assert words_of(LABELS, "ar") == {"unsubscribe": "Unsubscribe", "why": "Why?"}
    assert words_of({}, "en") == {}


def test_a_footer_holds_what_there_is() -> None:
    links = Links(unsubscribe="https://a.example/u", privacy="https://a.example/p")
    footer = footer_of(words_of(LABELS, "de"), links, sender="Lantern", disclosures=("Werbung",), is_by_model=True)
    assert footer.reason == "Sie mögen Lantern."
    assert footer.disclosures == ("Werbung", "Modell.")
    assert footer.links == (
        Link("Abbestellen", "https://a.example/u"),
        Link("https://a.example/p", "https://a.example/p"),
    )


def test_a_model_that_wrote_nothing_is_not_named() -> None:
    assert footer_of(words_of(LABELS, "de"), Links(), sender="Lantern").disclosures == ()


def test_without_a_service_nobody_has_links_of_their_own() -> None:
    tokens = {"unsubscribe": "u", "why": "w", "view": "v"}
    assert service_links("", tokens, "https://a.example/p") == Links(privacy="https://a.example/p")  # type: ignore[arg-type]
    found = service_links("https://a.example", tokens)  # type: ignore[arg-type]
    assert len({found.unsubscribe, found.why, found.view}) == 3
    assert all(one.startswith("https://a.example/") for one in (found.unsubscribe, found.why, found.view))
