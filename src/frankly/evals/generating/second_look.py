"""The pipeline's verifier, listened to: each draft with what bears it, so that a second verifier can be asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.span import Span, spans_of
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.evals.liars.swap import is_equal, is_same_place, renamed, replace_text
from frankly.evals.liars.told import Sentence
from frankly.ports.verifier import Bearing, Verifier

OTHERS: Final = 3
"""Texts of other items whose evidence a text is tried beside: each costs two looks, and a slate has twenty texts."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A draft that was shown.

    Attributes:
        draft: the sentence.
        bearing: what it may lean on.
        outcome: what the pipeline's verifier said.
    """

    draft: DraftSentence
    bearing: Bearing
    outcome: VerifiedText | Refused

    @property
    def about(self) -> str | None:
        """The item that it is about."""
        return None if self.bearing.item is None else str(self.bearing.item.id)

    def sentence(self) -> Sentence:
        """The draft as suites of lies know it."""
        text = self.outcome.text if isinstance(self.outcome, VerifiedText) else self.draft.text
        return Sentence("", self.draft, self.bearing, text)


@dataclass(slots=True, eq=False)
class ListenedVerifier:
    """Port `Verifier` that passes everything on and remembers it, for one request.

    Attributes:
        inner: the one that the request uses.
        second: another one, with the same rules.
        seen: every draft, in the order in which they were shown.
    """

    inner: Verifier
    second: Verifier
    seen: list[Seen] = field(default_factory=list)

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """What the wrapped verifier says."""
        outcome = self.inner.verify(draft, bearing)
        self.seen.append(Seen(draft, bearing, outcome))
        return outcome

    def behind(self, text: VerifiedText) -> Seen | None:
        """What a text was made of: the very object, since equal words may stand on other evidence."""
        return next((one for one in reversed(self.seen) if one.outcome is text), None)

    def is_proved(self, text: VerifiedText) -> bool:
        """Whether the second verifier admits the same of the same draft; False of a text that nobody verified."""
        seen = self.behind(text)
        return seen is not None and self.second.verify(seen.draft, seen.bearing) == text

    def refused(self) -> Iterator[tuple[Seen, Refused]]:
        """Drafts of a model that were refused, each once, in the order in which they were written."""
        told = set()
        for one in self.seen:
            place = (one.about, one.draft.text, one.draft.evidence)
            if isinstance(one.outcome, Refused) and one.draft.origin == "model" and place not in told:
                told.add(place)
                yield one, one.outcome

    def is_own(self, text: VerifiedText) -> bool | None:
        """Whether the second verifier refuses a text beside the evidence of other items of the same answer.

        Tried both ways: the draft with the other's pieces under its own ids, and the text as it was read beside the
        other's evidence. Evidence that is equal for all that the text says is left out.

        Returns:
            None where there is no other evidence to try.
        """
        mine = self.behind(text)
        if mine is None or mine.about is None or not mine.draft.evidence:
            return None
        others = [one for one in self._strange(mine) if not _is_alike(mine, one)][:OTHERS]
        if not others:
            return None
        return all(self._is_refused(mine.sentence(), one.sentence()) for one in others)

    def _strange(self, mine: Seen) -> Iterator[Seen]:
        told: set[str | None] = set()
        for one in self.seen:
            is_other = one.about not in {None, mine.about, *told} and isinstance(one.outcome, VerifiedText)
            if not is_other or not one.draft.evidence or self._says_it_too(mine, one):
                continue
            if not is_same_place(mine.sentence(), one.sentence()):
                told.add(one.about)
                yield one

    @staticmethod
    def _says_it_too(mine: Seen, other: Seen) -> bool:
        """Whether the other item holds the very sentences that a fact cites: what is true of both is no slip."""
        if mine.draft.kind != "fact" or mine.bearing.item is None or other.bearing.item is None:
            return False
        own = {span.id: span.text for span in _spans(mine.bearing.item)}
        cited = {own[name] for name in mine.draft.evidence if name in own}
        return bool(cited) and cited <= {span.text for span in _spans(other.bearing.item)}

    def _is_refused(self, mine: Sentence, other: Sentence) -> bool:
        tries = ((mine.draft, renamed(mine, other)), (replace_text(mine, other).draft, other.bearing))
        return all(isinstance(self.second.verify(draft, bearing), Refused) for draft, bearing in tries)


def _is_alike(mine: Seen, other: Seen) -> bool:
    """Whether the other's evidence bears all that a draft says: one without slots tells the kind of acts alone."""
    says_kinds_alone = mine.draft.kind == "reason" and not TEXT_SLOT.search(mine.draft.text)
    if says_kinds_alone and _kinds(mine) == _kinds(other):
        return True
    return is_equal(mine.sentence(), other.sentence())


def _kinds(seen: Seen) -> set[str]:
    """Kinds of the evidence that a draft cites."""
    pieces, grounds = seen.bearing.evidence, seen.bearing.grounds
    found = [pieces.get(name) or grounds.get(name) for name in seen.draft.evidence]
    return {one.kind for one in found if one is not None}


def _spans(item: Item) -> Sequence[Span]:
    return spans_of(item.description, item.language)
