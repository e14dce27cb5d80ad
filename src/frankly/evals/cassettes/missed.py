"""What no cassette holds: the calls that a run wanted, kept so that they can be recorded without running it again."""

from collections.abc import Iterable
from pathlib import Path

import orjson
from pydantic import ValidationError

from frankly.domain.base import Frozen
from frankly.domain.model.call import ModelCall
from frankly.errors import Misconfigured
from frankly.evals.cassettes.line import prompt_of


class Missed(Frozen):
    """A call without a recorded reply."""

    key: str
    """Hash of everything that decides the reply."""

    model: str
    """Who is asked."""

    call: ModelCall
    """What is asked."""

    @property
    def prompt(self) -> str:
        """Task and version."""
        return prompt_of(self.call)

    @property
    def name(self) -> str:
        """How an output speaks of it: prompt and key."""
        return f"{self.prompt} {self.key}"


def read_missed(path: Path) -> tuple[Missed, ...]:
    """The calls that a run wanted, each once, in order of their keys.

    A last line that was not written to its end is left out: its run was killed, and asks again.

    Raises:
        Misconfigured: when another line is wrong, with its number.
    """
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    found = {}
    for number, line in enumerate(lines[:-1], 1):
        try:
            one = Missed.model_validate(orjson.loads(line))
        except (ValueError, ValidationError) as error:
            raise Misconfigured(f"{path}:{number}: this is no call that a run wanted: {error}") from error
        found[one.key] = one
    return tuple(one for _, one in sorted(found.items()))


def write_missed(path: Path, missed: Iterable[Missed]) -> None:
    """Append calls; each line is written in one piece, so that several processes can write beside each other."""
    told = b"".join(orjson.dumps(one.model_dump(mode="json")) + b"\n" for one in missed)
    if told:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:
            file.write(told)
