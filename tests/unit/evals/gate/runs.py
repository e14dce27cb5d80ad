"""Run folders made by hand."""

from collections.abc import Sequence
from pathlib import Path

from frankly.evals.gate.summarising import summarise
from frankly.evals.gate.terms import Terms
from frankly.evals.runs.folder import RunFile, RunFolder
from frankly.evals.runs.verdict import Verdict

CHECK = "length"


def kept(folder: Path, verdicts: Sequence[Verdict], *, is_whole: bool = True, is_done: bool = True) -> Path:
    """A run on disk, judged, without its outputs."""
    run = RunFolder(folder)
    suites = tuple(dict.fromkeys(verdict.suite for verdict in verdicts))
    told = RunFile(run="r", config={"prompts": "p1"}, suites=suites, cells=len(verdicts), is_whole=is_whole)
    run.begin(told)
    run.put_run(told.model_copy(update={"is_done": is_done}))
    run.put_verdicts(verdicts)
    run.put_summary(summarise(verdicts, Terms(gating={CHECK})))
    return folder
