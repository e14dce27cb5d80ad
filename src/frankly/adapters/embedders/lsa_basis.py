"""The fitted state of the `lsa` embedder: terms, their weights and the directions that they span, as plain bytes.

No pickle: what is restored is text and numbers, never code.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from frankly.adapters.embedders.lsa_text import counts
from frankly.errors import Misconfigured

_FORMAT = "frankly-lsa-1"


@dataclass(frozen=True, slots=True, eq=False)
class LsaBasis:
    """A fitted basis.

    Attributes:
        terms: term → its row below.
        idf: float32, shape (terms,): inverse document frequency.
        directions: float32, shape (terms, dimensions).
    """

    terms: Mapping[str, int]
    idf: NDArray[np.float32]
    directions: NDArray[np.float32]

    def project(self, text: str) -> NDArray[np.float32]:
        """The text's vector, of unit length; zeros where no term is known."""
        found = counts(text, self.terms)
        where = np.fromiter((self.terms[term] for term in found), np.int64, len(found))
        number = np.fromiter(found.values(), np.float32, len(found))
        vector = ((1 + np.log(number)) * self.idf[where]) @ self.directions[where]
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length > 0 else vector, np.float32)

    def to_bytes(self) -> bytes:
        """The state as bytes: a line that names the format, the terms as JSON, two arrays."""
        out = io.BytesIO()
        out.write(orjson.dumps({"format": _FORMAT, "terms": list(self.terms)}) + b"\n")
        np.save(out, self.idf, allow_pickle=False)
        np.save(out, self.directions, allow_pickle=False)
        return out.getvalue()


def basis_from(state: bytes) -> LsaBasis:
    """Read a basis back.

    Raises:
        Misconfigured: when the bytes are not such a state.
    """
    try:
        source = io.BytesIO(state)
        header = orjson.loads(source.readline())
        if header["format"] != _FORMAT:
            raise ValueError(header["format"])
        idf, directions = np.load(source, allow_pickle=False), np.load(source, allow_pickle=False)
        terms = {term: row for row, term in enumerate(header["terms"])}
        if not len(terms) == len(idf) == len(directions):
            raise ValueError("its parts differ in length")
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise Misconfigured(
            f"The stored state of the lsa embedder cannot be read ({error}); run 'frankly reindex' to fit it again."
        ) from error
    return LsaBasis(terms, idf, directions)


def no_basis() -> LsaBasis:
    """The state before a fit."""
    return LsaBasis({}, np.empty(0, np.float32), np.empty((0, 0), np.float32))


def chosen_terms(texts: Sequence[str], most: int) -> dict[str, int]:
    """Terms worth a place, most frequent first, with the number of texts that have them.

    A term of one text links nothing, one of more than half of the texts tells nothing apart; catalogues too small for
    such counts keep what they have. The table of terms is thinned when it grows too long, so memory stays bounded.

    Args:
        texts: in a fixed order, since thinning depends on it.
        most: greatest number of terms.
    """
    frequency: dict[str, int] = {}
    floor = 1
    for text in texts:
        for term in counts(text):
            frequency[term] = frequency.get(term, 0) + 1
        if len(frequency) > _LONGEST_TABLE:
            frequency = {term: number for term, number in frequency.items() if number > floor}
            floor += 1
    least, greatest = (2, len(texts) // 2) if len(texts) >= _SMALL else (1, len(texts))
    kept = [(term, number) for term, number in frequency.items() if least <= number <= greatest]
    return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:most])


_LONGEST_TABLE = 2_000_000
_SMALL = 20
