"""A second look at every sentence that leaves: by another verifier, from the same draft and what bears it."""

from collections.abc import Iterable, Iterator

from frankly.domain.answering.answer import Answer
from frankly.domain.answering.progress import AnswerDone, Progress, SentencesArrived, SlateArrived
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.ports.verifier import Bearing, Verifier


class SecondLook:
    """Port `Verifier` that passes everything on and remembers what was admitted, for one request."""

    def __init__(self, inner: Verifier, other: Verifier) -> None:
        """Wrap a verifier.

        Args:
            inner: the one that the request uses.
            other: one that has nothing in common with it but the rules.
        """
        self._inner, self._other = inner, other
        self._admitted: dict[int, tuple[VerifiedText, DraftSentence, Bearing]] = {}
        self._left: list[VerifiedText] = []

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """What the wrapped verifier says."""
        outcome = self._inner.verify(draft, bearing)
        if isinstance(outcome, VerifiedText):
            # Held, so that no other text ever gets its number.
            self._admitted[id(outcome)] = (outcome, draft, bearing)
        return outcome

    def left(self, texts: Iterable[VerifiedText]) -> None:
        """Keep what left, for later."""
        self._left = list(texts)

    def unproved(self) -> list[str]:
        """What left and was not admitted in this request, or is not admitted likewise by the other verifier."""
        return [text.text for text in self._left if not self._is_proved(text)]

    def _is_proved(self, text: VerifiedText) -> bool:
        known = self._admitted.get(id(text))
        return known is not None and self._other.verify(known[1], known[2]) == text


def texts_in(answer: Answer) -> Iterator[VerifiedText]:
    """Every text of an answer that is no field of an item."""
    above = (answer.headline, answer.intro)
    yield from (line for line in above if line is not None)
    for item in answer.items:
        yield from item.sentences
        if item.display.call_to_action is not None:
            yield item.display.call_to_action


def texts_of_event(event: Progress) -> Iterator[VerifiedText]:
    """Every text of one event of a progressive answer."""
    if isinstance(event, SlateArrived | AnswerDone):
        yield from texts_in(event.answer)
    elif isinstance(event, SentencesArrived):
        yield from event.sentences
