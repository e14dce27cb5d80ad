"""Judgements that were recorded once: a judge who saw only span and sentence. Nothing recorded is a refusal."""

import json
from pathlib import Path
from typing import Final

from frankly.domain.quoting.binding import binding
from frankly.errors import Misconfigured
from frankly.ports.asking.judge import Judgement

BY: Final = "recorded"


class RecordedJudge:
    """A judge whose verdicts lie in a file. It may only refuse, and refuses what it has not seen."""

    def __init__(self, verdicts: dict[str, Judgement]) -> None:
        """Keep the verdicts by `binding` of span and sentence."""
        self._verdicts = verdicts

    @classmethod
    def read(cls, file: Path) -> "RecordedJudge":
        """Read a file of `{"id", "accepts", "why", "by"}` lines; none where it is not there.

        Raises:
            Misconfigured: naming the line that cannot be read.
        """
        verdicts = {}
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                judgement = Judgement(bool(row["accepts"]), str(row.get("why", "")), str(row.get("by", BY)))
                verdicts[str(row["id"])] = judgement
            except (ValueError, KeyError, TypeError) as error:
                raise Misconfigured(f"{file.name}, line {number}: this is no judgement ({error}).") from error
        return cls(verdicts)

    def __len__(self) -> int:
        """How many judgements there are."""
        return len(self._verdicts)

    async def judge(self, span: str, sentence: str) -> Judgement:
        """What was recorded; a refusal where nothing was."""
        return self.recorded(span, sentence) or Judgement(False, "nobody has judged it", BY)

    def recorded(self, span: str, sentence: str) -> Judgement | None:
        """What was recorded, if anything was."""
        return self._verdicts.get(binding(span, sentence))
