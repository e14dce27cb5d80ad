"""Accepts what a run found of a suite: explicit, with a reason, and only of a whole run that says what it can."""

from pathlib import Path

from frankly.errors import Conflict, Invalid, NotFound
from frankly.evals.gate.baseline import Baseline, accepted_baseline, read_baselines, write_baseline
from frankly.evals.gate.taking import take
from frankly.evals.runs.folder import RunFolder


def accepted(suite: str, run: Path, suites: Path, because: str, day: str) -> tuple[Path, Baseline]:
    """Write a suite's baseline.

    Args:
        suite: whose.
        run: folder of the run.
        suites: folder of the suites.
        because: why.
        day: when, `YYYY-MM-DD` in UTC.

    Returns:
        The file, and what stands in it.

    Raises:
        Invalid: when no reason is given.
        NotFound: when there is no such run, or the suite is not in it.
        Conflict: when the run is not whole, or part of it is stale or broke: a hole would be accepted.
    """
    if not because.strip():
        raise Invalid("Say why with --because: whoever reads the baseline next wants to know.")
    folder = RunFolder(run)
    told, verdicts = folder.run(), [verdict for verdict in folder.verdicts() if verdict.suite == suite]
    if not verdicts:
        raise NotFound(f"The run in {run} says nothing of '{suite}'; it has: {', '.join(told.suites) or 'no suite'}.")
    if not (told.is_whole and told.is_done):
        raise Conflict(f"The run in {run} is not whole; make one without --filter: frankly eval run {suite}")
    holes = [verdict for verdict in verdicts if verdict.finding.outcome in {"stale", "error"}]
    if holes:
        raise Conflict(
            f"{len(holes)} findings of '{suite}' are stale or broke, first {holes[0].check} of {holes[0].cell}: "
            f"{holes[0].finding.why or holes[0].finding.outcome}. Mend or record them, then accept."
        )
    taken = take(verdicts)
    if not any(kept.told for units in taken[suite].values() for kept in units.values()):
        raise Conflict(f"Every check of '{suite}' was skipped: there is nothing to accept.")
    before = read_baselines(suites).get(suite)
    baseline = accepted_baseline(suite, taken, told.config, because.strip(), day, before)
    return write_baseline(suites, baseline), baseline
