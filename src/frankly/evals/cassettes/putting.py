"""Replies that were written elsewhere: calls go out as a file, and come back with a model's words in it.

So a model that no provider's door leads to can be recorded too, by whoever can show it the prompts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from frankly.domain.base import Frozen
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply, ModelUsage
from frankly.errors import Misconfigured
from frankly.evals.cassettes.files import CassetteFile
from frankly.evals.cassettes.line import line_of, prompt_of
from frankly.evals.cassettes.missed import Missed
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.testing.rule_following.writer import stated


class Written(Frozen):
    """One reply that was written elsewhere."""

    key: str
    """Of the call that it answers."""

    reply: str
    """What was replied, raw."""

    by: str = ""
    """Who wrote it, where that is another name than the model's."""

    asked: Missed | None = None
    """The call, where it came back with the reply."""


@dataclass(frozen=True, slots=True)
class Put:
    """What came of it.

    Attributes:
        kept: how many replies are recorded now.
        unknown: keys that no call has that was wanted.
    """

    kept: int
    unknown: tuple[str, ...]


def as_questions(missed: Iterable[Missed]) -> bytes:
    """Calls as lines for whoever writes replies: fill in `reply`, and give the file back."""
    return b"".join(orjson.dumps({"reply": "", **one.model_dump(mode="json")}) + b"\n" for one in missed)


def read_written(path: Path) -> list[Written]:
    """Replies of a file: lines with `key` and `reply`, which may be an object, and the call as it was given out.

    A line whose `reply` is still empty is left out.

    Raises:
        Misconfigured: when a line is wrong, with its number.
    """
    found = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise Misconfigured(f"{path}: cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            found += _written(line, f"{path}:{number}")
    return found


def put(
    folder: Path,
    written: Sequence[Written],
    missed: Iterable[Missed],
    *,
    prompts: KnownPrompts,
    scrubber: Scrubber,
    day: str,
) -> Put:
    """Record replies that were written elsewhere.

    Args:
        folder: of the cassettes.
        written: the replies.
        missed: calls that a run wanted, for replies that came back without theirs; one to no known call is not kept.
        prompts: those in force.
        scrubber: searches every line before any is written.
        day: `YYYY-MM-DD`, UTC.

    Raises:
        Invalid: when a reply holds something secret or personal; then none is written.
        Misconfigured: when a cassette is wrong or cannot be written.
    """
    wanted = {one.key: one for one in missed} | {one.key: one.asked for one in written if one.asked is not None}
    lines = []
    for one in written:
        if (asked := wanted.get(one.key)) is None:
            continue
        call = asked.call
        counted = ModelUsage(
            tokens_in=sum(len(part.text) // 4 + 1 for part in call.parts),
            tokens_out=len(one.reply) // 4 + 1,
            is_counted_here=True,
        )
        reply = ModelReply(text=one.reply, model=one.by or asked.model, usage=counted)
        hash_, rules = prompts.hashes.get(prompt_of(call), ""), tuple(sorted(stated(call)))
        lines.append(line_of(call, asked.model, reply, writer="model-written", prompt_hash=hash_, rules=rules, day=day))
        scrubber.refuse(lines[-1])
    for model in sorted({line.model for line in lines}):
        file = CassetteFile(folder, model)
        for line in lines:
            if line.model == model:
                file.add(line)
        file.settle()
    return Put(len(lines), tuple(one.key for one in written if one.key not in wanted))


def _written(line: bytes, place: str) -> list[Written]:
    try:
        told = orjson.loads(line)
        reply = told["reply"]
        if isinstance(reply, dict):
            reply = orjson.dumps(reply).decode()
        one = Written(key=told["key"], reply=reply, by=told.get("by", ""), asked=_asked(told))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValidationError) as error:
        raise Misconfigured(f'{place}: a line is an object with "key" and "reply", as it was given out.') from error
    if one.asked is not None and one.asked.call.key(one.asked.model) != one.key:
        raise Misconfigured(f"{place}: this call is not the one that was given out; change nothing but the reply.")
    return [one] if one.reply else []


def _asked(told: dict[str, Any]) -> Missed | None:
    if "call" not in told:
        return None
    return Missed(key=told["key"], model=told["model"], call=ModelCall.model_validate(told["call"]))
