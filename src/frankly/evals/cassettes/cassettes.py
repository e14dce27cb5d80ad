"""The cassettes of a run: one language model for each name, in place of the real ones."""

from collections.abc import Callable
from pathlib import Path

from frankly.domain.canonical import hash_bytes
from frankly.domain.model.call import Payer
from frankly.errors import Invalid
from frankly.evals.cassettes.files import CassetteFile
from frankly.evals.cassettes.missed import Missed, write_missed
from frankly.evals.cassettes.playing import CassetteModel, Mode, Varied
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.evals.cassettes.shelf import Shelf
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.prompts import PromptBook
from frankly.testing.rule_following.writer import SIMULATED, RuleFollowingWriter

Live = Callable[[str], LanguageModel]
"""Gives a model by its name; raises an error of ours where it cannot be had."""


class Cassettes:
    """Recorded replies, and what becomes of calls that are not recorded."""

    def __init__(
        self,
        folder: Path,
        mode: Mode = "replay",
        *,
        live: Live | None = None,
        simulated: bool = False,
        anew: bool = False,
        prompts: PromptBook | None = None,
        scrubber: Scrubber | None = None,
        day: str = "",
        wanted: Path | None = None,
    ) -> None:
        """Prepare; files are read when a model is asked for.

        Args:
            folder: where cassettes lie, a file for each model.
            mode: whether models themselves are asked.
            live: gives them; needed by every mode but `replay`. Simulated ones need none.
            simulated: whether the rule-following writer stands in for what is not recorded.
            anew: whether what was recorded before this recording counts as not recorded.
            prompts: those in force, as they lie in their folder; tells which changed and what they lost.
            scrubber: searches each line before it is written.
            day: of recording, `YYYY-MM-DD`, UTC; needed to record.
            wanted: file to which calls that are not recorded are appended.
        """
        self._folder, self._mode, self._live, self._simulated = folder, mode, live, simulated
        self._prompts, self._scrubber, self._day = KnownPrompts(prompts), scrubber or Scrubber(), day
        self._wanted, self._is_anew = wanted, anew or mode == "record"
        self._shelves: dict[str, Shelf] = {}
        self._missed: dict[str, Missed] = {}

    @classmethod
    def open(cls, folder: Path, mode: Mode = "replay", live: Live | None = None) -> "Cassettes":
        """The plain way: a folder, a mode, and who gives live models."""
        return cls(folder, mode, live=live)

    def model(
        self, name: str, *, sample: int = 0, temperature_milli: int | None = None, payer: Payer | None = None
    ) -> CassetteModel:
        """A model for one cell; it notes its own calls in `heard`.

        Args:
            name: as FRANKLY_MODEL would name it, such as `openai/gpt-4o-mini` or `simulated/rule-following`.
            sample: which of several tries; another one has replies of its own.
            temperature_milli: freedom of choice in thousandths; None leaves it to the prompt.
            payer: whose budgets calls are taken from.

        Raises:
            Misconfigured: when its cassette is wrong, with file and line.
            Invalid: when the mode asks models themselves and nobody gives them.
        """
        shelf = self._shelves.get(name)
        if shelf is None:
            file = CassetteFile(self._folder, name)
            shelf = Shelf(file, self._prompts, self._scrubber, self._day, self._miss)
            self._shelves[name] = shelf
        varied = Varied(sample, temperature_milli, payer)
        stand_in = SIMULATED.get(name, RuleFollowingWriter)() if self._simulated else None
        return CassetteModel(shelf, self._mode, varied, self._itself(name), stand_in, is_anew=self._is_anew)

    @property
    def missed(self) -> tuple[Missed, ...]:
        """Calls that were wanted and are not recorded, each once, in order of their keys."""
        return tuple(one for _, one in sorted(self._missed.items()))

    def close(self) -> None:
        """Sort what was recorded into the cassettes.

        Raises:
            Misconfigured: when they cannot be written.
        """
        if self._mode in {"record", "auto"}:
            for shelf in self._shelves.values():
                shelf.settle()

    def _itself(self, name: str) -> LanguageModel | None:
        if self._mode == "replay":
            return None
        if name in SIMULATED:
            return SIMULATED[name]()
        if self._live is None:
            raise Invalid(f"The mode '{self._mode}' asks {name} itself, and nobody gives it; set FRANKLY_MODEL.")
        return self._live(name)

    def _miss(self, missed: Missed) -> None:
        if missed.key not in self._missed:
            self._missed[missed.key] = missed
            if self._wanted is not None:
                write_missed(self._wanted, [missed])


def digests(folder: Path) -> dict[str, str]:
    """File of each cassette → hash of its bytes, so that a baseline can say what it was made with."""
    files = sorted(folder.glob("*.jsonl"))
    return {path.name: hash_bytes(path.read_bytes()) for path in files if not path.name.endswith(".recording.jsonl")}
