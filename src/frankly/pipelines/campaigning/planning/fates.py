"""Decides the fate of every recipient of a shard, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.person.consent import Purpose, Scope
from frankly.domain.person.profile import FactKind, PersonRecord
from frankly.domain.saying.mail import mail_address
from frankly.domain.saying.message_lines import MessageOccasion
from frankly.domain.time import EpochMs, to_iso
from frankly.pipelines.campaigning.planning.deciding import Chosen, Deciding
from frankly.pipelines.campaigning.planning.foreseeing import Foreseeing
from frankly.pipelines.campaigning.planning.triggering import Triggering
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.messaging.addressing import usable_name
from frankly.stages.pacing.caps import is_capped, looks_back_ms
from frankly.stages.pacing.quiet import first_moment
from frankly.stages.triggers.lasting import last_moment
from frankly.stages.variants.deal import dealt
from frankly.stages.variants.holdout import is_held_out

MOST_TRIED: Final = 12
"""Occasions of one person that are tried until something of one may be shown."""


@dataclass(frozen=True, slots=True)
class _Due:
    """What somebody may be written to for: its name, and its items where it is about some."""

    key: str = ""
    about: MessageOccasion | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Planning:
    """Plans recipients of one edition.

    Attributes:
        world: the edition, without a model.
        deciding: makes the decisions behind messages.
        foreseeing: looks over what they would be.
        suppressing: knows who must not be written to.
        standings: variant → how it did so far, for variants that are dealt by that.
        triggering: knows who is due, for a campaign that writes by itself; None for one that is run by hand.
    """

    world: CampaignWorld
    deciding: Deciding
    foreseeing: Foreseeing
    suppressing: Suppressing
    standings: Mapping[str, VariantStanding]
    triggering: Triggering | None = None

    async def shard(self, rows: Sequence[Recipient]) -> list[Recipient]:
        """Decide the fate of recipients; those that are decided stay as they are.

        Args:
            rows: recipients of a shard.

        Raises:
            StoreUnavailable: when something that decides a fate cannot be read: nothing is concluded from that.
        """
        waiting = [row for row in rows if row.state is RecipientState.LISTED]
        persons = [row.person for row in waiting]
        now = self.world.edition.at
        suppressed = await self.suppressing.of(waiting)
        handed = await self.world.ledger.handed_since(persons, EpochMs(now - looks_back_ms(self.world.campaign.caps)))
        planned = []
        for row in waiting:
            if row.no in suppressed:
                planned.append(_skipped(row, Fate.SUPPRESSED, suppressed[row.no]))
            else:
                planned.append(await self._planned(row, handed.get(row.person, ())))
        await self.world.parts.decisions.flush()
        unfit = self.deciding.fitness.unkept
        if unfit and self.deciding.is_recorded:
            await self.world.ledger.keep_unfit(self.world.edition.no, unfit)
            unfit.clear()
        return planned

    async def _planned(self, row: Recipient, handed: Sequence[EpochMs]) -> Recipient:
        world, campaign, now = self.world, self.world.campaign, self.world.edition.at
        if row.contact.address and not is_address(row.contact.address):
            return _skipped(row, Fate.ADDRESS_UNUSABLE)
        record = await world.parts.people.read(row.person, history_limit=0, seen_since=None)
        scope = scope_of(world.surface, record.consent, has_identity=True, is_holdout=False)
        if Purpose.EMAIL not in scope.purposes:
            return _skipped(row, Fate.NO_EMAIL_CONSENT if record.is_known else Fate.UNKNOWN_PERSON)
        due = await self._due(row.person)
        if not due:
            return _skipped(row, Fate.NOT_DUE)
        row = replace(row, occasion=due[0].key)
        if is_capped(campaign.caps, handed, now):
            return _skipped(row, Fate.CAPPED)
        locale = self._locale(row, record)
        if not locale:
            return _skipped(row, Fate.LOCALE_MISSING, row.contact.locale)
        not_before, late = self._moment(row)
        if late is not None:
            return _skipped(row, late, to_iso(not_before))
        row = replace(row, locale=locale, not_before=not_before)
        if (kept_out := self._kept_out(row, scope)) is not None:
            return kept_out
        fate = Fate.WILL_GET if scope.is_profiled else Fate.GENERAL_VERSION
        return await self._decided(replace(row, fate=fate), scope, due)

    async def _due(self, person: str) -> Sequence[_Due]:
        """For what they may be written to, the best first; where a campaign is run by hand nobody has to be due."""
        if self.triggering is None:
            return [_Due()]
        found = await self.triggering.occasions(person)
        return [_Due(one.key, self.triggering.about(one)) for one in found[:MOST_TRIED]]

    def _kept_out(self, row: Recipient, scope: Scope) -> Recipient | None:
        """The row of who gets nothing though nothing stands against it; None of all others."""
        campaign = self.world.campaign
        if not scope.is_profiled and not campaign.general_version:
            return _skipped(row, Fate.NO_PROFILE_CONSENT)
        if campaign.trigger is not None and campaign.trigger.is_about_items and self.deciding.is_in_holdout(row.person):
            return _skipped(row, Fate.SURFACE_HOLDOUT)
        # Last of all: who is held out is compared with those who get something, and they passed everything above.
        if is_held_out(campaign.name, campaign.holdout, row.person):
            return replace(row, state=RecipientState.HELD, fate=Fate.HOLDOUT)
        return None

    async def _decided(self, row: Recipient, scope: Scope, due: Sequence[_Due]) -> Recipient:
        """The row with the decision behind its message: for the first occasion of which something may be shown."""
        planned = [await self._chosen(replace(row, occasion=due[0].key), scope, due[0].about)]
        for other in due[1:]:
            if planned[-1].fate is not Fate.NO_ITEM:
                break
            planned.append(await self._chosen(replace(row, occasion=other.key), scope, other.about))
        return planned[0] if planned[-1].fate is Fate.NO_ITEM else planned[-1]

    async def _chosen(self, row: Recipient, scope: Scope, about: MessageOccasion | None) -> Recipient:
        campaign = self.world.campaign
        variant, propensity = dealt(campaign, self.world.seed, row.person, self.standings)
        is_named = bool(usable_name(row.contact.first_name))
        chosen: Chosen
        if row.fate is Fate.GENERAL_VERSION:
            chosen = await self.deciding.general(row.person, scope, row.locale, variant, is_named=is_named)
        else:
            chosen = await self.deciding.personal(row.person, row.locale, variant, is_named=is_named, occasion=about)
        if chosen.fate is not None:
            return replace(_skipped(row, chosen.fate, chosen.detail), decision=chosen.decision)
        planned = replace(
            row,
            state=RecipientState.PLANNED,
            variant=variant,
            propensity_ppm=propensity,
            cell=chosen.cell,
            decision=chosen.decision,
        )
        return planned if chosen.answer is None else self.foreseeing.seen(planned, chosen.answer)

    def _locale(self, row: Recipient, record: PersonRecord) -> str:
        """The campaign's language nearest to the recipient's; its first where nothing is known, empty without any."""
        stated = next((fact.value for fact in record.facts if fact.kind is FactKind.LOCALE), "")
        wanted = row.contact.locale or stated
        locales = self.world.campaign.locales
        return nearest_locale(wanted, locales) if wanted else locales[0]

    def _moment(self, row: Recipient) -> tuple[EpochMs, Fate | None]:
        """The first moment at which they may be written to, and why that is too late."""
        campaign = self.world.campaign
        begin = max(self.world.edition.at, campaign.send_from or 0)
        last = last_moment(campaign, row.occasion)
        if last is not None and begin > last:
            return EpochMs(begin), Fate.TOO_LATE
        first = first_moment(campaign.quiet_hours, campaign.zone_of(row.contact.time_zone), EpochMs(begin))
        return first, Fate.QUIET if last is not None and first > last else None


def nearest_locale(wanted: str, locales: Sequence[str]) -> str:
    """The language of a campaign that somebody reads: the very one, its main language, or another kind of it.

    Args:
        wanted: what somebody reads, such as `de-AT` or `de_AT`.
        locales: languages of the campaign.

    Returns:
        One of `locales`; empty where they read none of them.
    """
    tag = wanted.replace("_", "-").casefold()
    main = tag.split("-")[0]
    plain = {one: one.casefold() for one in locales}
    nearest = [
        [one for one in locales if plain[one] == tag],
        [one for one in locales if plain[one] == main],
        [one for one in locales if plain[one].split("-")[0] == main],
    ]
    return next((one for found in nearest for one in found), "")


def is_address(text: str) -> bool:
    """Whether mail can be sent to an address."""
    try:
        mail_address(text)
    except ValueError:
        return False
    return True


def _skipped(row: Recipient, fate: Fate, detail: str = "") -> Recipient:
    return replace(row, state=RecipientState.SKIPPED, fate=fate, detail=detail)
