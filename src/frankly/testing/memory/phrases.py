"""Phrases in memory; mirrors `adapters/sql/phrasebook/store.py`."""

from collections.abc import AsyncIterator, Sequence

from frankly.domain.saying.phrase import Phrase, PhraseReview, PhraseWork


class MemoryPhrases:
    """Port `PhraseStore` over dictionaries."""

    def __init__(self) -> None:
        """Start empty."""
        self._phrases: dict[str, Phrase] = {}
        self._work: dict[str, PhraseWork] = {}
        self._reviews: list[PhraseReview] = []
        self._change = 0

    async def put(self, phrases: Sequence[Phrase]) -> int:
        """Store phrases; one that is there already stays as it is. Returns how many were new."""
        new: dict[str, Phrase] = {str(phrase.id): phrase for phrase in phrases if phrase.id not in self._phrases}
        self._phrases |= new
        self._change += bool(new)
        return len(new)

    async def replace(self, phrases: Sequence[Phrase]) -> None:
        """Store phrases in place of those with the same id."""
        self._phrases.update({str(phrase.id): phrase for phrase in phrases})
        self._change += bool(phrases)

    async def all(self) -> Sequence[Phrase]:
        """All phrases, in order of id."""
        return [phrase for _, phrase in sorted(self._phrases.items())]

    async def change(self) -> int:
        """A number that grows whenever phrases are written."""
        return self._change

    async def work_of(self, units: Sequence[str]) -> dict[str, PhraseWork]:
        """How far some units are."""
        return {unit: self._work[unit] for unit in units if unit in self._work}

    async def keep_work(self, work: PhraseWork) -> None:
        """Store how far a unit is, in place of what was known of it."""
        self._work[work.unit] = work

    async def drop_work(self, units: Sequence[str]) -> int:
        """Forget units; returns how many there were."""
        return sum(self._work.pop(unit, None) is not None for unit in set(units))

    async def stream_work(self, batch: int = 1000) -> AsyncIterator[Sequence[PhraseWork]]:
        """All work in order of unit."""
        found = [work for _, work in sorted(self._work.items())]
        for start in range(0, len(found), batch):
            yield found[start : start + batch]

    async def keep_review(self, review: PhraseReview) -> None:
        """Note what a person said of a phrase or a fact."""
        self._reviews.append(review)

    async def reviews(self) -> Sequence[PhraseReview]:
        """All reviews, oldest first."""
        return list(self._reviews)
