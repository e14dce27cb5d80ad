"""What the routes about a campaign's review take and give."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from frankly.api.campaigns.look_bodies import WhoText, WhyText
from frankly.api.campaigns.named_routes import with_routes
from frankly.api.campaigns.sampled_bodies import SampledMessage
from frankly.domain.base import Frozen
from frankly.domain.campaign.edition import Approval, Edition
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.notes import cells_note
from frankly.pipelines.campaigning.review.editing import Edited
from frankly.pipelines.campaigning.review.sampling import PPM, ReviewSample
from frankly.pipelines.campaigning.views import CellsAsked


class ApprovalAsked(Frozen):
    """Somebody's word on a campaign as it is written."""

    said: Literal["approved", "refused"]
    """Whether it may be handed over."""

    by: WhoText
    """Who says so; not the campaign's author."""

    because: WhyText = ""
    """Why it is refused; no refusal without."""

    leaves_out: bool = False
    """With a refusal: nobody gets a message that says what a reviewer refused, instead of its being mended."""


class ApprovalView(Frozen):
    """The word as it is kept."""

    said: Literal["approved", "refused"]
    """Whether it may be handed over."""

    by: str
    """Who said so."""

    at: EpochMs
    """When."""

    content: str
    """Hash of what all messages say; the word holds for nothing else."""

    reason: str
    """Why it was refused; what an approval rests on."""

    @classmethod
    def of(cls, approval: Approval) -> Self:
        """As it is kept."""
        said: Literal["approved", "refused"] = "approved" if approval.said == "approved" else "refused"
        return cls(said=said, by=approval.by, at=approval.at, content=approval.content, reason=approval.reason)


class EditAsked(Frozen):
    """A sentence in the place of one that a model wrote for a cell."""

    recipient: Annotated[int, Field(ge=1)]
    """Number of the recipient whose message was looked at; the sentence must hold for them."""

    place: Annotated[str, StringConstraints(pattern=r"^(subject|preheader|intro|closing|invitation|reason:\d{1,2})$")]
    """Where it stands: `subject`, `preheader`, `intro`, `closing`, `invitation`, or `reason:0`, the first reason."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    """The sentence, with the slots of the one that it replaces."""

    by: WhoText
    """Who wrote it; not the campaign's author."""


class EditView(Frozen):
    """What became of an edit."""

    said: str
    """What the recipient who was looked at reads now."""

    before: str
    """What stood there, with its slots."""

    changed: int
    """Messages of the cell that say something else now; what was said of them before is void."""

    same: int
    """Messages of the cell for whose recipients the sentence does not hold: they stay as they were."""

    left_out: int
    """Recipients who get nothing now, since their message fails a check."""

    @classmethod
    def of(cls, done: Edited) -> Self:
        """As it was done."""
        return cls(
            said=done.said, before=done.edit.before, changed=done.changed, same=done.same, left_out=done.left_out
        )


class ReviewView(Frozen):
    """How far a review is, with messages of its sample."""

    waiting: int
    """Messages that wait for a hand-over."""

    sample: int
    """Messages of the sample."""

    left: int
    """Messages of it that nobody looked at as they are now."""

    refused: int
    """Messages that were refused in this round: it cannot end with an approval."""

    refused_and_unchanged: int
    """Messages that were refused in any round and wait as they were: mend them, or refuse with `leaves_out`."""

    defects_asked_ppm: int
    """Share of defective messages that is to be ruled out, in parts per million."""

    confidence_ppm: int
    """With which certainty."""

    defects_at_most_ppm: int | None = None
    """What the sample proves once it was looked at; null while messages are left, and where none waits."""

    changed: str
    """Where messages would say something else now than when they were written: what was changed since in brand,
    wordings, template or rules, and what to do; else empty."""

    cells_asked: CellsAsked
    """What came of texts that a model was asked for: where nothing came, wordings tell."""

    notes: tuple[str, ...]
    """For people: of how many nothing came, why, and what to do about it."""

    messages: tuple[SampledMessage, ...]
    """Messages of the sample, those first that nobody looked at."""

    @classmethod
    def of(
        cls,
        sample: ReviewSample,
        messages: tuple[SampledMessage, ...],
        *,
        changed: str,
        edition: Edition,
        asked: CellsAsked,
    ) -> Self:
        """As it stands."""
        return cls(
            waiting=sample.lot,
            sample=len(sample.sampled),
            left=len(sample.left),
            refused=len(sample.refused),
            refused_and_unchanged=len(sample.standing),
            defects_asked_ppm=round(sample.defect_share * PPM),
            confidence_ppm=round(sample.confidence * PPM),
            defects_at_most_ppm=None if sample.left or not sample.lot else round(sample.bound.share * PPM),
            changed=changed,
            cells_asked=asked,
            notes=(with_routes(cells_note(edition, asked)),) if asked.failed else (),
            messages=messages,
        )
