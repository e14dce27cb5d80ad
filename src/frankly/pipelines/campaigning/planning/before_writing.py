"""What people should know of the model before they have a campaign written: told alike by every door."""

from collections.abc import Sequence
from math import inf
from typing import Final

from frankly.domain.base import Frozen
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.model.budget import BudgetKind, read_limit
from frankly.measure.campaigns.prediction import Predicted
from frankly.pipelines.campaigning.notes import codes_told
from frankly.pipelines.campaigning.planning.forecasting import MOST_SAMPLED, CampaignForecast
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.examining.model_health import written
from frankly.pipelines.phrasebook.forecast import Allowance, allowances

FEW: Final = 6
"""From fewer replies an interval is mostly ignorance: Student's quantile of five is 2.8, of two 12.7."""


class BudgetLeft(Frozen):
    """What a budget leaves to a campaign."""

    setting: str
    """What sets it: `budget` in the campaign's file, or a setting such as `FRANKLY_BUDGET_DAY`."""

    tokens_left: int | None = None
    """Tokens; null where it does not limit them."""

    cost_nano_left: int | None = None
    """Billionths of a US dollar; null where it does not limit them."""

    is_short: bool
    """Whether what is still to be asked for may take more."""


async def left_of(world: CampaignWorld) -> tuple[Allowance, ...]:
    """What budgets leave to a campaign at this moment; nothing where no model is set, or none of them limits it.

    Raises:
        StoreUnavailable: when it cannot be read what was spent.
    """
    assistant = world.parts.assistant
    if assistant is None or assistant.budgets is None:
        return ()
    return await allowances(assistant.budgets, assistant.limits, world.parts.clock.now(), world.payer(""))


def budgets_left(campaign: Campaign, told: CampaignForecast, left: Sequence[Allowance]) -> tuple[BudgetLeft, ...]:
    """What budgets leave, beside what writing may take."""
    return tuple(
        BudgetLeft(
            setting=_setting(campaign, one),
            tokens_left=one.tokens,
            cost_nano_left=one.cost_nano,
            is_short=_is_short(one, told),
        )
        for one in left
    )


def model_notes(campaign: Campaign, told: CampaignForecast, left: Sequence[Allowance]) -> tuple[str, ...]:
    """What may go wrong with the model and what to do about it; nothing where all is well.

    Args:
        campaign: as it was planned.
        told: what writing will take.
        left: what budgets leave to it.
    """
    return (*_faults_notes(campaign, told), *_sample_notes(campaign, told), *_budget_notes(campaign, told, left))


def _faults_notes(campaign: Campaign, told: CampaignForecast) -> list[str]:
    """What went wrong with the sample of a forecast."""
    if not told.faults:
        return []
    what = "cells" if campaign.mode == "cell" else "messages"
    asked = told.written + sum(told.faults.values()) if campaign.mode == "cell" else told.written
    head = f"No text came for {sum(told.faults.values()):,} of {asked:,} {what} that a model was asked for"
    rest = "'frankly doctor' looks at it. 'run' asks again, and wordings tell those of which nothing comes."
    return [f"{head} ({codes_told(told.faults)}). {rest}"]


def _sample_notes(campaign: Campaign, told: CampaignForecast) -> list[str]:
    """For how many sampled recipients no model is asked, and why an interval is wide."""
    notes = []
    if told.unasked:
        notes.append(
            f"For {told.unasked:,} of {told.written:,} sampled recipients no model is asked, since they did not agree "
            "to it ('model'), or the surface asks none for them: wordings tell theirs."
        )
    is_wide = told.tokens.high > 2 * told.tokens.middle
    if told.learned < FEW and told.written and is_wide:
        replies = "1 reply" if told.learned == 1 else f"{told.learned:,} replies"
        larger = f" A larger sample narrows it: 'frankly campaign plan {campaign.name} --sample {MOST_SAMPLED}'."
        notes.append(
            f"What this takes is learned from {replies}, so its interval is wide."
            + (larger if told.written < MOST_SAMPLED else "")
        )
    return notes


def _budget_notes(campaign: Campaign, told: CampaignForecast, left: Sequence[Allowance]) -> list[str]:
    """What happens where a budget may not do, and what to do about it."""
    unsaid = " No sample was written for want of it." if told.is_unpaid and not told.written else ""
    notes = [_note(campaign, one) + unsaid for one in left if _is_short(one, told)]
    if told.is_unpaid and not notes:
        notes = [f"A budget does not allow the calls of a sample; 'frankly usage' shows what was spent.{unsaid}"]
    if notes:
        notes.append(f"To end with wordings: FRANKLY_MODEL= frankly campaign run {campaign.name}.")
    return notes


def _is_short(one: Allowance, told: CampaignForecast) -> bool:
    """Whether the calls to come may take more than is left."""
    cost = told.cost_nano
    return one.lacks(_most(told.tokens), None if cost is None else _most(cost))


def _most(told: Predicted) -> float:
    return told.middle if told.high == inf else told.high


def _setting(campaign: Campaign, one: Allowance) -> str:
    """What limits it: the campaign's own file, where that is the lower."""
    own = read_limit(BudgetKind.CAMPAIGN, campaign.budget) if one.kind == BudgetKind.CAMPAIGN else None
    is_own = own is not None and (own.tokens, own.cost_nano) == (one.most.tokens, one.most.cost_nano)
    return "budget" if is_own else one.setting


def _note(campaign: Campaign, one: Allowance) -> str:
    setting, limit = _setting(campaign, one), written(one.most.tokens, one.most.cost_nano)
    is_own = setting == "budget"
    named = "'budget' in the campaign's file" if is_own else setting
    after = ", or run it again after midnight UTC" if one.kind == BudgetKind.DAY else ""
    after = "; a changed file is planned anew, and what the cache holds is not paid again" if is_own else after
    return (
        f"{named} leaves {written(one.tokens, one.cost_nano)}. That may be less than this takes. Then 'run' stops, and "
        f"what was written stays: raise {named} (now {limit}){after}{'' if is_own else '; it goes on there'}."
    )
