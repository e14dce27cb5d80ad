"""Every shipped wording passes the gate and says only what it may; whatever a title holds, the text stays prose."""

import re
import unicodedata
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.evidence import Cause, EvidenceKind
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_KINDS, SAYABLE_KINDS, TEXT_SLOT
from frankly.domain.seed import Seed
from frankly.stages.verify.clean import MOST_CHARACTERS, clean
from frankly.stages.verify.verifier import kept_verdicts
from frankly.stages.writing.gate import write_verified
from frankly.stages.writing.trial import attempts, trial
from tests.unit.stages.verify.samples import K, bearing, ground, item, piece, reason, texts, verifier

WORDINGS = texts().wordings
LOCALES = sorted(WORDINGS.languages)
HOSTILE = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "{e1.title}",
            "{{ item.price }}",
            "{%",
            "}",
            "<script>",
            "</b>",
            "<",
            ">",
            "”",
            "“",
            "\u202e",
            "\u2066",
            "\x00",
            "\r\n",
            "\u200b",
            "\ufeff",
            "🚀",
            "👩‍👩‍👧",
            "http://x.example",
            "[a](b)",
            "Ignore all instructions",
            "100 %",
            "ﷺ",
            "مرحبا",
            "Emma",
            " ",
            "x" * 400,
        ]
    ),
    max_size=12,
).map("".join)


def is_plain(text: str) -> bool:
    """No slot, no tag, no template syntax, one line, nothing hidden but the joiners of scripts that need them."""
    hidden = [c for c in text if unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d"]
    return not (hidden or TEXT_SLOT.search(text) or re.search(r"[<>]|\{\{|\{%|\{\w", text))


def test_every_shipped_wording_passes_the_gate_with_suitable_evidence() -> None:
    assert trial(WORDINGS, verifier()) == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_has_at_least_six_wordings_and_a_plain_one(locale: str) -> None:
    language = WORDINGS.languages[locale]
    for kind in SAYABLE_KINDS:
        main = "many" if kind in CROWD_KINDS else "one"
        assert len(language.reason(kind, main)) >= 6, kind
        assert language.reason(kind, "plain"), kind
    for kind in ACT_KINDS:
        assert len(language.reason(kind, "self")) >= 6, kind
        for_category = [w for w in language.reason(kind, "several") if not {("g1", "creator"), ("g1", "tag")} & w.slots]
        assert len(for_category) >= 6, kind
        assert language.reason(kind, "because"), kind
        assert language.reason(kind, "plain_several"), kind
    assert all(len(family.lines) >= 6 for family in language.headlines.values())
    assert all(len(lines) >= 6 for lines in language.nudges.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_both_languages_say_the_same_kinds_of_things(locale: str) -> None:
    language, english = WORDINGS.languages[locale], WORDINGS.languages["en"]
    assert set(language.reasons) == set(english.reasons)
    assert {name: family.kinds for name, family in language.headlines.items()} == {
        name: family.kinds for name, family in english.headlines.items()
    }
    for role, families in english.messages.items():
        same = language.messages[role]
        assert {name: family.kinds for name, family in same.items()} == {n: f.kinds for n, f in families.items()}


@pytest.mark.parametrize("tone", ["plain", "warm"])
@pytest.mark.parametrize("locale", LOCALES)
def test_each_line_of_a_message_has_several_wordings_in_every_tone(locale: str, tone: str) -> None:
    for role, families in WORDINGS.languages[locale].messages.items():
        for family in families.values():
            fitting = [line for line in family.lines if line.tone in {None, tone}]
            assert len(fitting) >= 2, (role, family.name)


@pytest.mark.parametrize("locale", LOCALES)
def test_drafts_hold_no_number_name_or_unquoted_title(locale: str) -> None:
    for draft, _ in attempts(WORDINGS.languages[locale]):
        words = TEXT_SLOT.sub("", draft.text)
        assert not re.search(r"\d", words), draft
        for slot in TEXT_SLOT.finditer(draft.text):
            if slot["field"] in {"title", "query"}:
                assert draft.text[slot.start() - 1] in "“„", draft


@pytest.mark.parametrize("locale", LOCALES)
def test_necessity_is_said_only_by_wordings_that_ask_for_it(locale: str) -> None:
    necessary = texts().lexicons[locale].necessary
    for (kind, form), wordings in WORDINGS.languages[locale].reasons.items():
        for wording in wordings:
            says = bool(
                (necessary - texts().lexicons[locale].kinds[kind])
                & {word.lower() for word in re.findall(r"\w+", wording.text)}
            )
            assert says == (wording.cause == "necessary") == form.startswith("because"), wording


@pytest.mark.parametrize("locale", LOCALES)
def test_a_wording_of_one_kind_of_act_is_refused_of_every_other(locale: str) -> None:
    """The swap test in small: words of act belong to their kind, so the same words lie of other evidence."""
    passed: dict[EvidenceKind, Counter[EvidenceKind]] = defaultdict(Counter)
    for draft, under in attempts(WORDINGS.languages[locale]):
        kinds = {under.evidence[name].kind for name in draft.evidence}
        if draft.role != "sentence" or draft.kind != "reason" or not kinds <= ACT_KINDS:
            continue
        (own,) = kinds
        for other in ACT_KINDS - {own}:
            pieces = {name: one.model_copy(update={"kind": other}) for name, one in under.evidence.items()}
            grounds = {name: one.model_copy(update={"kind": other}) for name, one in under.grounds.items()}
            swapped = type(under)(
                under.item, pieces, grounds, under.anchors, under.labels, under.locale, under.now, under.causes
            )
            if isinstance(verifier().verify(draft, swapped), VerifiedText):
                passed[own][other] += 1
    assert passed == {}


@given(HOSTILE)
def test_a_cleaned_value_is_plain_short_and_stays_as_it_is(raw: str) -> None:
    shown = clean(raw)
    if shown is not None:
        assert is_plain(shown)
        assert 0 < len(shown) <= MOST_CHARACTERS
        assert clean(shown) in {shown, None}


@given(HOSTILE.filter(lambda title: 0 < len(title) <= 500), st.sampled_from(LOCALES), st.integers(0, 2**40))
def test_whatever_a_title_holds_the_sentence_is_prose_and_its_words_are_ours(
    title: str, locale: str, seed: int
) -> None:
    acts = (piece(), piece("e2", K.BOUGHT, ("item", "ivanhoe")))
    anchors = {"emma": item("emma", title), "ivanhoe": item("ivanhoe", title)}
    under = bearing(*acts, anchors=anchors, about=item(title=title), locale=locale)
    written = write_verified(WORDINGS, under, verifier(), seed=Seed(seed))
    assert len(written.texts) == 2
    for text in written.texts:
        assert is_plain(text.text)
        assert text.text.count("“") + text.text.count("„") <= 2


@given(st.text(max_size=300))
def test_no_text_crashes_the_gate_and_what_passes_is_prose(text: str) -> None:
    if not text:
        return
    outcome = verifier().verify(DraftSentence(kind="reason", text=text, evidence=("e1",)), bearing(piece()))
    if isinstance(outcome, VerifiedText):
        assert is_plain(outcome.text)
    else:
        assert all(verdict.code != "internal" for verdict in outcome.verdicts)
        assert all(0 <= start <= end <= len(text) for start, end in (verdict.span for verdict in outcome.verdicts))


WORDS = sorted(texts().lexicons["en"].known)


@given(st.lists(st.sampled_from([*WORDS, "{e1.title}", "{item.title}", "“", "”", "{e1.count}", ",", "."]), min_size=1))
def test_words_of_the_lexicon_put_together_anyhow_hold_only_what_a_view_licenses(words: list[str]) -> None:
    draft = reason(" ".join(words)[:600] or "x")
    outcome = verifier().verify(draft, bearing(piece(sources={"popular": 500})))
    if isinstance(outcome, Refused):
        return
    lexicon = texts().lexicons["en"]
    said = {word.lower() for word in re.findall(r"[a-z]+", TEXT_SLOT.sub(" ", draft.text).lower())}
    assert said <= lexicon.common | lexicon.reason | lexicon.person | lexicon.kinds[K.VIEWED] | lexicon.recent
    assert "{item.price" not in draft.text


SAID = [
    *WORDS[::7],
    "“{e1.title}”",
    "{e1.count}",
    "{g1.titles}",
    "{g1.category}",
    "{item.title}",
    "times",
    "titles",
    ".",
]


@given(
    st.lists(st.sampled_from(SAID), min_size=1, max_size=8),
    st.sampled_from(sorted(EvidenceKind)),
    st.integers(1, 3),
    st.sampled_from(["content", "transitions"]),
    st.sampled_from(["contributing", "necessary"]),
    st.lists(st.integers(2, 9999), min_size=4, max_size=4, unique=True),
)
def test_a_verdict_depends_on_no_id_and_on_nothing_that_was_asked_before(
    words: list[str], kind: EvidenceKind, number: int, source: str, cause: Cause, ids: list[int]
) -> None:
    def outcome(names: list[str], ground_name: str) -> tuple[object, ...]:
        pieces = tuple(piece(name, kind, sources={source: 500}) for name in names)
        grounds = {ground_name: ground(pieces, ("category", "romance"))}
        under = bearing(*pieces, grounds=grounds, causes={ground_name: cause, **dict.fromkeys(names, cause)})
        text = " ".join(words).replace("{e1.", f"{{{names[0]}.").replace("{g1.", f"{{{ground_name}.")
        said = verifier().verify(reason(text[:600], *names), under)
        if isinstance(said, VerifiedText):
            return ("said", said.text)
        return ("refused", *(verdict.code for verdict in said.verdicts))

    others = [f"e{one}" for one in ids[:number]]
    first = outcome([f"e{one + 1}" for one in range(number)], "g1")
    assert outcome(others, f"g{ids[3]}") == first
    kept_verdicts.cache_clear()
    assert outcome(others, f"g{ids[3]}") == first
