"""Verdicts of sentences of the suite `liars` as they stand: `python -m tests.unit.stages.verify.golden` writes them."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from frankly.domain.saying.text import Refused
from frankly.errors import Misconfigured
from frankly.evals.liars.cases import Case, read_cases
from frankly.evals.liars.suite import House, open_house
from tests.needs import ROOT

FILE = Path(__file__).with_suffix(".json")
EACH = 2
"""So many sentences of each language, kind and code."""


@lru_cache
def house() -> House:
    return open_house()


def cases() -> Iterator[Case]:
    """Every sentence that a model wrote about an item of the suite."""
    folder = ROOT / "evals" / "liars"
    for file in [*sorted(folder.glob("lies-model-*.jsonl")), *sorted(folder.glob("honest-*.jsonl"))]:
        yield from read_cases(file)


def verdicts(case: Case) -> str:
    """Each as `code from-to`; the text that people would read, after a `=`, where nothing refuses it."""
    bearing = house().gate.library.bearing(case)
    outcome = house().gate.verifier.verify(case.draft, bearing)
    if not isinstance(outcome, Refused):
        return f"= {outcome.text}"
    return ", ".join(f"{one.code} {one.span[0]}-{one.span[1]}" for one in outcome.verdicts)


def _chosen() -> Iterator[tuple[str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for case in cases():
        try:
            found = verdicts(case)
        except Misconfigured:
            continue  # an item of the demo
        codes = ["="] if found[0] == "=" else [one.split(" ")[0] for one in found.split(", ")]
        keys = {(case.locale, case.kind, code) for code in codes}
        if any(counts[key] < EACH for key in keys):
            counts.update(keys)
            yield f"{case.writer} {case.id}", found


if __name__ == "__main__":
    FILE.write_text(json.dumps(dict(_chosen()), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
