"""Whether several processes that spend from one budget at the same moment ever pass its cap.

Run as a program it is one of them: `python -m frankly.bench.spending DATA CALLS CAP` makes that many calls at once, of
a model that takes less than was set aside for each, and prints how many were made and how many were refused.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frankly.adapters.model.budgeting import BudgetingModel
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.budgets import SqlBudgets
from frankly.bench.report import Report
from frankly.domain.model.budget import BudgetKind, BudgetLimit, BudgetUse
from frankly.domain.model.call import ModelCall, ModelParameters, PartRole, PromptPart
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import DAY_MS
from frankly.errors import BudgetSpent, DependencyError
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.scripted_model import ScriptedModel

DAY: Final = BudgetUse(kind=BudgetKind.DAY, name="2024-10-04")
NOW: Final = 20_000 * DAY_MS

TAKEN: Final = ModelUsage(tokens_in=150, tokens_out=50)
"""What each call takes; up to 335 tokens are set aside for it."""

CAP_SHARE: Final = 0.4
"""The cap, as a share of what all calls together would take."""

LONGEST_S: Final = 120.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Race:
    """What came of one race.

    Attributes:
        made: calls that reached the model.
        refused: calls that were not made.
        spent: tokens that the store counted.
        cap: tokens that were allowed.
    """

    made: int
    refused: int
    spent: int
    cap: int

    @property
    def over(self) -> int:
        """Tokens over the cap, by what the model really took or by what was counted, whichever is more."""
        return max(0, self.made * TAKEN.tokens - self.cap, self.spent - self.cap)


async def spend(folder: Path, calls: int, cap: int) -> tuple[int, int]:
    """Make calls at once; returns how many were made and how many were refused."""
    with SqlDatabase(folder) as database:
        limits = (BudgetLimit(kind=BudgetKind.DAY, tokens=cap),)
        inner = ScriptedModel(usage=lambda _: TAKEN, delay_s=0.001)
        model = BudgetingModel(inner, SqlBudgets(database), FixedClock(NOW), limits)
        call = ModelCall(
            prompt="rank",
            version=1,
            parts=(PromptPart(role=PartRole.USER, text="b2c3"),),
            parameters=ModelParameters(most_tokens=100),
        )
        came = await asyncio.gather(*(model.complete(call) for _ in range(calls)), return_exceptions=True)
        await model.settled()
    wrong = [one for one in came if isinstance(one, BaseException) and not isinstance(one, BudgetSpent)]
    if wrong:
        raise wrong[0]
    return len(inner.calls), sum(isinstance(one, BudgetSpent) for one in came)


def race(processes: int, calls: int) -> Race:
    """Let so many processes make so many calls each, all at once, against one cap.

    Raises:
        DependencyError: when one of them fails.
    """
    cap = int(processes * calls * TAKEN.tokens * CAP_SHARE)
    with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
        with SqlDatabase(Path(folder)):
            pass
        command = [sys.executable, "-m", "frankly.bench.spending", folder, str(calls), str(cap)]
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own command
            for _ in range(processes)
        ]
        said = [process.communicate(timeout=LONGEST_S)[0] for process in running]
        if any(process.returncode for process in running):
            raise DependencyError("A process that spends ended with an error; what it said stands above.")
        made, refused = (sum(int(line.split()[place]) for line in said) for place in (0, 1))
        with SqlDatabase(Path(folder)) as database:
            spent = asyncio.run(SqlBudgets(database).spent(DAY)).tokens
    return Race(made, refused, spent, cap)


def measure(races: int, processes: int, calls: int, say: Say) -> Report:
    """Race several times.

    Args:
        races: how often.
        processes: at the same time.
        calls: of each, at the same time.
        say: told what is going on.
    """
    report = Report(config={"races": races, "processes": processes, "calls": calls, "cap_share": CAP_SHARE})
    run = []
    for number in range(races):
        say(f"race {number + 1} of {races}: {processes} processes, {calls} calls each")
        run.append(race(processes, calls))
    report.figures = {
        "budgets.over_cap": sum(one.over for one in run),
        "budgets.calls_made": sum(one.made for one in run),
        "budgets.calls_refused": sum(one.refused for one in run),
        "budgets.cap_used": round(sum(one.spent for one in run) / sum(one.cap for one in run), 4),
        "budgets.lost_calls": sum(processes * calls - one.made - one.refused for one in run),
    }
    return report


if __name__ == "__main__":
    print(*asyncio.run(spend(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201  a program's answer
