"""What the plan and the status of a campaign say of its model, when it wrote and when it did not."""

import math
from dataclasses import replace

import pytest
from rich.console import RenderableType

from frankly.cli.campaigns.model_view import faults_view
from frankly.cli.campaigns.view import Planned, planned_plain, planned_view
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.model.budget import BudgetKind, BudgetLimit
from frankly.domain.time import EpochMs
from frankly.measure.campaigns.prediction import Predicted
from frankly.pipelines.campaigning.planning.forecasting import CampaignForecast
from frankly.pipelines.campaigning.views import CellsAsked
from frankly.pipelines.phrasebook.forecast import Allowance
from tests.unit.cli.test_why_views import flat, printed

CAMPAIGN = Campaign.model_validate(
    {"name": "spring", "title": "Spring", "author": "Ida", "audience": {"everyone": True}, "mode": "cell"}
)
EDITION = Edition(1, "spring", "v", "a", CAMPAIGN.model_dump_json(), EpochMs(0), EditionState.PLANNED, 5)
SOME = CampaignForecast(
    17, 12, 5, Predicted(16_883.4, 14_069.575, 19_915.18), Predicted(16_883_400, 14_069_575, 19_915_180)
)


def told(view: RenderableType) -> str:
    return flat(printed(view))


def plan(forecast: CampaignForecast) -> str:
    return told(planned_view(Planned(CAMPAIGN, EDITION, [], forecast, [])))


def test_tokens_and_money_are_told_with_their_intervals_in_as_many_digits_as_mean_something() -> None:
    text = plan(SOME)
    assert "17 cells share a text each; 12 written so far." in text
    assert "about 16,900 tokens (95 %: 14,100 to 19,900), 0.0169 USD (95 %: 0.0141 to 0.0199)" in text


def test_it_is_told_how_long_writing_takes_with_an_interval() -> None:
    assert "Writing takes one process about 4 min (2 to 9)." in plan(replace(SOME, seconds=Predicted(250, 110, 530)))
    assert "about 1 s (0 to 1)." in plan(replace(SOME, seconds=Predicted(0.2, 0.1, 0.8)))
    assert "about 2 h (1 to 3)." in plan(replace(SOME, seconds=Predicted(7_200, 4_000, 9_000)))
    assert "How long that takes is not known" in plan(SOME)


def test_messages_that_would_fail_are_told_with_an_interval_for_the_others() -> None:
    text = plan(replace(SOME, looked=12, failing=1))
    assert (
        "Of 12 sampled messages with a model's words 1 fails a check: of the others it is 0 to 38 in 100 (95 %)."
        in text
    )
    assert "2 fail a check." in plan(replace(SOME, calls=0, looked=12, failing=2))
    assert "a check" not in plan(SOME)


def test_one_cell_and_one_call_are_told_as_one() -> None:
    one = CampaignForecast(1, 0, 1, Predicted(900, 800, 1_000), None)
    assert "1 cell has a text that its recipients share; 0 written so far. A model is asked once: " in plan(one)


def test_what_nothing_is_known_of_is_not_told_as_nothing() -> None:
    unknown = Predicted(0.0, 0.0, math.inf)
    text = plan(CampaignForecast(0, 0, 7, unknown, unknown))
    assert "A model is asked 7 times: how many tokens that takes is not known before a few are asked" in text
    assert "0.00" not in text


def test_a_plan_says_that_the_model_did_not_write_the_sample() -> None:
    failed = CampaignForecast(95, 0, 95, SOME.tokens, SOME.cost_nano, faults={"model_circuit_open": 12})
    text = plan(failed)
    assert "No text came for 12 of 12 cells that a model was asked for (model_circuit_open 12)." in text
    assert "'frankly doctor'" in text
    assert "No text came" not in plan(SOME)
    assert planned_plain(Planned(CAMPAIGN, EDITION, [], failed, []))["forecast"]["faults"] == {  # type: ignore[index]
        "model_circuit_open": 12
    }


def test_a_plan_says_which_budget_may_not_do_what_is_left_and_what_to_do() -> None:
    own = CAMPAIGN.model_copy(update={"budget": "3000 tokens"})
    limits = (BudgetLimit(kind=BudgetKind.CAMPAIGN, tokens=3_000), BudgetLimit(kind=BudgetKind.DAY, tokens=90_000))
    left = [Allowance(one.kind, (one.tokens or 0) - 500, None, one) for one in limits]
    text = told(planned_view(Planned(own, EDITION, [], replace(SOME, written=0, is_unpaid=True), [], left=left)))
    assert "FRANKLY_BUDGET_DAY" not in text, "it leaves enough"
    assert "'budget' in the campaign's file leaves 2,500 tokens. That may be less than this takes." in text
    assert "(now 3,000 tokens); a changed file is planned anew" in text
    assert "No sample was written for want of it." in text
    assert "To end with wordings: FRANKLY_MODEL= frankly campaign run spring." in text
    assert "leaves" not in told(planned_view(Planned(CAMPAIGN, EDITION, [], SOME, [], left=left[1:])))
    day = [replace(left[1], tokens=19_000)]
    text = told(planned_view(Planned(CAMPAIGN, EDITION, [], SOME, [], left=day)))
    assert "FRANKLY_BUDGET_DAY leaves 19,000 tokens." in text
    assert "No sample" not in text
    assert planned_plain(Planned(CAMPAIGN, EDITION, [], SOME, [], left=day))["budgets"] == [
        {"setting": "FRANKLY_BUDGET_DAY", "tokens_left": 19_000, "cost_nano_left": None, "is_short": True}
    ]


@pytest.mark.parametrize("state", [EditionState.WRITING, EditionState.WRITTEN])
def test_who_looks_at_a_campaign_is_told_which_cells_wordings_tell_and_why(state: EditionState) -> None:
    edition = Edition(1, "spring", "v", "a", "{}", EpochMs(0), state, 5)
    asked = CellsAsked.of({"": 3, "model_timeout": 2, "model_circuit_open": 90})
    text = told(faults_view(edition, asked))
    assert "No text came for 92 of 95 cells that a model was asked for (model_circuit_open 90, model_timeout 2)" in text
    assert "wordings tell those" in text
    assert ("'frankly campaign cancel spring'" in text) == (state is EditionState.WRITTEN)
