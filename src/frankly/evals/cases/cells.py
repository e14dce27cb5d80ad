"""From a suite and its cases to cells: every combination of variables, each as often as it is tried."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from pydantic import ValidationError

from frankly.domain.faults import fault
from frankly.errors import Misconfigured
from frankly.evals.cases.case import Ask, Case, Cell, Value
from frankly.evals.cases.suite import CaseSuite

OF_THE_MODEL: Final = frozenset({"model", "prompt", "temperature"})
"""Variables that say how a model is asked; the request knows nothing of them."""


def cells_of(name: str, suite: CaseSuite, cases: Sequence[tuple[Case, str]], samples: int | None = None) -> list[Cell]:
    """All cells of a suite, in the order of its cases.

    Args:
        name: of the suite.
        suite: what it says.
        cases: its cases, each with where it stands.
        samples: how often each is tried, where that is not what the suite says.

    Raises:
        Misconfigured: naming where the case stands, when a variable does not fit what it asks, or nothing is checked.
    """
    return [cell for case, where in cases for cell in _of_case(name, suite, case, where, samples or suite.samples)]


def _of_case(name: str, suite: CaseSuite, case: Case, where: str, samples: int) -> Iterator[Cell]:
    checks = (*suite.checks, *case.checks)
    if not checks:
        raise Misconfigured(
            f"{where}: '{case.id}' has no check, so it could not fail; name some in it or in the suite."
        )
    vary: Mapping[str, tuple[Value, ...]] = {**suite.vary, **case.vary}
    for values in product(*vary.values()):
        variables = dict(zip(vary, values, strict=True))
        ask = asked_with(suite, case.ask, variables, where)
        for sample in range(samples):
            yield Cell(
                suite=name,
                case=case.id,
                ask=ask,
                variables=variables,
                sample=sample,
                shop=_shop(name, case.shop or suite.shop),
                model=_model(suite, case, variables),
                allows=suite.allows,
                checks=checks,
                truth=case.truth,
                cluster=case.cluster or case.id,
                because=case.because,
            )


def _shop(suite: str, shop: str) -> str:
    """Name of a shop; a file beside a suite is named from the folder of the suites."""
    return f"{suite}/{shop}" if shop.endswith(".jsonl") else shop


def _model(suite: CaseSuite, case: Case, variables: Mapping[str, Value]) -> str:
    """Who is asked: nobody where nothing is made."""
    is_made = case.ask.kind in {"recommend", "message"}
    return str(variables.get("model", suite.model)) if is_made else ""


def asked_with(suite: CaseSuite, ask: Ask, variables: Mapping[str, Value], where: str) -> Ask:
    """What is asked, with variables filled in.

    Raises:
        Misconfigured: when one does not fit.
    """
    if not variables.keys() - OF_THE_MODEL:
        return ask
    told = ask.model_dump(mode="json", exclude_unset=True)
    for name, value in variables.items():
        if name not in OF_THE_MODEL:
            _fill(told, ask.kind, suite, name, value)
    try:
        return Ask.model_validate(told)
    except ValidationError as error:
        found = fault(error.errors(include_url=False)[0], Ask)
        names = ", ".join(f"{name}={value}" for name, value in variables.items())
        hint = f" {found.hint}" if found.hint else ""
        raise Misconfigured(f"{where}: with {names}: {found.pointer}: {found.detail}.{hint}") from error


def _fill(told: dict[str, Any], kind: str, suite: CaseSuite, name: str, value: Value) -> None:
    if kind == "text":
        if name == "locale":
            told["text"] = [sentence | {"locale": value} for sentence in told["text"]]
        return
    if kind == "value":
        return
    if name == "persona":
        profile = suite.personas.get(str(value), str(value))
        told[kind] |= {"person": profile} if isinstance(profile, str) else {"profile": profile.model_dump(mode="json")}
        return
    inner: Any = told[kind]
    *steps, last = name.split(".")
    for step in steps:
        inner = inner.setdefault(step, {})
    inner[last] = value
