"""Lays each planned message out as wordings tell it, so that who would fail a check has that fate before the run."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from frankly.domain.answering.answer import Answer
from frankly.domain.campaign.campaign import SubjectVariant
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import Role, VerifiedText
from frankly.errors import TooLarge
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.composing import Composed, edited_draft
from frankly.pipelines.campaigning.writing.messages import laid_out
from frankly.pipelines.campaigning.writing.shards import Check
from frankly.ports.verifier import Bearing

Ended: TypeAlias = tuple[Fate, str]
"""Why somebody gets no message, and more about it."""


@dataclass(slots=True, eq=False)
class Foreseeing:
    """Foresees what becomes of the messages of one edition when they are written.

    Attributes:
        world: the edition, without a model.
        check: looks each over.
    """

    world: CampaignWorld
    check: Check
    _shared: dict[tuple[str, str], Ended | None] = field(default_factory=dict)
    _edited: dict[tuple[str, Role, str], VerifiedText | None] = field(default_factory=dict)

    def seen(self, row: Recipient, answer: Answer) -> Recipient:
        """The row, skipped where its message could not be written.

        Args:
            row: a planned recipient, with the decision behind their message.
            answer: of that decision.
        """
        if row.fate is Fate.GENERAL_VERSION:
            # One decision of many: but for a name that code cleaned, they get the same.
            key = row.decision, row.variant
            if key not in self._shared:
                self._shared[key] = self._ended(row, answer)
            ended = self._shared[key]
        else:
            ended = self._ended(row, answer)
        if ended is None:
            return row
        return replace(row, state=RecipientState.SKIPPED, fate=ended[0], detail=ended[1], cell="")

    def _ended(self, row: Recipient, answer: Answer) -> Ended | None:
        world, locale = self.world, answer.locale
        variant = world.campaign.variants.get(row.variant, SubjectVariant())
        said = {"subject": variant.subject.get(locale), "preheader": variant.preheader.get(locale)}
        own = {role: text for role, line in said.items() if (text := self._line(line, role, locale)) is not None}  # type: ignore[arg-type]
        lines = (answer.message or MessageLines()).model_copy(update=own)
        note = self._line(world.campaign.note.get(locale), "sentence", locale)
        try:
            message = laid_out(world, Composed(world.edition, world.campaign, row, answer, lines, note))
        except TooLarge as error:
            return Fate.TOO_LARGE, error.message
        code = self.check(message)
        return (Fate.CHECK_FAILED, code) if code else None

    def _line(self, text: str | None, role: Role, locale: str) -> VerifiedText | None:
        """A line that people wrote, where the gate lets it pass."""
        if text is None:
            return None
        key = locale, role, text
        if key not in self._edited:
            bearing = Bearing(item=None, evidence={}, locale=locale, surface=self.world.campaign.surface)
            outcome = self.world.parts.verifier.verify(edited_draft(text, role, locale), bearing)
            self._edited[key] = outcome if isinstance(outcome, VerifiedText) else None
        return self._edited[key]
