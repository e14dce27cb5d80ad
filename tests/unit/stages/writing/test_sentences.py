from frankly.domain.saying.text import DraftSentence
from frankly.domain.seed import Seed
from frankly.stages.writing.sentences import Basis, headline_drafts, nudge_drafts, write_headline, write_item
from tests.unit.stages.verify.samples import K, bearing, ground, piece, texts

WORDINGS = texts().wordings
PERSONAL = {"you", "your"}


def headline(*pieces, basis: Basis = "evidence", seed: int = 1) -> DraftSentence:  # type: ignore[no-untyped-def]
    draft = write_headline(WORDINGS, bearing(*pieces, without_item=True), seed=Seed(seed), basis=basis)
    assert draft is not None
    return draft


def test_an_item_gets_at_most_its_limit_of_sentences_each_with_its_own_evidence() -> None:
    under = bearing(piece("e1", contribution=300), piece("e2", K.SAVED, ("item", "ivanhoe"), contribution=900))
    drafts = write_item(WORDINGS, under, seed=Seed(1), limit=2)
    assert [draft.evidence for draft in drafts] == [("e2",), ("e1",)]
    assert len(write_item(WORDINGS, under, seed=Seed(1), limit=1)) == 1
    assert write_item(WORDINGS, under, seed=Seed(1), limit=0) == []


def test_drafts_hold_slots_and_no_title() -> None:
    (draft,) = write_item(WORDINGS, bearing(piece("e7")), seed=Seed(1), limit=1)
    assert "Emma" not in draft.text
    assert "{e7." in draft.text
    assert draft.pattern.startswith("viewed/")


def test_several_acts_are_cited_together() -> None:
    pieces = tuple(piece(f"e{n}", anchor=("item", f"i{n}"), contribution=100) for n in range(1, 14))
    under = bearing(*pieces, grounds={"g1": ground(pieces, ("category", "romance"))})
    (draft,) = write_item(WORDINGS, under, seed=Seed(1), limit=1)
    assert draft.evidence == tuple(f"e{n}" for n in range(1, 11))
    assert "{g1." in draft.text


def test_a_locale_without_wordings_gets_none() -> None:
    assert write_item(WORDINGS, bearing(piece(), locale="cy"), seed=Seed(1), limit=2) == []
    assert write_headline(WORDINGS, bearing(locale="cy"), seed=Seed(1)) is None
    assert nudge_drafts(WORDINGS, bearing(locale="cy"), seed=Seed(1)) == []


def test_a_headline_speaks_of_the_main_kind_and_cites_only_it() -> None:
    views = [piece(f"e{n}", anchor=("item", f"i{n}"), contribution=500) for n in range(1, 4)]
    popular = piece("e9", K.POPULAR, ("none", ""), contribution=700, count=80)
    draft = headline(*views, popular)
    assert draft.pattern.startswith("headline/viewed/")
    assert (draft.kind, draft.role) == ("reason", "headline")
    assert set(draft.evidence) == {"e1", "e2", "e3"}


def test_acts_of_many_kinds_are_headed_together() -> None:
    acts = [piece(f"e{n}", kind, ("item", f"i{n}")) for n, kind in enumerate((K.VIEWED, K.SAVED, K.BOUGHT), 1)]
    assert headline(*acts).pattern.startswith("headline/acts/")


def test_a_headline_without_evidence_or_for_a_newcomer_states_nothing() -> None:
    for draft in (headline(), headline(piece(), basis="newcomers")):
        assert draft.kind == "nudge"
        assert draft.evidence == ()


def test_a_headline_that_is_not_about_a_profile_never_speaks_of_the_reader() -> None:
    pieces = (piece("e1", contribution=900), piece("e2", K.TRENDING, ("none", ""), contribution=10, count=60))
    under = bearing(*pieces, without_item=True)
    drafts = headline_drafts(WORDINGS, under, seed=Seed(1), basis="non_profiled")
    assert drafts[0].pattern.startswith("headline/trending/")
    assert all(not PERSONAL & set(draft.text.lower().split()) for draft in drafts)
    assert all("e1" not in draft.evidence for draft in drafts)


def test_nudges_cite_nothing() -> None:
    drafts = nudge_drafts(WORDINGS, bearing(), seed=Seed(1))
    assert len(drafts) >= 6
    assert {(draft.kind, draft.evidence) for draft in drafts} == {("nudge", ())}


def test_a_nudge_that_a_slate_has_already_comes_last() -> None:
    first, *others = nudge_drafts(WORDINGS, bearing(), seed=Seed(1))
    assert nudge_drafts(WORDINGS, bearing(), seed=Seed(1), used={first.pattern: 1}) == [*others, first]
