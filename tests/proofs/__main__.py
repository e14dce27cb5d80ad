"""`python -m tests.proofs list | NAME | --all [--share 0.01]`: runs long proofs and exits 1 when one is broken."""

import argparse
import importlib
import sys
from pathlib import Path

from tests.proofs.harness import Proof, run

NO_PROOF = {"__init__", "__main__", "again", "campaign_crew", "harness"}


def find_proofs() -> dict[str, Proof]:
    """Every proof of this folder by its name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NO_PROOF)
    proofs = [importlib.import_module(f"tests.proofs.{name}").PROOF for name in names]
    return {proof.name: proof for proof in proofs}


def main(argv: list[str] | None = None) -> int:
    """Parse the command line and run what it names."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs")
    parser.add_argument("name", nargs="?", default="list", help="a proof's name, or 'list'")
    parser.add_argument("--all", action="store_true", help="run every proof")
    parser.add_argument("--share", type=float, default=1.0, help="part of the rounds, for a quick look")
    options = parser.parse_args(argv)
    proofs = find_proofs()
    if options.all:
        wanted = [proof for proof in proofs.values() if options.share == 1.0 or not proof.is_tested]
        return 0 if all([run(proof, options.share) for proof in wanted]) else 1
    if options.name in proofs:
        return 0 if run(proofs[options.name], options.share) else 1
    for proof in proofs.values():
        print(f"make proof-{proof.name:<20} {proof.claim} ({proof.rounds:,} rounds)")
    return 0 if options.name == "list" else parser.error(f"there is no proof '{options.name}'")


if __name__ == "__main__":
    sys.exit(main())
