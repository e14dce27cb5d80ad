"""The vote: what a language model is asked to order, within which bounds, and how much its order counts by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.deciding.slate import Slate, Slot
from frankly.domain.time import EpochMs

MOST_SHOWN: Final = 25
"""Items that one call shows at most: beyond that, models order a list by its beginning."""


@dataclass(frozen=True, slots=True, eq=False)
class Cap:
    """A cap of the surface, for the items of a ballot.

    Attributes:
        most: most items of one code.
        code_of: row → code of its creator or category; unknown ones are absent and not capped.
    """

    most: int
    code_of: Mapping[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Quota:
    """A floor of the surface, for the items of a ballot.

    Attributes:
        need: slots at least.
        members: rows that count towards it.
    """

    need: int
    members: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """What may be voted on: a slate as it was before anything was drawn, and the items that come next.

    It does not say what exploration drew, so that the vote is the same whatever it was: propensities need that.

    Attributes:
        slate: the slate as it was ranked, with what was drawn.
        line: slots of the slate before the draw, and behind them the next items of the base order; an item's place in
            it is its base place.
        size: number of slots.
        fixed: places of the line that keep what stands there: pins, sponsored items, the exploring slot, and whatever
            is more than a model is shown.
        caps: of the surface.
        floors: of the surface.
        drawn: the exploring slot; None where nothing can be drawn.
    """

    slate: Slate
    line: Sequence[Slot]
    size: int
    fixed: frozenset[int]
    caps: Sequence[Cap] = ()
    floors: Sequence[Quota] = ()
    drawn: int | None = None

    @property
    def shown(self) -> list[int]:
        """Rows that a model is asked about, in the base order."""
        return [slot.row for place, slot in enumerate(self.line) if place not in self.fixed]

    @property
    def open_slots(self) -> int:
        """Slots of the slate that are not fixed."""
        return sum(place not in self.fixed for place in range(self.size))


VoteState: TypeAlias = Literal["unproven", "proven", "suspended"]
"""How far a vote is trusted under `auto`: nobody has compared it enough yet, it holds its own, or it does harm."""

SuspensionReason: TypeAlias = Literal["echo", "unstable", "contrary", "loses"]
"""Why a vote is suspended: it follows the order in which items are shown, it says something else when they are shown in
another order, it turns the scores round, or it puts what people went on to choose further back than the base order."""


class Standing(Frozen):
    """How much a model's vote counts on a surface by now."""

    state: VoteState = "unproven"
    """How far it is trusted."""

    because: SuspensionReason | None = None
    """Why it is suspended."""

    detail: str = ""
    """What was found, for people: numbers and what to do."""

    def displacement(self, most: int) -> int:
        """Places that it may move an item: half as many while it is unproven, and one at least.

        Args:
            most: what the surface allows.
        """
        if self.state == "suspended":
            return 0
        return most if self.state == "proven" or not most else max(1, most // 2)


UNPROVEN: Final = Standing()
"""Of a vote that nobody has compared with the base order yet."""


class VoteKey(Frozen):
    """What is trusted or not: one model with one prompt on one surface."""

    surface: str
    """Name of the surface."""

    model: str
    """The model, or the list of models, as FRANKLY_MODEL names it."""

    prompt: str
    """Prompt and version, such as `rank/v1`."""


class VoteTally(Frozen):
    """One running measure of votes: all that an anytime-valid bound needs, in whole numbers."""

    number: Annotated[int, Field(ge=0)] = 0
    """Votes that were measured."""

    sum_ppm: int = 0
    """Sum of what was measured; each from 0 to one million."""

    squares_ppm: int = 0
    """Sum of the squares, in parts per million as well."""

    evidence_nano: int = 0
    """Evidence for harm now: the natural logarithm of a bet's wealth, in billionths."""

    peak_nano: int = 0
    """The most that it ever was: harm once shown stays shown."""

    @property
    def mean_ppm(self) -> int:
        """Mean of what was measured."""
        return self.sum_ppm // self.number if self.number else 0


class VoteTallies(Frozen):
    """The four measures of one model's votes on one surface."""

    echo: VoteTally = VoteTally()
    """How far the reply follows the order in which items were shown: 500,000 where it does not."""

    unstable: VoteTally = VoteTally()
    """How far two replies about the same items in two shuffles disagree: 0 where they do not, 500,000 by chance."""

    contrary: VoteTally = VoteTally()
    """Of how many pairs it puts the lower score first: 0 where it follows the scores, 500,000 by chance."""

    loses: VoteTally = VoteTally()
    """How much further back than the base order it puts what people went on to choose: 500,000 where it does not."""


class VoteRecord(Frozen):
    """Tallies as they are kept."""

    key: VoteKey
    """Of what."""

    tallies: VoteTallies
    """The measures."""

    at: EpochMs
    """When they changed last."""
