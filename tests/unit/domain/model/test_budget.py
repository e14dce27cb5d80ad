import pytest

from frankly.domain.model.budget import BudgetKind, BudgetLimit, Spent, read_limit, refusal, usd, uses
from frankly.domain.model.call import Payer
from frankly.domain.time import DAY_MS, EpochMs

DAY = BudgetKind.DAY


@pytest.mark.parametrize(
    ("text", "tokens", "cost_nano"),
    [
        ("50000 tokens", 50_000, None),
        ("1_000 tokens", 1_000, None),
        ("0.10 USD", None, 100_000_000),
        ("5 usd, 1 token", 1, 5_000_000_000),
        ("0.000000001 USD", None, 1),
    ],
)
def test_budgets_are_written_as_people_write_them(text: str, tokens: int | None, cost_nano: int | None) -> None:
    assert read_limit(DAY, text) == BudgetLimit(kind=DAY, tokens=tokens, cost_nano=cost_nano)


def test_an_empty_budget_is_no_limit() -> None:
    assert read_limit(DAY, " ") is None


@pytest.mark.parametrize("text", ["5", "5 EUR", "1.5 tokens", "-1 USD", "USD", "5 USD;"])
def test_anything_else_says_how_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="50000 tokens"):
        read_limit(DAY, text)


def test_a_call_is_counted_under_all_that_it_belongs_to() -> None:
    found = uses((BudgetLimit(kind=DAY, tokens=5),), Payer(request="r", key="k", campaign="c"), EpochMs(DAY_MS))
    assert [(use.kind.value, use.name, use.tokens) for use in found][1:] == [
        ("day", "1970-01-02", 5),
        ("key", "1970-01-02 k", None),
        ("campaign", "c", None),
    ]
    assert found[0].name != "r"


def test_without_a_name_only_the_day_is_counted() -> None:
    assert [use.kind for use in uses((), Payer(), EpochMs(0))] == [DAY]


def test_a_limit_is_the_last_amount_that_is_allowed() -> None:
    (use,) = uses((BudgetLimit(kind=DAY, tokens=10, cost_nano=100),), Payer(), EpochMs(0))
    assert refusal(use, Spent(tokens=4, cost_nano=40), Spent(tokens=6, cost_nano=60)) == ""
    assert "4 of 10 tokens" in refusal(use, Spent(tokens=4), Spent(tokens=7))
    assert "0.00000004 of 0.0000001 USD" in refusal(use, Spent(cost_nano=40), Spent(cost_nano=61))


def test_money_has_at_least_cents() -> None:
    assert [usd(0), usd(1_500_000_000), usd(1)] == ["0.00", "1.50", "0.000000001"]


def test_a_campaign_is_held_to_the_lower_of_its_own_budget_and_that_of_the_settings() -> None:
    set_ = BudgetLimit(kind=BudgetKind.CAMPAIGN, tokens=100, cost_nano=2_000_000_000)
    payer = Payer(campaign="c", campaign_budget="50 tokens, 5 USD")
    assert [(use.tokens, use.cost_nano) for use in uses((set_,), payer, EpochMs(0))][-1] == (50, 2_000_000_000)
    assert [(use.tokens, use.cost_nano) for use in uses((), payer, EpochMs(0))][-1] == (50, 5_000_000_000)
