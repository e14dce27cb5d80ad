import asyncio
import copy
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.adapters.embedders import lsa_basis
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.embedders.lsa_basis import chosen_terms
from frankly.adapters.embedders.lsa_text import counts
from frankly.demo.catalogue import books
from frankly.errors import Misconfigured

TEXTS = [book.text() for book in books()[:80]]


def fitted(texts: list[str], dimensions: int = 64) -> LsaEmbedder:
    embedder = LsaEmbedder(dimensions)
    embedder.fit(texts)
    return embedder


def embed(embedder: LsaEmbedder, texts: list[str]) -> np.ndarray:
    return asyncio.run(embedder.embed(texts))


def test_before_a_fit_there_is_nothing() -> None:
    embedder = LsaEmbedder()
    assert (embedder.fingerprint, embedder.dimensions, embedder.state()) == ("", 0, b"")
    assert embed(embedder, ["sea"]).shape == (1, 0)


@given(st.permutations(TEXTS[:12]))
def test_the_same_texts_in_any_order_give_the_same_state(texts: list[str]) -> None:
    assert fitted(texts).state() == fitted(TEXTS[:12]).state()


def test_rows_have_unit_length_whatever_stands_beside_them() -> None:
    embedder = fitted(TEXTS)
    rows = embed(embedder, TEXTS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    alone = np.concatenate([embed(embedder, [text]) for text in TEXTS])
    assert np.array_equal(rows, alone)


def test_a_text_without_a_known_word_gives_zeros() -> None:
    assert not embed(fitted(TEXTS), ["zzqx wvvx", "", "\n"]).any()


def test_words_of_a_search_find_what_is_about_them() -> None:
    everything = books()
    embedder = fitted([book.text() for book in everything])
    rows = embed(embedder, [book.text() for book in everything])
    near = np.argsort(-(rows @ embed(embedder, ["detectives crime"])[0]))[:10].tolist()
    assert sum(everything[row].category == "mystery" for row in near) >= 7


def test_state_comes_back_and_gives_the_same_vectors() -> None:
    embedder, again = fitted(TEXTS), LsaEmbedder()
    again.restore(embedder.state())
    assert again.fingerprint == embedder.fingerprint
    assert np.array_equal(embed(again, TEXTS[:5]), embed(embedder, TEXTS[:5]))
    again.restore(b"")
    assert again.fingerprint == ""


@pytest.mark.parametrize(
    "state", [b"nothing of ours", b'{"format":"frankly-lsa-1","terms":["a"]}\n', b"\x80\x04K\x01."]
)
def test_state_that_is_none_is_refused_with_what_to_do(state: bytes) -> None:
    with pytest.raises(Misconfigured, match="frankly reindex"):
        LsaEmbedder().restore(state)


def test_a_copy_that_is_fitted_leaves_the_original_alone() -> None:
    embedder = fitted(TEXTS[:40])
    before = (embedder.fingerprint, embedder.dimensions)
    copied = copy.copy(embedder)
    copied.fit(TEXTS)
    assert copied.fingerprint != embedder.fingerprint
    assert (embedder.fingerprint, embedder.dimensions) == before


@pytest.mark.parametrize(("number", "dimensions"), [(2, 2), (3, 2), (6, 5), (80, 64)])
def test_small_catalogues_get_fewer_dimensions(number: int, dimensions: int) -> None:
    assert fitted(TEXTS[:number]).dimensions == dimensions


@pytest.mark.parametrize("texts", [[], [""], ["one text"], ["..", "!!"]])
def test_too_little_text_is_no_fit(texts: list[str]) -> None:
    assert fitted(texts).fingerprint == ""


def test_equal_texts_make_no_noise() -> None:
    embedder = fitted(["red lamp", "red lamp", "red lamp", "blue chair"])
    rows = embed(embedder, ["red lamp", "blue chair"])
    assert np.isfinite(rows).all()
    assert abs(float(rows[0] @ rows[1])) < 1e-6


def test_large_catalogues_are_decomposed_alike_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = fitted(TEXTS, 8)
    monkeypatch.setattr("frankly.adapters.embedders.lsa._EXACT_CELLS", 0)
    drawn = fitted(TEXTS, 8)
    assert drawn.fingerprint == fitted(TEXTS[::-1], 8).fingerprint
    similar = [np.ravel(rows @ rows.T) for rows in (embed(exact, TEXTS), embed(drawn, TEXTS))]
    assert np.corrcoef(similar)[0, 1] > 0.9


def test_terms_are_counted_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = chosen_terms(TEXTS, 50)
    monkeypatch.setattr(lsa_basis, "_LONGEST_TABLE", 1500)
    bounded = chosen_terms(TEXTS, 50)
    assert len(everything.keys() & bounded.keys()) >= 25


def test_title_and_labels_count_twice() -> None:
    assert counts("Red Lamp\nada\n\n\nA red lamp.") == {"red": 3, "lamp": 3, "red lamp": 3, "ada": 2}


def test_words_of_any_script_are_read() -> None:
    assert {"жизнь", "straße", "père", "詩歌"} <= counts("Жизнь Straße père 詩歌 x").keys() | {"straße"}
    assert "strasse" in counts("Straße")


def test_one_text_is_embedded_in_a_few_milliseconds() -> None:
    embedder = fitted(TEXTS)
    embed(embedder, TEXTS[:1])
    spent = []
    for text in TEXTS[:20]:
        start = time.perf_counter()
        embed(embedder, [text])
        spent.append(time.perf_counter() - start)
    assert sorted(spent)[10] < 0.05
