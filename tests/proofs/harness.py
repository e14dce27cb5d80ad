"""Runs a proof round by round: says how far it is, goes on after an interruption, and writes down how it ended.

A proof is a module in this folder with one `PROOF = Proof(...)`. Rounds that were done are kept, for the commit they
were done on, under `proofs-state/`; a full run of a clean work tree leaves its row in `docs/benchmarks.md`.
"""

import hashlib
import json
import math
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.needs import ROOT

STATE = ROOT / "proofs-state"
REPORT = ROOT / "docs" / "benchmarks.md"
REPORT_BEGIN, REPORT_END = "<!-- proofs: begin -->", "<!-- proofs: end -->"


@dataclass(frozen=True)
class Proof:
    """One claim and the trial that tests it.

    Attributes:
        name: the module's name with hyphens; figures are reported below it.
        claim: one sentence that a full run without failures proves.
        rounds: how often a full run repeats the trial; under an hour in all.
        trial: makes one round: takes its number, which is its only seed, and an empty folder; returns counts to add up.
        forbidden: the counts that must stay 0.
        least: a count, the count that it is part of, and the share that a full run must reach.
        close: closes what the rounds of a run share.
        glance: makes a round where only a share is run, for trials that are long each.
        is_tested: whether its rounds are tests of the suite, of which `make test` runs a part every time.
    """

    name: str
    claim: str
    rounds: int
    trial: Callable[[int, Path], Mapping[str, int]]
    forbidden: tuple[str, ...]
    least: tuple[str, str, float] | None = None
    close: Callable[[], None] | None = None
    is_tested: bool = False
    glance: Callable[[int, Path], Mapping[str, int]] | None = None


def run(proof: Proof, share: float = 1.0, state: Path = STATE, report: Path = REPORT) -> bool:
    """Run a share of a proof's rounds and report.

    Args:
        proof: what to run.
        share: part of the rounds, above 0 and at most 1; at least one round is run.
        state: folder where finished rounds are kept; only full runs use it.
        report: page that keeps the last full result.

    Returns:
        Whether every forbidden count stayed 0.
    """
    rounds = max(1, math.ceil(proof.rounds * share))
    ledger = state / f"{proof.name}.jsonl" if share == 1.0 else None
    tree = tree_id()
    done = _finished(ledger, tree)
    print(f"{proof.name}: {proof.claim} {rounds} rounds" + (f", {len(done)} done before" if done else ""), flush=True)
    started = time.monotonic()
    for number in range(rounds):
        if number in done:
            continue
        done[number] = _one_round(proof.glance or proof.trial if share < 1.0 else proof.trial, proof.name, number)
        _keep(ledger, tree, number, done[number])
        if (number + 1) % max(1, rounds // 10) == 0:
            print(f"  {number + 1} of {rounds}, {time.monotonic() - started:.0f} s", flush=True)
    if proof.close is not None:
        proof.close()
    totals = Counter({name: 0 for name in proof.forbidden})
    for counts in done.values():
        totals.update(counts)
    figures = {f"{proof.name.replace('-', '_')}.{name}": totals[name] for name in sorted(totals)}
    print(json.dumps({"figures": figures, "config": {"rounds": rounds, "tree": tree}, "data": {}}), flush=True)
    holds = not any(totals[name] for name in proof.forbidden) and (share < 1.0 or _reaches(proof, totals))
    print(f"{proof.name}: {'holds' if holds else 'BROKEN'}", flush=True)
    if ledger is not None:
        _write_row(report, proof, rounds, totals, tree)
        ledger.unlink()
    return holds


def _reaches(proof: Proof, totals: Mapping[str, int]) -> bool:
    if proof.least is None:
        return True
    part, whole, bar = proof.least
    return totals[part] >= bar * totals[whole] > 0


def _one_round(trial: Callable[[int, Path], Mapping[str, int]], name: str, number: int) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        return dict(trial(number, Path(folder)))


def tree_id() -> str:
    """The commit, with a hash of what differs from it, so that rounds of different code are never added up."""
    commit = _git("rev-parse", "--short=12", "HEAD").strip()
    changes = _git("diff", "HEAD", "--", ".", f":(exclude){REPORT.relative_to(ROOT)}")
    return f"{commit}+{hashlib.sha256(changes.encode()).hexdigest()[:6]}" if changes else commit


def _git(*args: str) -> str:
    return subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _finished(ledger: Path | None, tree: str) -> dict[int, dict[str, int]]:
    if ledger is None or not ledger.exists():
        return {}
    rows = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    return {row["round"]: row["counts"] for row in rows if row["tree"] == tree}


def _keep(ledger: Path | None, tree: str, number: int, counts: Mapping[str, int]) -> None:
    if ledger is None:
        return
    ledger.parent.mkdir(exist_ok=True)
    with ledger.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"tree": tree, "round": number, "counts": counts}) + "\n")


def _write_row(report: Path, proof: Proof, rounds: int, totals: Mapping[str, int], tree: str) -> None:
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    if REPORT_BEGIN not in text or REPORT_END not in text:
        print(f"No '{REPORT_BEGIN}' in {report.name}: the result was not written down.")
        return
    counted = ", ".join(f"{name} {totals[name]:,}" for name in sorted(totals))
    day = datetime.now(tz=UTC).date().isoformat()
    row = f"| `make proof-{proof.name}` | {proof.claim} | {rounds:,} | {counted} | {tree} | {day} |"
    before, _, rest = text.partition(REPORT_BEGIN)
    inside, _, after = rest.partition(REPORT_END)
    others = [
        line for line in inside.splitlines() if re.match(r"\| `make proof-", line) and f"-{proof.name}`" not in line
    ]
    table = [
        "| Command | Claim | Rounds | Counted | Commit | Day |",
        "|---|---|---|---|---|---|",
        *sorted([*others, row]),
    ]
    report.write_text("\n".join([f"{before}{REPORT_BEGIN}", *table, f"{REPORT_END}{after}"]), encoding="utf-8")
