"""Several processes spend from one budget; one of them is killed in the middle of its calls."""

import subprocess
import sys
import textwrap
from pathlib import Path

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.budgets import SqlBudgets
from frankly.domain.model.budget import BudgetKind, BudgetUse

CAP = 20_000
DAY = BudgetUse(kind=BudgetKind.DAY, name="2024-10-04")

SPENDER = textwrap.dedent(
    """
    import asyncio, os, sys
    from pathlib import Path
    from frankly.adapters.model.budgeting import BudgetingModel
    from frankly.adapters.sql.engine.database import SqlDatabase
    from frankly.adapters.sql.model.budgets import SqlBudgets
    from frankly.domain.model.budget import BudgetKind, BudgetLimit
    from frankly.domain.model.call import ModelCall, ModelParameters, PromptPart
    from frankly.domain.model.reply import ModelUsage
    from frankly.domain.time import DAY_MS
    from frankly.testing.fixed_clock import FixedClock
    from frankly.testing.scripted_model import ScriptedModel

    async def main(folder, is_killed):
        usage = ModelUsage(tokens_in=150, tokens_out=50)
        with SqlDatabase(Path(folder)) as database:
            limits = (BudgetLimit(kind=BudgetKind.DAY, tokens=int(sys.argv[3])),)
            inner = ScriptedModel(usage=lambda _: usage, delay_s=60 if is_killed else 0.001)
            model = BudgetingModel(inner, SqlBudgets(database), FixedClock(20_000 * DAY_MS), limits)
            call = ModelCall(prompt="rank", version=1, parts=(PromptPart(role="user", text="b2c3"),),
                             parameters=ModelParameters(most_tokens=100))
            calls = [asyncio.create_task(model.complete(call)) for _ in range(8 if is_killed else 64)]
            if is_killed:
                while len(inner.calls) < 8:
                    await asyncio.sleep(0.001)
                os._exit(0)
            results = await asyncio.gather(*calls, return_exceptions=True)
            await model.settled()
            refused = sum(type(result).__name__ == "BudgetSpent" for result in results)
            print(len(inner.calls), refused)

    asyncio.run(main(sys.argv[1], sys.argv[2] == "killed"))
    """
)


def test_four_processes_at_the_cap_stay_under_it_and_a_killed_one_stays_counted(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path):
        pass
    command = [sys.executable, "-c", SPENDER, str(tmp_path)]
    assert subprocess.run([*command, "killed", str(CAP)], check=False).returncode == 0
    running = [subprocess.Popen([*command, "spends", str(CAP)], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=60)[0].split() for process in running]
    sent, refused = (sum(int(numbers[place]) for numbers in told) for place in (0, 1))
    assert sent + refused == 4 * 64
    assert refused > 0
    with SqlDatabase(tmp_path) as database, database.reading() as connection:
        (left, reserved) = connection.execute("SELECT count(*), sum(tokens) FROM model_reserved").fetchone()
        (spent,) = connection.execute("SELECT tokens FROM model_sums WHERE kind = 'day'").fetchone()
    assert left == 8
    assert spent == reserved + 200 * sent <= CAP


async def test_a_budget_that_another_process_raised_is_seen(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path):
        pass
    subprocess.run([sys.executable, "-c", SPENDER, str(tmp_path), "killed", str(CAP)], check=True)
    with SqlDatabase(tmp_path) as database:
        assert (await SqlBudgets(database).spent(DAY)).tokens > 0
        (line,) = await SqlBudgets(database).usage(DAY.name, DAY.name)
        assert (line.calls, line.unsettled) == (0, 8)
