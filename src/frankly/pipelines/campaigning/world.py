"""What every step of a campaign works with."""

from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition
from frankly.domain.model.call import Payer
from frankly.domain.saying.message_lines import MessageForm, MessageOccasion, MessageQuestion
from frankly.domain.seed import Seed, derive
from frankly.domain.surface import Surface
from frankly.errors import Misconfigured
from frankly.pipelines.messaging.write import FIELDS
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.surfacing import surface_named
from frankly.ports.mailing.campaigns import CampaignLedger

LEASE_MS: Final = 60_000
"""So long a shard belongs to its worker without a word from it."""


@dataclass(frozen=True, slots=True, eq=False)
class CampaignWorld:
    """One edition of a campaign, with the world around it.

    Attributes:
        parts: the world; without a language model, which only writes for cells and single recipients.
        ledger: rows of the campaign.
        campaign: as it was planned.
        edition: this planning.
    """

    parts: Parts
    ledger: CampaignLedger
    campaign: Campaign
    edition: Edition

    @property
    def surface(self) -> Surface:
        """The surface whose policy holds."""
        return surface_named(self.parts, self.campaign.surface)

    @property
    def seed(self) -> Seed:
        """Seed of all draws of this edition."""
        return derive("campaign", self.campaign.name, self.edition.version, self.edition.at)

    def question(
        self,
        person: str | None,
        locale: str,
        variant: str,
        *,
        is_named: bool,
        occasion: MessageOccasion | None = None,
    ) -> MessageQuestion:
        """What is asked for one recipient.

        Args:
            person: who; None for the version for everybody.
            locale: language of the message.
            variant: of the subject; empty without any.
            is_named: whether a first name follows the greeting.
            occasion: what it is written for; None where that is no item.
        """
        dealt = self.campaign.variants.get(variant)
        tone = (dealt.tone if dealt is not None else None) or self.campaign.tone
        return MessageQuestion(
            surface=self.campaign.surface,
            person=person,
            limit=self.campaign.items,
            locale=locale,
            fields=FIELDS,
            seed=derive("campaign", self.campaign.name) % 2**53,
            deadline_ms=0,
            message=MessageForm(tone=tone, is_named=is_named, occasion=occasion),
        )

    def payer(self, request: str) -> Payer:
        """Whose budgets a call to a model is taken from.

        Args:
            request: what it serves.
        """
        return Payer(request=request, campaign=self.campaign.name, campaign_budget=self.campaign.budget)

    def without_model(self) -> "CampaignWorld":
        """The same where nothing may ask a model."""
        return replace(self, parts=replace(self.parts, assistant=None))


def ledger_of(parts: Parts) -> CampaignLedger:
    """The ledger of opened parts.

    Raises:
        Misconfigured: where the world has none.
    """
    if parts.campaigns is None:
        raise Misconfigured("This process was opened without the ledger of campaigns.")
    return parts.campaigns


def world_of(parts: Parts, ledger: CampaignLedger, edition: Edition) -> CampaignWorld:
    """The world of an edition, with the campaign as it was planned."""
    return CampaignWorld(parts.phrased(), ledger, Campaign.model_validate_json(edition.json), edition)
