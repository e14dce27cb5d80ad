"""Two runs side by side, or a run beside what was accepted."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from frankly.errors import Invalid, NotFound
from frankly.evals.cards.counting import Counting
from frankly.evals.cases.suite import case_suites
from frankly.evals.gate.baseline import read_baselines, taken_of
from frankly.evals.gate.summarising import Ran, summarise
from frankly.evals.gate.taking import Taken, take
from frankly.evals.gate.terms import Terms
from frankly.evals.runs.folder import RunFile, RunFolder
from frankly.evals.runs.summary import Summary
from frankly.evals.runs.verdict import Verdict

BASELINE: Final = "baseline"
"""Names what was accepted, in place of a run."""


def two_named(
    first: str, second: str | None, last: Path, is_revision: Callable[[str], bool] = lambda name: False
) -> tuple[str, str]:
    """What is compared with what, as people write it: `BASE NEW`, `BASE..NEW`, or BASE alone, with the last run.

    Args:
        first: the first word.
        second: the second word.
        last: folder of the last run.
        is_revision: whether git knows a word; a folder of that name goes before.

    Raises:
        Invalid: when neither side names a run.
    """

    def is_run(name: str) -> bool:
        return Path(name).is_dir() or is_revision(name)

    if second is not None:
        return first, second
    if first == BASELINE or is_run(first):
        return first, str(last)
    # Dots stand in paths too: the two that part two runs are those with a run on either side.
    for at in range(1, len(first) - 2):
        base, new = first[:at], first[at + 2 :]
        if first[at : at + 2] == ".." and (base == BASELINE or is_run(base)) and is_run(new):
            return base, new
    raise Invalid(
        f"'{first}' names no run. Write two folders of runs, or two revisions of git, as BASE..NEW or with a space "
        f"between, or '{BASELINE}' for what was accepted; frankly eval run --out FOLDER keeps a run."
    )


def compared(base: str, new: Path, suites: Path, counting: Counting, order: Sequence[str] = ()) -> Summary:
    """The summary of a run, compared with another one or with what was accepted.

    Args:
        base: folder of the earlier run, or `baseline`.
        new: folder of the later run.
        suites: folder of the suites, which holds baselines.
        counting: checks that may turn a run red.
        order: in which checks are named among equals.

    Raises:
        NotFound: when there is no such run, or the two have no suite in common.
        Misconfigured: when a file cannot be read.
    """
    folder = RunFolder(new)
    verdicts, run, kept = folder.verdicts(), folder.run(), folder.summary()
    before, is_whole = _before(base, suites)
    common = before.keys() & {verdict.suite for verdict in verdicts}
    if not common:
        raise NotFound(f"{base} and {new} have no suite in common: {', '.join(before) or 'none'} in {base}.")
    margins = {name: suite.margin for name, suite in case_suites(suites).items()}
    is_all = is_whole and run.is_whole and run.is_done
    terms = Terms(counting.gating, lacking=counting.lacking, margins=margins, order=order, is_whole=is_all)
    # What only the later run has is no news of a comparison.
    of_both = [verdict for verdict in verdicts if verdict.suite in common]
    ran = Ran(run.config, run.seconds, kept.cost_nano, kept.stale, (*_left_out(verdicts, common), *_changed(base, run)))
    return summarise(of_both, terms, ran, before)


def _before(base: str, suites: Path) -> tuple[Taken, bool]:
    if base == BASELINE:
        return taken_of(read_baselines(suites)), True
    folder = RunFolder(Path(base))
    run = folder.run()
    return take(folder.verdicts()), run.is_whole and run.is_done


def _left_out(verdicts: Sequence[Verdict], common: AbstractSet[str]) -> tuple[str, ...]:
    left = sorted({verdict.suite for verdict in verdicts} - common)
    return (f"Not compared, since only the later run has them: {', '.join(left)}.",) if left else ()


def _changed(base: str, run: RunFile) -> tuple[str, ...]:
    """What the two were made with, where it differs."""
    if base == BASELINE:
        return ()
    then = RunFolder(Path(base)).run().config
    names = [name for name in sorted(then.keys() | run.config.keys()) if then.get(name) != run.config.get(name)]
    return (f"Made with something else: {', '.join(names)}.",) if names else ("Made with the same of everything.",)
