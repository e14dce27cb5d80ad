"""Judgements that were recorded once: a judge who saw only span and sentence. Nothing recorded is a refusal."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.span import spans_of
from frankly.errors import Misconfigured
from frankly.evals.liars.cases import Case
from frankly.ports.judge import Judgement

BY: Final = "recorded"


def judged_id(span: str, sentence: str) -> str:
    """What a judgement is kept under."""
    return sha256(f"{span}\x1f{sentence}".encode()).hexdigest()[:24]


def span_cited(case: Case, item: Item) -> str:
    """All that a judge of a case sees of the item: the cited sentences."""
    spans = {span.id: span.text for span in spans_of(item.description, item.language)}
    return " ".join(spans.get(name, "") for name in case.draft.evidence)


class RecordedJudge:
    """A judge whose verdicts lie in a file. It may only refuse, and refuses what it has not seen."""

    def __init__(self, verdicts: dict[str, Judgement]) -> None:
        """Keep the verdicts by `judged_id`."""
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
        return self._verdicts.get(judged_id(span, sentence))
