"""What was accepted: a suite's findings, committed beside it with the hashes of what they were made from.

A baseline is raised or lowered by a person who says why; nothing else writes one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
from pydantic import Field, ValidationError

from frankly.domain.base import Frozen
from frankly.domain.ids import NameText
from frankly.errors import Misconfigured
from frankly.evals.cases.case import Because, Value
from frankly.evals.gate.taking import Kept, Taken

FOLDER: Final = "baselines"


class Accepted(Frozen):
    """One acceptance."""

    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """When, in UTC."""

    because: Because
    """Why, in the words of whoever accepted it."""

    passed: int
    """Units that passed, over all checks."""

    told: int
    """Units that said something."""

    was: int | None = None
    """Units that passed in the baseline before; None of the first."""

    broken: int = 0
    """Units that passed before and fail here: what was let go."""


class Baseline(Frozen):
    """One suite's accepted findings."""

    suite: NameText
    """Its suite."""

    config: dict[str, Value] = Field(default_factory=dict)
    """What they were made with: prompts, policies, cassettes, engine; each by its hash or name."""

    accepted: Annotated[tuple[Accepted, ...], Field(min_length=1)]
    """Acceptances, newest first."""

    checks: dict[str, dict[str, Kept]]
    """Check → unit → what was found; units that said nothing are left out."""


def read_baselines(folder: Path) -> dict[str, Baseline]:
    """Every baseline of a folder of suites, by suite.

    Args:
        folder: of the suites; baselines lie in its `baselines`.

    Raises:
        Misconfigured: naming the file that cannot be read.
    """
    return {file.stem: _read(file) for file in sorted((folder / FOLDER).glob("*.json"))}


def _read(file: Path) -> Baseline:
    try:
        return Baseline.model_validate(orjson.loads(file.read_bytes()))
    except (ValidationError, ValueError) as error:
        raise Misconfigured(
            f"{file} is no baseline that can be read: {error}. Restore it from version control, or take it away "
            f"and accept a run anew: frankly eval baseline accept {file.stem} --because '…'."
        ) from error


def write_baseline(folder: Path, baseline: Baseline) -> Path:
    """Write a suite's baseline, a unit on a line, in the order of names: a change of one unit is a change of one line.

    Args:
        folder: of the suites.
        baseline: what to write.

    Returns:
        The file.
    """
    file = folder / FOLDER / f"{baseline.suite}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    plain = baseline.model_dump(mode="json", exclude={"checks"}, exclude_none=True)
    head = orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode().removesuffix("\n}")
    checks = ",\n".join(f"    {_text(check)}: {_units(units)}" for check, units in sorted(baseline.checks.items()))
    file.write_text(f'{head},\n  "checks": {{\n{checks}\n  }}\n}}\n', encoding="utf-8")
    return file


def _units(units: Mapping[str, Kept]) -> str:
    lines = (
        f"      {_text(unit)}: {_text(kept.model_dump(exclude_defaults=True))}" for unit, kept in sorted(units.items())
    )
    return "{\n" + ",\n".join(lines) + "\n    }"


def _text(plain: Any) -> str:
    return orjson.dumps(plain).decode()


def accepted_baseline(
    suite: str, taken: Taken, config: Mapping[str, Value], because: str, day: str, before: Baseline | None = None
) -> Baseline:
    """A suite's findings as its new baseline.

    Args:
        suite: whose.
        taken: findings of the run.
        config: what it was made with.
        because: why it is accepted.
        day: when, `YYYY-MM-DD` in UTC.
        before: the baseline that it takes the place of.
    """
    checks = {check: {unit: kept for unit, kept in units.items() if kept.told} for check, units in taken[suite].items()}
    checks = {check: units for check, units in checks.items() if units}
    then = before.checks if before else {}
    broken = sum(
        unit in then.get(check, {}) and kept.share < then[check][unit].share
        for check, units in checks.items()
        for unit, kept in units.items()
    )
    accepted = Accepted(
        day=day,
        because=because,
        passed=_passed(checks),
        told=sum(map(len, checks.values())),
        was=_passed(then) if before else None,
        broken=broken,
    )
    return Baseline(
        suite=suite,
        config=dict(config),
        accepted=(accepted, *(before.accepted if before else ())),
        checks=checks,
    )


def _passed(checks: Mapping[str, Mapping[str, Kept]]) -> int:
    return sum(kept.passed == kept.told for units in checks.values() for kept in units.values())


def taken_of(baselines: Mapping[str, Baseline]) -> Taken:
    """Baselines as findings to compare with."""
    return {suite: baseline.checks for suite, baseline in baselines.items()}
