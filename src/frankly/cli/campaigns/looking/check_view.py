"""How `frankly campaign check` shows what it found: for people, for programs, and as SARIF 2.1.0 for code scanning."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from frankly import __version__
from frankly.cli.screen import clean, out
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.registry import CHECKS

_SHOWN: Final = 3
"""Messages that are named beside a code."""

_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class CheckedMessage:
    """One message that was looked through.

    Attributes:
        of: whose it is: `recipient 12`, or a made-up person.
        locale: language.
        findings: what is wrong with it.
        because: why there is none; empty where there is.
    """

    of: str
    locale: str
    findings: tuple[MailFinding, ...]
    because: str = ""

    @property
    def errors(self) -> list[MailFinding]:
        """What keeps it from being sent."""
        return [one for one in self.findings if one.severity == "error"]


def as_plain(name: str, looked: Sequence[CheckedMessage]) -> dict[str, Any]:
    """Everything for programs."""
    return {
        "campaign": name,
        "messages": sum(not one.because for one in looked),
        "with_errors": sum(bool(one.errors) for one in looked),
        "findings": [
            {"of": one.of, "locale": one.locale, **found.model_dump(mode="json")}
            for one in looked
            for found in one.findings
        ],
        "without_message": [
            {"of": one.of, "locale": one.locale, "because": one.because} for one in looked if one.because
        ],
    }


def as_sarif(name: str, looked: Sequence[CheckedMessage]) -> dict[str, Any]:
    """The findings in the Static Analysis Results Interchange Format (OASIS, version 2.1.0).

    Each result points to the campaign's file, since messages are no files, and names the message beside it.
    """
    rules = [
        {
            "id": code,
            "shortDescription": {"text": check.says},
            "fullDescription": {"text": check.why},
            "defaultConfiguration": {"level": check.severity},
        }
        for code, check in CHECKS.items()
    ]
    places = {code: number for number, code in enumerate(CHECKS)}
    results = [
        {
            "ruleId": found.code,
            "ruleIndex": places[found.code],
            "level": found.severity,
            "message": {"text": f"{one.of} ({one.locale}), {found.where}: {found.hint}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": f"campaigns/{name}.yaml"},
                        "region": {"startLine": 1},
                    },
                    "logicalLocations": [{"fullyQualifiedName": f"{one.of}/{found.where}"}],
                }
            ],
        }
        for one in looked
        for found in one.findings
    ]
    driver = {"name": "frankly", "version": __version__, "rules": rules}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def put(name: str, looked: Sequence[CheckedMessage]) -> None:
    """Show codes, worst first, each with what was found first and where else."""
    there = [one for one in looked if not one.because]
    wrong = sum(bool(one.errors) for one in there)
    word = "message" if len(there) == 1 else "messages"
    standing = Text(f"{wrong} with errors", style="bold red") if wrong else Text("no errors", style="bold green")
    out().print(Text.assemble(f"{clean(name)} · {len(there)} {word} looked through · ", standing))
    counts = Counter(found.code for one in there for found in one.findings)
    for code in sorted(counts, key=lambda one: (CHECKS[one].severity != "error", -counts[one], one)):
        _put_code(code, there)
    for one in looked:
        if one.because:
            out().print(Text(f"{clean(one.of)} ({one.locale}): no message. {clean(one.because)}", style="dim"))


def _put_code(code: str, looked: Sequence[CheckedMessage]) -> None:
    found = [(one, finding) for one in looked for finding in one.findings if finding.code == code]
    of = list(dict.fromkeys(one.of for one, _ in found))
    rest = f" and {len(of) - _SHOWN} more" if len(of) > _SHOWN else ""
    colour = "red" if CHECKS[code].severity == "error" else "yellow"
    table = Table.grid(padding=(0, 1))
    table.add_row(Text(f"{CHECKS[code].severity} {code}", style=f"bold {colour}"), Text(f"{len(of)}×", style="dim"))
    out().print(table)
    out().print(Text(f"  {CHECKS[code].says}"))
    out().print(Text(f"  {found[0][1].where}: {clean(found[0][1].hint)}"))
    out().print(Text(f"  {clean(', '.join(of[:_SHOWN]))}{rest}", style="dim"))
