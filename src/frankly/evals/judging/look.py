"""Lets checks look at outputs: one verdict for each use of a check in a cell."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from frankly.domain.canonical import hash_bytes
from frankly.domain.faults import fault, suggestion
from frankly.errors import Misconfigured, NotFound
from frankly.evals.cases.case import Cell, CheckUse
from frankly.evals.checks.check import Bench, Check
from frankly.evals.runs.output import Called, Output
from frankly.evals.runs.verdict import Finding, Verdict

OF_WHAT_IS_SENT: Final = frozenset({"rules"})
"""Checks that see in a prompt itself what is wrong with it, whatever a model would reply."""


def require_checks(cells: Iterable[Cell], checks: Mapping[str, Check]) -> None:
    """See that every check is there and understands what it is told, before anything is made.

    Raises:
        NotFound: when there is no such check, with the nearest name.
        Misconfigured: when a check does not understand what it is told.
    """
    seen = set()
    for cell in cells:
        for use in cell.checks:
            told = repr(use)
            if told not in seen:
                seen.add(told)
                _options(cell, use, checks)


def verdicts_of(output: Output, checks: Mapping[str, Check], bench: Bench) -> Iterator[Verdict]:
    """What each check of a cell says of its output.

    Args:
        output: what was made.
        checks: by name.
        bench: what checks may look up.

    Raises:
        NotFound: when there is no such check.
        Misconfigured: when a check does not understand what it is told.
    """
    cell, used = output.cell, dict[str, int]()
    for use in cell.checks:
        number = used.get(use.name, 0)
        used[use.name] = number + 1
        yield Verdict(
            cell=cell.name,
            suite=cell.suite,
            case=cell.case,
            variables=cell.variables,
            sample=cell.sample,
            cluster=cell.cluster,
            check=use.name,
            number=number,
            finding=_found(output, checks[use.name], _options(cell, use, checks), bench),
            drawn=drawn(output),
        )


def _options(cell: Cell, use: CheckUse, checks: Mapping[str, Check]) -> Any:
    if use.name not in checks:
        hint = suggestion(use.name, checks) or f"Checks: {', '.join(checks) or 'none'}."
        raise NotFound(f"{cell.suite}/{cell.case}: there is no check '{use.name}'. {hint}")
    shape = checks[use.name].options
    try:
        return shape.model_validate(use.options)
    except ValidationError as error:
        found = fault(error.errors(include_url=False)[0], shape)
        where = f"{cell.suite}/{cell.case}: {use.name}: {(found.pointer or '#').removeprefix('#/')}"
        raise Misconfigured(f"{where}: {found.detail}.{f' {found.hint}' if found.hint else ''}") from error


def _found(output: Output, check: Check, options: Any, bench: Bench) -> Finding:
    if output.error:
        return Finding(outcome="error", why=f"nothing could be made: {output.error}")
    stale = stale_in(output)
    stands_in = any(call.is_simulated and not call.is_recorded for call in calls_in(output))
    if stale and not stands_in and check.name not in OF_WHAT_IS_SENT:
        return _stale(stale)
    finding = _looked(output, check, options, bench)
    # What a simulated writer makes of a changed prompt can condemn it; whether the model keeps it, nobody knows.
    if stale and finding.outcome != "fail":
        return _stale(stale)
    return finding.model_copy(update={"why": f"simulated: {finding.why}"}) if stale and stands_in else finding


def _looked(output: Output, check: Check, options: Any, bench: Bench) -> Finding:
    try:
        return check.look(output, options, bench)
    except Exception as error:  # a broken check must be seen, and must not lose what the others say
        return Finding(outcome="error", why=f"the check broke: {type(error).__name__}: {error}")


def _stale(stale: tuple[str, ...]) -> Finding:
    number = f"{len(stale)} calls are" if len(stale) > 1 else "a call is"
    return Finding(outcome="stale", why=f"{number} not recorded, so nobody can tell: {', '.join(stale[:3])}")


def stale_in(output: Output) -> tuple[str, ...]:
    """Calls that nobody can tell the reply of, in the output and its probes, each once."""
    probes = (one for some in output.probes.values() for one in some)
    return tuple(dict.fromkeys([*output.stale, *(key for one in probes for key in one.stale)]))


def calls_in(output: Output) -> list[Called]:
    """Calls of an output and its probes."""
    return [*output.calls, *(call for some in output.probes.values() for one in some for call in one.calls)]


def drawn(output: Output) -> str:
    """Hash of the language model's replies among what an output was made of; empty where there are none."""
    replies = [f"{call.key} {call.reply}" for call in calls_in(output) if call.reply and not call.is_simulated]
    return hash_bytes("\n".join(replies).encode()) if replies else ""
