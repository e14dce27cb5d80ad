"""What is recorded of one model during a run: found, kept, and what was wanted and is not there."""

from collections.abc import Callable

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.evals.cassettes.files import CassetteFile
from frankly.evals.cassettes.heard import Heard
from frankly.evals.cassettes.line import Line, Writer, line_of, prompt_of
from frankly.evals.cassettes.missed import Missed
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.testing.rule_following.writer import stated


class Shelf:
    """The recorded replies of one model, with what keeps them clean."""

    def __init__(
        self,
        file: CassetteFile,
        prompts: KnownPrompts,
        scrubber: Scrubber,
        day: str,
        missing: Callable[[Missed], None],
    ) -> None:
        """Prepare.

        Args:
            file: where they stand.
            prompts: those in force.
            scrubber: searches each line before it is written.
            day: `YYYY-MM-DD`, UTC.
            missing: told what is not recorded.
        """
        self._file, self._prompts, self._scrubber, self._day, self._missing = file, prompts, scrubber, day, missing
        self._referred: dict[str, tuple[str, ...]] = {}

    @property
    def model(self) -> str:
        """Whose replies they are."""
        return self._file.model

    def find(self, key: str, *, is_fresh: bool = False) -> Line | None:
        """A recorded reply; None where there is none.

        Args:
            key: of the call.
            is_fresh: look only at what the recording that is under way has.
        """
        known = self._file.fresh if is_fresh else self._file.lines
        if key not in known:
            self._file.follow()
        return known.get(key)

    def keep(self, call: ModelCall, reply: ModelReply, writer: Writer) -> Line:
        """Record a reply at once.

        Raises:
            Invalid: when something secret or personal stands in it.
            Misconfigured: when the cassette cannot be written.
        """
        hash_ = self._prompts.hashes.get(prompt_of(call), "")
        rules = tuple(sorted(stated(call)))
        line = line_of(call, self.model, reply, writer=writer, prompt_hash=hash_, rules=rules, day=self._day)
        self._scrubber.refuse(line)
        self._file.add(line)
        return line

    def miss(self, heard: Heard) -> None:
        """Note that a call is not recorded."""
        self._missing(Missed(key=heard.key, model=self.model, call=heard.call))

    def lost(self, call: ModelCall) -> tuple[str, ...]:
        """Ids of rules that the released prompt stated and a call does not."""
        name = prompt_of(call)
        if name not in self._referred:
            self._referred[name] = self._prompts.referred(name, self._file.lines.values())
        there = stated(call)
        return tuple(rule for rule in self._referred[name] if rule not in there)

    def settle(self) -> None:
        """Sort what was recorded into the cassette."""
        self._file.settle()
