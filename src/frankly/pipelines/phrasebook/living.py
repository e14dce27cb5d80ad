"""The phrases that requests use, followed while the service runs: what is built, signed or refused holds at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from frankly.domain.saying.phrase import Phrase
from frankly.pipelines.parts import PolicyFiles
from frankly.ports.phrases import PhraseStore
from frankly.stages.writing.phrased import with_phrases
from frankly.stages.writing.wordings import Wordings


class Files(PolicyFiles, Protocol):
    """The files that people edit, which phrases can be put among."""

    def with_phrases(self, phrases: Sequence[Phrase]) -> PolicyFiles:
        """The same files with phrases among them."""
        ...


@dataclass(slots=True, eq=False)
class LivePhrases:
    """Port-like view for requests: templates with the phrases in force. Replaced as a whole, never changed.

    Attributes:
        store: of phrases.
        templates: wordings without any phrase.
        plain: the files that people edit, without any phrase.
        made_with: hash of vocabulary and rules in force; phrases of another one are not used.
    """

    store: PhraseStore
    templates: Wordings
    plain: Files
    made_with: str
    _change: int = -1
    _now: tuple[Wordings, PolicyFiles] = field(init=False)

    def __post_init__(self) -> None:
        """Begin without phrases."""
        self._now = self.templates, self.plain

    @property
    def wordings(self) -> Wordings:
        """Templates and phrases."""
        return self._now[0]

    @property
    def files(self) -> PolicyFiles:
        """The files, with the phrases among them."""
        return self._now[1]

    async def refresh(self) -> None:
        """Take up what was written since; one number tells that nothing was.

        Raises:
            StoreUnavailable: what was in force stays.
        """
        change = await self.store.change()
        if change == self._change:
            return
        phrases = [
            phrase
            for phrase in await self.store.all()
            if phrase.status == "admitted" and phrase.made_with == self.made_with
        ]
        files = self.plain.with_phrases(phrases) if phrases else self.plain
        self._now = with_phrases(self.templates, phrases), files
        self._change = change
