"""The default embedder: TF-IDF and a truncated singular value decomposition, fitted on the catalogue.

No download, no model, deterministic. A new item is projected on the current basis; only a re-index fits again.
Invariant: the same texts in any order give the same state.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from frankly.adapters.embedders.lsa_basis import LsaBasis, basis_from, chosen_terms, no_basis
from frankly.adapters.embedders.lsa_text import counts
from frankly.domain.canonical import hash_bytes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DIMENSIONS = 64
LEAST_DIMENSIONS = 2
MOST_TERMS = 50_000

_INLINE = 8
"""Up to so many texts are embedded on the event loop (under a millisecond); more go to a thread."""

_EXACT_CELLS = 4_000_000
"""Up to so many cells (texts times terms) the decomposition is exact and needs numpy only: a second less at start."""


class LsaEmbedder:
    """Port `Embedder` by latent semantic analysis (Deerwester et al. 1990)."""

    def __init__(self, dimensions: int = DIMENSIONS, most_terms: int = MOST_TERMS) -> None:
        """Start without a fit.

        Args:
            dimensions: length of a vector; a catalogue with fewer texts or terms gets fewer, two at least.
            most_terms: size of the vocabulary.
        """
        self._wanted, self._most_terms = dimensions, most_terms
        self._basis = no_basis()
        self._state = b""
        self._fingerprint = ""

    @property
    def fingerprint(self) -> str:
        """Hash of the fitted state; empty before a fit."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector; 0 before a fit."""
        return int(self._basis.directions.shape[1])

    def fit(self, texts: Sequence[str]) -> None:
        """Learn terms and directions. Slow for many texts (100,000: about a minute): call it in a thread."""
        ordered = sorted(text for text in texts if text.strip())
        frequency = chosen_terms(ordered, self._most_terms)
        if len(ordered) < LEAST_DIMENSIONS or len(frequency) < LEAST_DIMENSIONS:
            self._take(no_basis())
            return
        terms = {term: row for row, term in enumerate(frequency)}
        idf = np.log((1 + len(ordered)) / (1 + np.fromiter(frequency.values(), np.float64, len(frequency)))) + 1
        directions = _directions(_matrix(ordered, terms, idf), self._wanted)
        self._take(LsaBasis(terms, idf.astype(np.float32), directions.astype(np.float32)))

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into rows of unit length, rows of zeros where no term is known; shape (texts, dimensions)."""
        if len(texts) <= _INLINE:
            return _project(self._basis, texts)
        return await asyncio.to_thread(_project, self._basis, texts)

    def state(self) -> bytes:
        """The fitted state; empty before a fit."""
        return self._state

    def restore(self, state: bytes) -> None:
        """Take a fitted state up again; empty bytes mean none.

        Raises:
            Misconfigured: when the bytes are not such a state.
        """
        self._take(basis_from(state) if state else no_basis())

    def _take(self, basis: LsaBasis) -> None:
        """Put a new basis in place whole; nothing of the old one is changed, so that copies keep theirs."""
        self._basis = basis
        self._state = basis.to_bytes() if len(basis.terms) else b""
        self._fingerprint = f"lsa-{hash_bytes(self._state)}" if self._state else ""


def _project(basis: LsaBasis, texts: Sequence[str]) -> NDArray[np.float32]:
    rows = np.zeros((len(texts), basis.directions.shape[1]), np.float32)
    for row, text in enumerate(texts):
        rows[row] = basis.project(text)
    return rows


def _matrix(texts: Sequence[str], terms: Mapping[str, int], idf: NDArray[np.float64]) -> "csr_array":
    """Term weights (1 + ln count) · idf, rows of unit length."""
    from scipy.sparse import csr_array

    lengths, columns, values = [0], [np.empty(0, np.int32)], [np.empty(0, np.float32)]
    for text in texts:
        found = counts(text, terms)
        where = np.fromiter((terms[term] for term in found), np.int32, len(found))
        weights = (1 + np.log(np.fromiter(found.values(), np.float64, len(found)))) * idf[where]
        lengths.append(len(found))
        columns.append(where)
        values.append((weights / max(float(np.linalg.norm(weights)), 1e-12)).astype(np.float32))
    parts = (np.concatenate(values), np.concatenate(columns), np.cumsum(lengths))
    return csr_array(parts, shape=(len(texts), len(terms)))


def _directions(matrix: "csr_array", wanted: int) -> NDArray[np.float64]:
    """Leading right singular vectors as columns, the greatest entry of each positive, so that signs are fixed."""
    number = max(LEAST_DIMENSIONS, min(wanted, min(matrix.shape) - 1))
    if matrix.shape[0] * matrix.shape[1] <= _EXACT_CELLS:
        _, strength, right = np.linalg.svd(matrix.toarray().astype(np.float64), full_matrices=False)
    else:
        # scikit-learn takes a second to import and is needed in a re-index of a large catalogue only.
        from sklearn.utils.extmath import randomized_svd

        _, strength, right = randomized_svd(matrix, number, n_iter=4, random_state=0)
    directions = right[:number].T.copy()
    # A direction without strength is rounding noise, which would differ from machine to machine.
    directions[:, strength[:number] <= 1e-6 * strength[0]] = 0
    greatest = np.abs(directions).argmax(axis=0)
    return np.asarray(directions * np.where(directions[greatest, np.arange(number)] < 0, -1, 1), np.float64)
