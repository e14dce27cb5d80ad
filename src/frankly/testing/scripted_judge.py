"""A judge that says what was recorded of each span and sentence, and refuses everything else."""

from collections.abc import Iterable, Mapping
from typing import Final

from frankly.domain.quoting.binding import binding
from frankly.ports.asking.judge import Judgement

BY: Final = "scripted"
UNKNOWN: Final = "nobody has judged this sentence by this span yet"


class ScriptedJudge:
    """Port `Judge` over recorded judgements."""

    def __init__(self, recorded: Mapping[str, str] | None = None) -> None:
        """Keep what was recorded.

        Args:
            recorded: `binding` of span and sentence → why the sentence is refused; empty where it was accepted.
        """
        self._recorded = dict(recorded or {})
        self.asked: list[tuple[str, str]] = []
        """Every span and sentence that was asked about, in order."""

    @staticmethod
    def accepting(pairs: Iterable[tuple[str, str]]) -> "ScriptedJudge":
        """A judge that accepts these spans with their sentences."""
        return ScriptedJudge({binding(span, sentence): "" for span, sentence in pairs})

    async def judge(self, span: str, sentence: str) -> Judgement:
        """What was recorded; a refusal where nothing was."""
        self.asked.append((span, sentence))
        why = self._recorded.get(binding(span, sentence), UNKNOWN)
        return Judgement(accepts=not why, why=why, by=BY)
