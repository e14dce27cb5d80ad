"""Checks drafts one by one: each is verified, refused or told why it could not be looked at; none is lost."""

import json
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from frankly.domain.faults import faults
from frankly.domain.saying.text import DraftSentence, Refused, Verdict
from frankly.errors import CallerError
from frankly.pipelines.checking.bearings import Bearings, Gate
from frankly.pipelines.checking.views import CheckedDraft, CheckedDrafts, DraftInput, DraftVerdict

_SHOWN: Final = 200
_MOST_FAULTS: Final = 3
_INPUT: Final = TypeAdapter(DraftInput)


def read_lines(data: bytes) -> list[tuple[int, DraftInput | CheckedDraft]]:
    """Read JSON lines.

    Args:
        data: of a file, in UTF-8; empty lines are passed over.

    Returns:
        Number of the line with its draft, or with why it cannot be read.
    """
    found: list[tuple[int, DraftInput | CheckedDraft]] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            found.append((number, _decoded(number, line.strip())))
    return found


async def check_drafts(gate: Gate, rows: Sequence[tuple[int, DraftInput | CheckedDraft]]) -> CheckedDrafts:
    """Check drafts against their evidence.

    Args:
        gate: stores and verifier.
        rows: number and draft; what could not be read is passed on.

    Raises:
        StoreUnavailable: when the store cannot be read.
    """
    bearings = Bearings(gate)
    checked = [row if isinstance(row, CheckedDraft) else await _check(bearings, number, row) for number, row in rows]
    states = [one.state for one in checked]
    return CheckedDrafts(
        verified=states.count("verified"),
        refused=states.count("refused"),
        unread=states.count("unread"),
        drafts=tuple(checked),
    )


async def _check(bearings: Bearings, number: int, given: DraftInput) -> CheckedDraft:
    try:
        draft, bearing = await bearings.of(given)
    except CallerError as error:
        return _checked(number, given, state="unread", problem=error.message)
    outcome = bearings.gate.verifier.verify(draft, bearing)
    if isinstance(outcome, Refused):
        return _checked(number, given, state="refused", verdicts=_told(draft, outcome.verdicts))
    return _checked(number, given, state="verified", said=outcome)


def _checked(number: int, given: DraftInput, **found: object) -> CheckedDraft:
    named = {"id": given.id, "item": given.item, "decision": given.decision, "text": given.text}
    return CheckedDraft.model_validate({"number": number, **named, **found})


def _told(draft: DraftSentence, verdicts: Sequence[Verdict]) -> tuple[DraftVerdict, ...]:
    return tuple(
        DraftVerdict(code=one.code, span=one.span, hint=one.hint, words=draft.text[one.span[0] : one.span[1]])
        for one in verdicts
    )


def _decoded(number: int, line: bytes) -> DraftInput | CheckedDraft:
    try:
        return _read(number, line.decode())
    except UnicodeDecodeError as error:
        shown = line.decode(errors="replace")
        return _unread(
            number, shown, f"line {number} is not UTF-8 at its byte {error.start + 1}; save the file as UTF-8"
        )


def _read(number: int, line: str) -> DraftInput | CheckedDraft:
    try:
        return _INPUT.validate_json(line)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            return _unread(number, line, f"line {number} is no JSON: {_why_no_json(line)}")
        told = [
            f"{(one.pointer or '#').removeprefix('#/') or 'the line'}: {one.detail}. {one.hint or ''}".rstrip()
            for one in faults(error.errors(include_url=False), DraftInput)[:_MOST_FAULTS]
        ]
        return _unread(number, line, f"line {number}, {' '.join(told)}")


def _why_no_json(line: str) -> str:
    try:
        json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"{error}; write one object a line"
    return "write one object a line"


def _unread(number: int, line: str, problem: str) -> CheckedDraft:
    return CheckedDraft(number=number, state="unread", text=line[:_SHOWN], problem=problem)
