"""Sentences of real decisions with what they leaned on, caught at the gate while a demo shop answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.evals.faithfulness.reruns import request_of
from frankly.evals.world import World
from frankly.pipelines.decide import decide
from frankly.ports.verifier import Bearing, Verifier

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that somebody got.

    Attributes:
        person: who.
        draft: the sentence before it was filled.
        bearing: what it leaned on.
        text: what was read.
    """

    person: str
    draft: DraftSentence
    bearing: Bearing
    text: str


@dataclass(slots=True)
class Catching:
    """A verifier that keeps what it admits.

    Attributes:
        inner: the production gate.
        caught: admitted drafts with their bearing and text, in turn.
    """

    inner: Verifier
    caught: list[tuple[DraftSentence, Bearing, VerifiedText]] = field(default_factory=list)

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        """What the gate says."""
        outcome = self.inner.verify(draft, bearing)
        if not isinstance(outcome, Refused):
            self.caught.append((draft, bearing, outcome))
        return outcome


async def slate_of(world: World, key: str, surface: str, locale: str) -> list[Sentence]:
    """Every sentence of the items of one person's slate, in the order of the slate."""
    catching = Catching(world.parts.verifier)
    parts = replace(world.parts, verifier=catching)
    decided = await decide(parts, request_of(key, surface, locale), world.moment_of(key))
    shown = [sentence for item in decided.told.items for sentence in item.sentences]
    by_text: dict[int, tuple[DraftSentence, Bearing]] = {
        id(text): (draft, bearing) for draft, bearing, text in catching.caught
    }
    return [Sentence(key, *by_text[id(text)], text.text) for text in shown if id(text) in by_text]


async def slates_of(
    world: World, keys: Sequence[str], surface: str, locales: Sequence[str], say: Say
) -> list[list[Sentence]]:
    """Slates of people, in languages by turns."""
    found = []
    for number, key in enumerate(keys):
        found.append(await slate_of(world, key, surface, locales[number % len(locales)]))
        if number % 50 == 0:
            say(f"{number:,} of {len(keys):,} slates")
    return found
