"""What a report tells, whatever its form: the run, its cells, and of each what was found and why."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from typing import Final

from frankly.evals.cases.case import MAIN, Cell, Value
from frankly.evals.reports.pieces import Piece, marked
from frankly.evals.reports.states import STATES, UNTOLD, State, Weights
from frankly.evals.runs.output import Called, Output, Told
from frankly.evals.runs.summary import Summary
from frankly.evals.runs.verdict import Finding, Verdict

_ORDER: Final = list(STATES)


@dataclass(frozen=True, slots=True)
class Line:
    """A text of an output.

    Attributes:
        told: the text with what is known of it.
        title: of the item that it speaks of.
        pieces: the text, cut where a finding marks it.
    """

    told: Told
    title: str
    pieces: tuple[Piece, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Why it is refused or marked: codes of the verifier and of the marks, each once."""
        marks = [code.strip() for piece in self.pieces for code in piece.code.split(",")]
        return tuple(dict.fromkeys(code for code in (*self.told.codes, *marks) if code))


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found in one cell.

    Attributes:
        check: its name, with a number where the cell asks it more than once.
        state: what it comes to.
        finding: what it said.
        expects: what would have held.
        told: what the check was told.
        lines: texts that it marks, or that the verifier refused where it marks none.
    """

    check: str
    state: State
    finding: Finding
    expects: str = ""
    told: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell.

    Attributes:
        name: how people speak of it.
        suite: its suite.
        case: its case.
        variables: what its variables were.
        state: the worst of what was found.
        founds: what was found, worst first.
        output: what was made; None where a run kept none.
        was: what an earlier run's came to, where the two are shown side by side and that one has it.
        before: what the earlier run made of it.
        place: folder of the run, as commands must name it; empty where it is the last one, None where none was kept.
    """

    name: str
    suite: str
    case: str
    variables: Mapping[str, Value]
    state: State
    founds: tuple[Found, ...]
    output: Output | None = None
    was: State | None = None
    before: Output | None = None
    place: str | None = ""

    @property
    def wrong(self) -> tuple[Found, ...]:
        """What was found that is not fine."""
        return tuple(found for found in self.founds if found.state not in UNTOLD)

    @property
    def because(self) -> str:
        """Why the case is here."""
        return (self.output.cell.because or "") if self.output is not None else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All texts, unmarked."""
        return () if self.output is None else tuple(line_of(self.output, number) for number in range(self.texts))

    @property
    def texts(self) -> int:
        """How many texts there are."""
        return len(self.output.texts) if self.output is not None else 0

    @property
    def calls(self) -> tuple[Called, ...]:
        """Calls of the model."""
        return self.output.calls if self.output is not None else ()

    @property
    def shown_by(self) -> str:
        """The command that shows it again; empty where the run was not kept."""
        if self.place is None:
            return ""
        place = f"{shlex.quote(self.place)} " if self.place else ""
        return f"frankly eval report {place}--cell {shlex.quote(self.name)}"

    @property
    def made_by(self) -> str:
        """The command that makes it again."""
        wanted = self.name.rpartition("#")[0] or self.name
        return f"frankly eval run {shlex.quote(self.suite)} --filter {shlex.quote(wanted)}"


@dataclass(frozen=True, slots=True)
class RunView:
    """A run.

    Attributes:
        summary: what it comes to.
        cells: worst first, of these what the summary names first, then in the order in which they were asked.
        before: what an earlier run came to, where the two are shown side by side.
        made_at: when the report was made, in words; empty where nobody needs to know.
        counts: cells by what they come to.
        gone: cells of the earlier run that this one does not have.
    """

    summary: Summary
    cells: tuple[CellView, ...]
    before: Summary | None = None
    made_at: str = ""
    counts: Mapping[State, int] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    @property
    def suites(self) -> tuple[str, ...]:
        """Suites in the order in which they were asked."""
        return tuple(sorted({cell.suite for cell in self.cells}))

    @property
    def checks(self) -> tuple[str, ...]:
        """Checks by name."""
        return tuple(sorted({one.check for one in self.summary.checks}))


@dataclass(frozen=True, slots=True)
class Run:
    """What lies in a run's folder.

    Attributes:
        summary: what it comes to.
        outputs: what was made.
        verdicts: what the checks said.
        place: the folder, as commands must name it; empty where it is the last run's, None where there is none.
    """

    summary: Summary
    outputs: Sequence[Output] = ()
    verdicts: Sequence[Verdict] = ()
    place: str | None = ""


def view_of(run: Run, expects: Mapping[str, str], before: Run | None = None, made_at: str = "") -> RunView:
    """Put a run together for readers.

    Args:
        run: what lies in its folder.
        expects: check → what holds when it passes.
        before: an earlier run, to be shown beside it.
        made_at: when the report is made, in words.
    """
    weights = Weights(run.summary)
    outputs = {output.cell.name: output for output in run.outputs}
    judged = {name: list(group) for name, group in groupby(sorted(run.verdicts, key=_cell), key=_cell)}
    names = dict.fromkeys(chain(outputs, judged))
    before_cells = {cell.name: cell for cell in view_of(before, expects).cells} if before is not None else {}
    cells = [_cell_view(name, outputs.get(name), judged.get(name, []), weights, expects) for name in names]
    if run.place != "":
        cells = [replace(cell, place=run.place) for cell in cells]
    if before is not None:
        cells = [_beside(cell, before_cells.get(cell.name)) for cell in cells]
    cells.sort(key=lambda cell: (_ORDER.index(cell.state), weights.place(cell.name)))
    counts = {state: sum(cell.state == state for cell in cells) for state in STATES}
    gone = tuple(name for name in before_cells if name not in names)
    return RunView(run.summary, tuple(cells), before.summary if before is not None else None, made_at, counts, gone)


def line_of(output: Output, number: int, found: Finding | None = None) -> Line:
    """A text of an output, with the places marked that a finding names."""
    told = output.texts[number]
    spans = [span for span in found.spans if span.text == number] if found is not None else []
    facts = output.facts.get(told.item or "")
    title = str(facts.get("title", "")) if isinstance(facts, dict) else ""
    return Line(told, title or told.item or "", marked(told.text, spans))


def _cell(verdict: Verdict) -> str:
    return verdict.cell


def _beside(cell: CellView, earlier: CellView | None) -> CellView:
    return cell if earlier is None else replace(cell, was=earlier.state, before=earlier.output)


def _cell_view(
    name: str,
    output: Output | None,
    verdicts: Sequence[Verdict],
    weights: Weights,
    expects: Mapping[str, str],
) -> CellView:
    told = sorted(verdicts, key=weights.place_of)
    founds = [_found(verdict, output, weights.state(verdict), expects) for verdict in told]
    founds.sort(key=lambda found: _ORDER.index(found.state))
    about: Cell | Verdict = output.cell if output is not None else verdicts[0]
    state = founds[0].state if founds else "skipped"
    if output is not None and not founds:
        state = "broke" if output.error else "stale" if output.stale else "skipped"
    return CellView(name, about.suite, about.case, about.variables, state, tuple(founds), output)


def _found(verdict: Verdict, output: Output | None, state: State, expects: Mapping[str, str]) -> Found:
    name = verdict.check + (f" ({verdict.number + 1})" if verdict.number else "")
    told = _told(verdict, output.cell) if output is not None else ""
    lines = _lines(verdict.finding, output) if output is not None and state not in UNTOLD else ()
    return Found(name, state, verdict.finding, expects.get(verdict.check, ""), told, lines)


def _told(verdict: Verdict, cell: Cell) -> str:
    uses = [use for use in cell.checks if use.name == verdict.check]
    options = uses[verdict.number].options if verdict.number < len(uses) else {}
    return ", ".join(str(value) if name == MAIN else f"{name}: {value}" for name, value in options.items())


def _lines(finding: Finding, output: Output) -> tuple[Line, ...]:
    """What a finding marks; a finding that marks nothing shows what the verifier refused, if anything."""
    numbers = sorted({span.text for span in finding.spans if 0 <= span.text < len(output.texts)})
    if not numbers:
        numbers = [at for at, told in enumerate(output.texts) if told.codes or told.is_proved is False]
    return tuple(line_of(output, number, finding) for number in numbers)
