"""Records for a person at a terminal: what is wanted, what it takes, a question, and what came of it.

Cases are made with what is recorded, and note what is not; that is asked for outside of them, where no answer waits,
and they are made again, since a reply may lead to another question.
"""

import asyncio
from collections.abc import Mapping, Sequence, Set
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typer

from frankly.bootstrap.model import open_model
from frankly.cli.door import keeping, questioning
from frankly.cli.evaluating.keeping.recorded import Opened, opened, today
from frankly.cli.evaluating.running.cases_run import Wanted, judging_of, loads_of_shops, require_prompts
from frankly.cli.screen import clean, err, out, put_json
from frankly.domain.model.budget import BudgetKind, read_limit, usd
from frankly.domain.model.call import Payer
from frankly.errors import BudgetSpent, Invalid, Misconfigured
from frankly.evals.cases.case import Cell
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.cassettes.cost import Cost, Costs, Count, PriceOf
from frankly.evals.cassettes.files import CassetteFile
from frankly.evals.cassettes.missed import Missed, read_missed
from frankly.evals.cassettes.playing import is_simulated
from frankly.evals.cassettes.putting import as_questions
from frankly.evals.cassettes.recording import Asked, ask_all
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.evals.cassettes.stale import in_words
from frankly.evals.generating.making import Opening
from frankly.evals.generating.models import Replies
from frankly.evals.generating.plan import Plan, plan_of
from frankly.evals.generating.side_by_side import outputs_of
from frankly.evals.judging.look import stale_in
from frankly.evals.people import people_of
from frankly.ports.asking.model import LanguageModel
from frankly.settings import Settings

MOST_ROUNDS: Final = 6
"""A slate's order, its texts, their repair: no answer asks more often in a row."""

_WAIT: Final = "Asking"


@dataclass(frozen=True, slots=True)
class RecordChoices:
    """What was asked for besides.

    Attributes:
        is_again: ask anew for what is recorded too.
        ask: file to which calls are written in place of being asked.
        is_tried: only say what it would take.
        is_agreed: nobody is asked back.
        as_json: for programs.
    """

    is_again: bool = False
    ask: Path | None = None
    is_tried: bool = False
    is_agreed: bool = False
    as_json: bool = False


@dataclass(slots=True)
class _Told:
    """What came of it, all rounds together."""

    recorded: int = 0
    tokens: int = 0
    cost_nano: int = 0
    failed: list[tuple[Missed, str]] = field(default_factory=list)
    stopped: str = ""

    def add(self, asked: Asked) -> None:
        self.recorded += asked.recorded
        self.tokens += asked.tokens
        self.cost_nano += asked.cost_nano
        self.failed += asked.failed
        self.stopped = asked.stopped


def run_record(wanted: Wanted, choices: RecordChoices, settings: Settings) -> bool:
    """Record, and tell.

    Returns:
        Whether everything that was wanted is recorded.

    Raises:
        Invalid: for a budget that is none, or where nobody can be asked back.
        Misconfigured: when a model cannot be reached by what is set, or a file is wrong.
        Exit: when the person declines.
    """
    _check(wanted, choices)
    require_prompts(wanted.prompts, settings)
    plan = plan_of(wanted.suites, wanted.names, wanted.filters, wanted.samples).asked_by(wanted.model, wanted.prompts)
    plan = replace(plan, cells=[cell for cell in plan.cells if cell.model])
    recording = _Recording(wanted, choices, settings, opened(settings, suites=wanted.suites), plan)
    with keeping(lambda: "What came is recorded; the same command goes on."), recording:
        return recording.run()


class _Recording(ExitStack):
    """One recording while it goes on."""

    def __init__(self, wanted: Wanted, choices: RecordChoices, settings: Settings, here: Opened, plan: Plan) -> None:
        super().__init__()
        self._wanted, self._choices, self._settings, self._here, self._plan = wanted, choices, settings, here, plan
        self._place = Path(self.enter_context(TemporaryDirectory(prefix="frankly-record-")))
        self._payer = Payer(request=f"eval-record-{self._place.name}")
        self._told = _Told()
        self._scrubber: Scrubber | None = None

    def run(self) -> bool:
        cells: Sequence[Cell] = self._plan.cells
        given_up: set[str] = set()
        for number in range(MOST_ROUNDS):
            missed, cells = self._missed(cells, number)
            missed = [one for one in missed if one.key not in given_up]
            if self._choices.ask is not None:
                return self._give_out(self._choices.ask, missed)
            if not missed:
                break
            if not asyncio.run(self._ask(missed, is_first=not number)):
                return True
            given_up |= {one.key for one, _ in self._told.failed}
            if self._told.stopped:
                break
        self._settle()
        return self._tell()

    def _missed(self, cells: Sequence[Cell], number: int) -> tuple[list[Missed], list[Cell]]:
        """Make cells with what is recorded; what they wanted in vain, and which did."""
        place = self._place / f"wanted-{number}.jsonl"
        replies = Replies(self._here.folder, wanted=place, day=today(), is_anew=self._choices.is_again)
        checks = judging_of(self._settings, self._wanted.suites).checks
        loads = loads_of_shops(self._plan.shops)
        opening = Opening(loads, replies, {name: check.probes for name, check in checks.items()})
        screen, open_ = err(), []
        with screen.status("Making what cases ask for") as status:
            for done, output in enumerate(outputs_of(cells, opening, self._wanted.workers), 1):
                if screen.is_terminal:
                    status.update(f"{done:,} of {len(cells):,} cells")
                if stale_in(output):
                    open_.append(output.cell)
        return list(read_missed(place)), open_

    async def _ask(self, missed: Sequence[Missed], *, is_first: bool) -> bool:
        """Ask for what is missing; False where it was only to be told what that takes."""
        async with AsyncExitStack() as opened_:
            models = await self._models({one.model for one in missed}, opened_)
            if is_first and not self._may(missed, models):
                return False
            cassettes = Cassettes(
                self._here.folder,
                "record" if self._choices.is_again else "auto",
                live=models.__getitem__,
                prompts=self._here.prompts.book,
                scrubber=self._searching(),
                day=today(),
            )
            screen = err()
            with screen.status(_WAIT) as status:
                say = status.update if screen.is_terminal else lambda words: None
                at_once = self._settings.model_concurrency
                self._told.add(await ask_all(missed, cassettes, payer=self._payer, at_once=at_once, say=say))
        return True

    async def _models(self, names: Set[str], opened_: AsyncExitStack) -> dict[str, LanguageModel]:
        """Models themselves; simulated ones need none, and where it is only tried one that is not there is no error."""
        found: dict[str, LanguageModel] = {}
        # Where everything is asked anew, a reply that the service kept would be an old one.
        days = 0 if self._choices.is_again else self._settings.model_cache_days
        changed = {"budget_request": self._wanted.budget, "model_cache_days": days}
        for name in sorted(name for name in names if not is_simulated(name)):
            try:
                model = await opened_.enter_async_context(
                    open_model(self._settings.model_copy(update=changed | {"model": name}))
                )
                await asyncio.to_thread(model.package.wait)
            except Misconfigured:
                if not self._choices.is_tried:
                    raise
            else:
                found[name] = model.model
        return found

    def _may(self, missed: Sequence[Missed], models: dict[str, LanguageModel]) -> bool:
        """Say what it takes, and ask back where it costs anything."""
        costs = Costs(self._here.lines, _price_of(models, self._here.price), _count_of(models))
        cost = sum((costs.of_call(one.model, one.call) for one in missed), Cost())
        if not self._choices.as_json:
            words = in_words(missed, self._here.lines, self._here.prompts, costs)
            out().print(*[clean(line) for line in words[:-1]], sep="\n")
            out().print(f"Together: {cost.told()}; what replies lead to may add some calls.")
        if self._choices.is_tried:
            if self._choices.as_json:
                put_json({"calls": cost.calls, "tokens": cost.tokens, "cost_nano": cost.cost_nano})
            return False
        is_free = cost.cost_nano == 0
        if is_free or self._choices.is_agreed:
            return True
        with questioning():
            if not typer.confirm("Begin?"):
                raise typer.Exit(1)
        return True

    def _give_out(self, path: Path, missed: Sequence[Missed]) -> bool:
        """Write calls for somebody else to fill in, and keep them as wanted by the last run."""
        if missed:
            path.write_bytes(as_questions(missed))
        if self._choices.as_json:
            put_json({"calls": len(missed), "file": str(path)})
        elif missed:
            out().print(
                f"{len(missed):,} calls are in {path}. Fill in each 'reply', then: frankly eval cassettes put {path}"
            )
        else:
            out().print("Everything is recorded: nothing is to be asked.")
        return True

    def _searching(self) -> Scrubber:
        """What searches replies: by the secrets of this process, and by the people of the shops."""
        if self._scrubber is None:
            shops = (load() for load in loads_of_shops(self._plan.shops).values())
            self._scrubber = replace(self._here.scrubber, people=people_of(shops, self._plan.cells))
        return self._scrubber

    def _settle(self) -> None:
        """Sort what came into the cassettes."""
        for name in sorted({cell.model for cell in self._plan.cells}):
            CassetteFile(self._here.folder, name).settle()

    def _tell(self) -> bool:
        told = self._told
        if self._choices.as_json:
            failed = [{"key": one.key, "prompt": one.prompt, "why": why} for one, why in told.failed]
            put_json(
                {
                    "recorded": told.recorded,
                    "tokens": told.tokens,
                    "cost_nano": told.cost_nano,
                    "failed": failed,
                    "stopped": told.stopped,
                }
            )
            return not told.failed
        screen = out()
        price = f", {usd(told.cost_nano)} USD" if told.cost_nano else ""
        number = "1 reply is" if told.recorded == 1 else f"{told.recorded:,} replies are"
        screen.print(f"{number} recorded: {told.tokens:,} tokens{price}.")
        of_money, others = _parted(told.failed)
        for one, why in others[:10]:
            screen.print(clean(f"  not recorded: {one.prompt} of {one.model}: {why}"))
        if of_money:
            budget = f"--budget {self._wanted.budget}" if self._wanted.budget else "FRANKLY_BUDGET_DAY"
            screen.print(f"A budget allowed no more ({budget}): {len(of_money):,} calls were not made.")
        if told.failed:
            screen.print(f"Calls that are not recorded: {len(told.failed):,}. The same command asks for them again.")
        return not told.failed


def _parted(failed: Sequence[tuple[Missed, str]]) -> tuple[list[tuple[Missed, str]], list[tuple[Missed, str]]]:
    """Calls that a budget kept from being made, and those that failed otherwise."""
    of_money = [one for one in failed if one[1].startswith(BudgetSpent.code)]
    return of_money, [one for one in failed if one not in of_money]


def _price_of(models: Mapping[str, LanguageModel], otherwise: PriceOf) -> PriceOf:
    return lambda name, usage: models[name].price(usage) if name in models else otherwise(name, usage)


def _count_of(models: Mapping[str, LanguageModel]) -> Count:
    return lambda name, text: models[name].count(text) if name in models else len(text) // 4 + 1


def _check(wanted: Wanted, choices: RecordChoices) -> None:
    try:
        read_limit(BudgetKind.REQUEST, wanted.budget)
    except ValueError as error:
        raise Invalid(f"--budget: {error}.") from error
    if choices.as_json and not (choices.is_agreed or choices.is_tried or choices.ask):
        raise Invalid("With --json nobody can be asked back: add --yes to begin, or --dry-run for the forecast alone.")
