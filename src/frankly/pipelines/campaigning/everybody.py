"""Everybody of an edition, one by one, with what became of them: the same rows at every door, and no addresses."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from frankly.domain.base import Frozen
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.campaign.recipient import ENDS, LEFT, TOLD, Fate, Recipient, RecipientState
from frankly.pipelines.campaigning.handing.routes import unmarked
from frankly.ports.mailing.campaigns import CampaignLedger

_GIVEN_UP = frozenset({EditionState.CANCELLED, EditionState.STOPPED})
_SETTLED = ENDS | LEFT
_WAITING = frozenset(RecipientState) - _SETTLED


class RecipientView(Frozen):
    """One recipient, and what became of them."""

    recipient: int
    """Number in the edition, counted from 1 in the order of the audience."""

    person: str
    """Id of the person; empty once they were erased."""

    state: str
    """How far they are: `listed`, `planned`, `skipped`, `held`, `written`, `sending`, `handed`."""

    fate: str | None = None
    """Why they get a message, or none; null while undecided."""

    told: str
    """The same for people."""

    detail: str
    """What else is known of it, such as the check that failed; mostly empty."""

    variant: str
    """Of the subject, as it was dealt; empty where the campaign has none, or none was dealt."""

    propensity_ppm: int | None = None
    """Chance with which it was dealt, in parts per million; 1,000,000 without variants, null where none was dealt."""

    @classmethod
    def of(cls, edition: Edition, row: Recipient) -> "RecipientView":
        """A row as doors tell it."""
        fate = fate_of(edition, row.state, row.fate)
        told = "not decided yet" if fate is None else TOLD[fate]
        return cls(
            recipient=row.no,
            person=row.person,
            state=row.state.value,
            fate=None if fate is None else fate.value,
            told=told,
            detail=unmarked(row.detail),
            variant=row.variant,
            propensity_ppm=row.propensity_ppm or None,
        )


def fate_of(edition: Edition, state: RecipientState, fate: Fate | None) -> Fate | None:
    """What became of somebody; who waited when an edition was given up gets nothing, for that reason.

    Args:
        edition: whose.
        state: how far they are.
        fate: as their row says; None while undecided.
    """
    return Fate.STOPPED if edition.state in _GIVEN_UP and state in _WAITING else fate


async def page_of(
    ledger: CampaignLedger, edition: Edition, fate: Fate | None, *, after: int, most: int
) -> Sequence[Recipient]:
    """So many recipients behind a number, or as many as there are; see `everybody`."""
    async with aclosing(everybody(ledger, edition, fate, after=after, batch=most)) as pages:
        async for rows in pages:
            return rows
    return ()


async def everybody(
    ledger: CampaignLedger, edition: Edition, fate: Fate | None = None, *, after: int = 0, batch: int = 500
) -> AsyncGenerator[Sequence[Recipient], None]:
    """The recipients of an edition in order of number.

    Args:
        ledger: rows of campaigns.
        edition: which one.
        fate: only those whose fate this is, see `fate_of`; all without it.
        after: only those with a larger number.
        batch: how many come at once.
    """
    states: frozenset[RecipientState] = frozenset()
    fates: tuple[Fate, ...] = () if fate is None else (fate,)
    if fate is not None and edition.state in _GIVEN_UP:
        states, fates = (_WAITING, ()) if fate is Fate.STOPPED else (_SETTLED, fates)
    async for rows in ledger.stream(edition.no, states=sorted(states), fates=fates, after=after, batch=batch):
        yield rows
