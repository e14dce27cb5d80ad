"""A recipient's message whole: composed from their decision, laid out as text and HTML, hashed."""

from dataclasses import dataclass, replace

from frankly.domain.campaign.recipient import Recipient
from frankly.domain.canonical import hash_bytes
from frankly.domain.saying.message import LeftOut
from frankly.pipelines.campaigning.links import links_of, of_nobody
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.around import around_of
from frankly.pipelines.campaigning.writing.cell_texts import CellTexts
from frankly.pipelines.campaigning.writing.composing import Composed, composed
from frankly.pipelines.campaigning.writing.reading import Decisions, HeldItems
from frankly.pipelines.campaigning.writing.remembering import RememberingGate
from frankly.pipelines.messaging.fitting import fitting
from frankly.pipelines.messaging.lettering import lettered
from frankly.pipelines.parts import Assistant
from frankly.stages.messaging.addressing import usable_name
from frankly.stages.messaging.letter import Letter
from frankly.stages.messaging.plain import plain_of


@dataclass(frozen=True, slots=True, eq=False)
class CampaignMessage:
    """What a recipient gets.

    Attributes:
        composed: its sentences, with what bears them.
        letter: what stands in it.
        html: as HTML.
        content: hash of what it says, without name, address and links that are the recipient's own.
        left_out: what could not stand in it.
    """

    composed: Composed
    letter: Letter
    html: str
    content: str
    left_out: tuple[LeftOut, ...]

    @property
    def recipient(self) -> Recipient:
        """Whose message it is."""
        return self.composed.recipient

    @property
    def text(self) -> str:
        """As plain text."""
        return plain_of(self.letter)


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """Makes messages of one edition, and makes them again.

    Attributes:
        world: the edition.
        cells: what models wrote for cells.
        decisions: records of what was decided.
    """

    world: CampaignWorld
    cells: CellTexts
    decisions: Decisions

    async def of(self, row: Recipient) -> CampaignMessage:
        """The message of a recipient who gets one.

        Raises:
            NotFound: when the decision is not there any more.
            ConsentMissing: when it was made without agreement to e-mail.
            Conflict: when rules leave no subject by now.
            TooLarge: when mail programs would cut it off.
        """
        told, words = await self.decisions.of(row.decision), await self.cells.of(row.cell)
        return laid_out(self.world, await composed(self.world, row, told, words))


def messages_of(world: CampaignWorld, assistant: Assistant | None = None, worker: str = "") -> Messages:
    """What makes the messages of an edition.

    Args:
        world: the edition.
        assistant: asked for cells that nobody wrote yet; None asks nothing.
        worker: name under which it is asked; one is drawn where none is given.
    """
    held = HeldItems(world.parts.catalogue)
    gate = RememberingGate(world.parts.verifier)
    parts = replace(world.parts, catalogue=held, verifier=gate)  # type: ignore[arg-type]
    world = replace(world, parts=parts)
    texts = CellTexts(world, assistant, worker=worker) if worker else CellTexts(world, assistant)
    return Messages(world, texts, Decisions(parts.decisions))


def laid_out(world: CampaignWorld, message: Composed) -> CampaignMessage:
    """Lay a composed message out.

    Raises:
        TooLarge: when mail programs would cut it off.
    """
    name = usable_name(message.recipient.contact.first_name)
    parts, row = world.parts, message.recipient
    links = links_of(parts, world.edition, row.no)
    around = around_of(
        parts, world.campaign, message.answer.locale, links=links, variant=row.variant, note=message.note
    )
    told = lettered(message.answer, message.lines, parts.brand, name, around)
    told, html = fitting(told, parts)
    content = hash_bytes(repr(of_nobody(told.letter)).encode())
    return CampaignMessage(message, told.letter, html, content, told.left_out)
