"""Builds the phrasebook for a person at a terminal: the forecast, a question, a bar, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import typer

from frankly.adapters.model.stack import limits_set
from frankly.adapters.system_clock import SystemClock
from frankly.bootstrap.model import open_writers
from frankly.bootstrap.stores import open_budgets
from frankly.bootstrap.texts import open_phrasebook
from frankly.cli.door import questioning
from frankly.cli.phrasebook.views import built_plain, built_view, forecast_plain, forecast_view
from frankly.cli.progress import phases
from frankly.cli.screen import err, out, put_json
from frankly.domain.model.budget import BudgetKind, BudgetLimit, read_limit
from frankly.errors import Invalid, Misconfigured
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.building import Building, BuildReport
from frankly.pipelines.phrasebook.due import Wanted, What
from frankly.pipelines.phrasebook.forecast import Allowance, Forecast, allowances, forecast
from frankly.pipelines.phrasebook.judge import ModelJudge
from frankly.pipelines.phrasebook.metering import Meter, MeteredModel
from frankly.ports.asking.model import LanguageModel
from frankly.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildChoices:
    """What was asked for at the command line."""

    only: str
    locales: frozenset[str]
    items: int | None
    budget: str
    concurrency: int
    has_judge: bool
    anew: bool
    dry_run: bool
    is_agreed: bool
    as_json: bool

    @property
    def wanted(self) -> Wanted:
        """The same for the pipeline."""
        what: frozenset[What] = frozenset(name for name in ("facts", "reasons") if self.only in {name, "both"})
        return Wanted(what, self.locales, self.items, judges=self.has_judge, anew=self.anew)

    def limit(self) -> BudgetLimit | None:
        """The budget of this build.

        Raises:
            Invalid: when it is not written as one.
        """
        try:
            return read_limit(BudgetKind.CAMPAIGN, self.budget)
        except ValueError as error:
            raise Invalid(f"--budget: {error}.") from error


async def run_build(settings: Settings, choices: BuildChoices) -> None:
    """Forecast, ask back, build, and tell.

    Raises:
        Misconfigured: when no model is named.
        Invalid: for a budget that is none, and for languages in which there is nothing to write.
        Exit: when the person declines, or the build stopped early.
    """
    limit = choices.limit()
    if choices.as_json and not (choices.is_agreed or choices.dry_run):
        raise Invalid("With --json nobody can be asked back: add --yes to begin, or --dry-run for the forecast alone.")
    if not settings.model:
        raise Misconfigured("FRANKLY_MODEL names no model to write with; set it, for example to openai/gpt-4o-mini.")
    with open_phrasebook(settings) as book:
        async with open_writers(settings) as (writer, judge):
            with err().status("Counting what is due"):
                told = await forecast(book, choices.wanted, writer, judge if choices.has_judge else None)
                left = await _left(settings)
            if limit is not None and limit.cost_nano is not None and told.cost_nano is None:
                raise Invalid("--budget: no price of this model is known; give tokens, or set FRANKLY_MODEL_PRICE.")
            if choices.locales and not told.items + told.cells + told.skipped + told.silent:
                raise Invalid(_no_language(book, choices))
            if choices.dry_run or not told.calls + told.silent + told.stale:
                _put(choices, forecast_plain(told, left), lambda: forecast_view(told, left, writer.name, judge.name))
                return
            if not choices.as_json:
                out().print(forecast_view(told, left, writer.name, judge.name))
            if not choices.is_agreed:
                _begin()
            meter = Meter(limit)
            report = await _built(book, writer, judge, choices, meter, told)
    _put(choices, built_plain(report, meter, told, left), lambda: built_view(report, meter, told))
    if report.stopped:
        raise typer.Exit(1)


async def _left(settings: Settings) -> tuple[Allowance, ...]:
    with open_budgets(settings) as store:
        return await allowances(store, limits_set(settings), SystemClock().now())


def _begin() -> None:
    with questioning():
        if not typer.confirm("Begin?"):
            raise typer.Exit(1)


def _no_language(book: Phrasebook, choices: BuildChoices) -> str:
    named, spoken = ", ".join(sorted(choices.locales)), ", ".join(sorted({cell.locale for cell in book.cells}))
    return (
        f"--locale: there is nothing to write in {named}. Reasons are written in {spoken}, facts in the languages of "
        "the items' texts; name a language without its region, such as de."
    )


async def _built(
    book: Phrasebook, writer: LanguageModel, judge: LanguageModel, choices: BuildChoices, meter: Meter, told: Forecast
) -> BuildReport:
    clock = SystemClock()
    judging = ModelJudge(MeteredModel(judge, book.phrases, meter, clock), book.prompts) if choices.has_judge else None
    building = Building(book, MeteredModel(writer, book.phrases, meter, clock), judging, clock)
    with phases() as advance:
        step = partial(advance, "Writing")
        return await building.run(
            choices.wanted,
            concurrency=choices.concurrency,
            progress=lambda done: step(done, max(done, told.calls + told.silent)),
        )


def _put(choices: BuildChoices, plain: dict[str, object], view: Callable[[], object]) -> None:
    if choices.as_json:
        put_json(plain)
    else:
        out().print(view())
