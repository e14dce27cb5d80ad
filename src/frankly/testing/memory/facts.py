"""Facts about items in memory; mirrors `adapters/sql/facts/store.py`."""

from collections.abc import AsyncIterator, Mapping, Sequence

from frankly.domain.saying.fact import Fact, FactId, FactSheet, ItemFacts, MadeUpTo, speaks
from frankly.domain.saying.fact_review import left_of, made_anew, reviewed, settled, with_new
from frankly.errors import NotFound, StoreUnavailable


class MemoryFacts:
    """Port `FactStore` over a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._texts: dict[tuple[str, str], ItemFacts] = {}
        self._upto = MadeUpTo()
        self.is_failing = False
        """Whether reading fails; set it to let the store fail."""

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, FactSheet]:
        """Facts that may be shown of some items."""
        if self.is_failing:
            raise StoreUnavailable("The store of facts was made to fail.")
        found = {}
        for place in sources.items():
            text = self._texts.get(place)
            sheet = FactSheet.of([fact for fact in text.facts if speaks(fact.locale, locale)] if text else [])
            if sheet.facts:
                found[place[0]] = sheet
        return found

    async def texts_of(self, item: str) -> Sequence[ItemFacts]:
        """All facts of an item, by each of its texts."""
        return [text for (owner, _), text in sorted(self._texts.items()) if owner == item]

    async def put(self, facts: Sequence[Fact]) -> int:
        """Store facts; one that is there already stays as it is. Returns how many were new."""
        new = 0
        for fact in facts:
            place = (str(fact.item), fact.source)
            before = self._texts.get(place, ItemFacts(*place, ()))
            self._texts[place] = with_new(before, [fact])
            new += len(self._texts[place].facts) - len(before.facts)
        return new

    async def settle(self, facts: Sequence[Fact]) -> int:
        """Store what a judge said of facts that wait for it."""
        before = dict(self._texts)
        for place in {(str(fact.item), fact.source) for fact in facts} & before.keys():
            self._texts[place] = settled(before[place], facts)
        return sum(
            one != other
            for place, text in self._texts.items()
            for one, other in zip(text.facts, before[place].facts, strict=True)
        )

    async def review(
        self, item: str, fact: FactId, *, reviewer: str, approves: bool, at: int, because: str = ""
    ) -> Fact:
        """Sign a fact or refuse it for good."""
        for text in await self.texts_of(item):
            for one in text.facts:
                if one.id == fact:
                    after = reviewed(one, reviewer=reviewer, approves=approves, at=at, because=because)
                    others = tuple(after if other.id == fact else other for other in text.facts)
                    self._texts[item, text.source] = ItemFacts(item, text.source, others, text.made_with)
                    return after
        raise NotFound(f"Item '{item}' has no fact '{fact}'. 'frankly facts show {item}' lists its facts.")

    async def keep_made(
        self, made: Sequence[ItemFacts], *, gone: Sequence[str] = (), upto: MadeUpTo | None = None
    ) -> None:
        """Store what code made of texts, in place of what code made of the same texts before."""
        for one in made:
            self._texts[one.item, one.source] = made_anew(one, await self.texts_of(one.item))
        for place in [place for place in self._texts if place[0] in gone]:
            left = left_of(self._texts.pop(place))
            if left is not None:
                self._texts[place] = left
        if upto is not None and (upto.made_with != self._upto.made_with or upto.position > self._upto.position):
            self._upto = upto

    async def made_upto(self) -> MadeUpTo:
        """How far facts were made, and with which version."""
        return self._upto

    async def made_with(self, sources: Mapping[str, str]) -> dict[str, str]:
        """Version that facts of some texts were made with."""
        known = {item: self._texts.get((item, source)) for item, source in sources.items()}
        return {item: text.made_with for item, text in known.items() if text is not None and text.made_with}

    async def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[ItemFacts]]:
        """All facts in order of item and source."""
        texts = [text for _, text in sorted(self._texts.items())]
        for start in range(0, len(texts), batch):
            yield texts[start : start + batch]
