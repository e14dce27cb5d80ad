"""What budgets leave to a build, beside what it may take: told before it begins, for people and for programs."""

from collections.abc import Sequence

from rich.text import Text

from frankly.domain.model.budget import BudgetKind
from frankly.pipelines.examining.model_health import written
from frankly.pipelines.phrasebook.forecast import Allowance, Forecast


def allowances_plain(left: Sequence[Allowance], told: Forecast) -> list[dict[str, object]]:
    """What is left, for programs."""
    return [
        {
            "setting": one.setting,
            "tokens_left": one.tokens,
            "cost_nano_left": one.cost_nano,
            "is_short": one.is_short(told),
        }
        for one in left
    ]


def allowance_rows(left: Sequence[Allowance]) -> list[tuple[str, str]]:
    """A label and what is left, one for each budget."""
    return [
        (
            f"{one.setting} leaves{' today' if one.kind == BudgetKind.DAY else ''}",
            written(one.tokens, one.cost_nano),
        )
        for one in left
    ]


def shortage_notes(left: Sequence[Allowance], told: Forecast) -> list[Text]:
    """What happens where a budget may not do, and which setting to raise."""
    return [Text(_note(one), style="yellow") for one in left if one.is_short(told)]


def _note(one: Allowance) -> str:
    what = f"That may be less than this takes. Then the build stops, and what was made stays: raise {one.setting}"
    limit = written(one.most.tokens, one.most.cost_nano)
    after = ", or run it again after midnight UTC" if one.kind == BudgetKind.DAY else ""
    return f"{one.setting} leaves {written(one.tokens, one.cost_nano)}. {what} (now {limit}){after}; it goes on there."
