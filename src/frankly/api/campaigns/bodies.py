"""Bodies of the routes about campaigns."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, Tally
from frankly.domain.ids import NameText
from frankly.domain.time import Moment
from frankly.pipelines.campaigning.handing.waiting import Waits
from frankly.pipelines.campaigning.planning.before_writing import BudgetLeft
from frankly.pipelines.campaigning.planning.forecasting import MOST_SAMPLED, SAMPLED
from frankly.pipelines.campaigning.planning.time_zones import ZonesAssumed
from frankly.pipelines.campaigning.suppressing import Uncompared
from frankly.pipelines.campaigning.views import (
    CameBack,
    CellsAsked,
    FateCount,
    ForecastView,
    SampleMessage,
    UnfitView,
    fates,
)


class CampaignAsked(Campaign):
    """A campaign as it is written by the API: the address names it."""

    name: NameText = ""
    """Name; it need not be said here, and where it is, it must be that of the address."""


class EditionView(Frozen):
    """One planning of a campaign, and what became of everybody."""

    campaign: str
    """Name of the campaign."""

    edition: int
    """Which planning of the campaign it is, counted from 1."""

    version: str
    """Hash of the file that it was planned by."""

    state: str
    """How far it is: `planning`, `planned`, `writing`, `written`, `approved`, `handing_over`, `done`, `paused`,
    `cancelled`, `stopped`."""

    reason: str
    """Why it was paused, cancelled or stopped, or that messages wait to be written anew, or were; of one that is done,
    in which form its last messages left."""

    at: int
    """Moment that its decisions are made for, in milliseconds since 1970."""

    recipients: int
    """How many are listed."""

    tally: tuple[FateCount, ...]
    """How many are where, and why; they add up to `recipients`."""

    @classmethod
    def of(cls, edition: Edition, tally: Sequence[Tally]) -> "EditionView":
        """An edition with its tally."""
        return cls(
            campaign=edition.campaign,
            edition=edition.ordinal,
            version=edition.version,
            state=edition.state.value,
            reason=edition.reason,
            at=edition.at,
            recipients=edition.recipients,
            tally=tuple(fates(edition, tally)),
        )


class CampaignEntry(Frozen):
    """A campaign in a list."""

    name: str
    """Its name."""

    state: str
    """How far its newest edition is; `new` where it was never planned."""

    edition: int | None = None
    """Which planning of the campaign that is, counted from 1."""

    recipients: int
    """How many are listed in it."""

    at: int | None = None
    """Moment that its decisions are made for, in milliseconds since 1970."""

    @classmethod
    def of(cls, name: str, edition: Edition | None) -> "CampaignEntry":
        """A campaign with its newest edition."""
        if edition is None:
            return cls(name=name, state="new", edition=None, recipients=0, at=None)
        state = edition.state.value
        return cls(name=name, state=state, edition=edition.ordinal, recipients=edition.recipients, at=edition.at)


class CampaignList(Frozen):
    """All campaigns."""

    campaigns: tuple[CampaignEntry, ...]
    """By name."""


class CampaignStatus(Frozen):
    """A campaign and how far it is."""

    campaign: Campaign | None = None
    """What its file says now; null where the file is gone, or cannot be read."""

    file_fault: str = ""
    """What is wrong in its file, with its line; empty where nothing is. What was planned goes on standing."""

    is_changed: bool
    """Whether the file says something else than the edition was planned by."""

    edition: EditionView | None = None
    """Its newest edition; null where it was never planned."""

    waiting: Waits | None = None
    """Who may not be written to yet, of messages that may leave; null where nobody waits."""

    came_back: CameBack | None = None
    """What came back of that edition so far; null where it was never planned."""

    cells_asked: CellsAsked | None = None
    """What came of texts that a model was asked for; null where it was never planned."""

    notes: tuple[str, ...]
    """For people: what they should know, and what to do about it."""

    doing: str | None = None
    """What this service is doing with it: `plan`, `run` or `renew`; null where it does nothing."""

    fault: str
    """Why the last step that this service began ended early; empty where it did not."""


class PlanView(Frozen):
    """What a plan says."""

    edition: EditionView
    """The edition, with everybody's fate."""

    mode: str
    """Who words the messages: `cell`, `per_recipient`, `template`."""

    forecast: ForecastView
    """What writing will take."""

    budgets: tuple[BudgetLeft, ...]
    """What budgets leave to it; empty where none limits it."""

    notes: tuple[str, ...]
    """For people: what may go wrong, and what to do about it."""

    samples: tuple[SampleMessage, ...]
    """Messages of recipients drawn evenly over the audience."""

    time_zones: ZonesAssumed | None = None
    """For whom the campaign's own time zone holds; null where theirs are known, or no quiet hours depend on them."""

    uncompared: Uncompared | None = None
    """Suppressed addresses that cannot be compared with some recipients; null where all of them are."""

    unfit_items: tuple[UnfitView, ...] = ()
    """Items that cannot stand in an e-mail; others stand in their place."""


class PlanAsked(Frozen):
    """How to plan."""

    at: Moment | None = None
    """Decide as of this moment; now where absent."""

    sample: Annotated[int, Field(ge=0, le=MOST_SAMPLED)] = SAMPLED
    """Texts that a model writes for the forecast; they are kept."""


class Because(Frozen):
    """Why somebody takes a step."""

    because: Annotated[str, StringConstraints(max_length=300)] = ""
    """For whoever looks at it later."""


class Started(Frozen):
    """A step that is under way."""

    campaign: str
    """Name of the campaign."""

    doing: str
    """`plan`, `run` or `renew`."""

    look_at: str
    """Address that tells how far it is."""

    note: str = ""
    """For people: where a plan of the same file stands already, and nothing is decided anew, how to plan anew."""
