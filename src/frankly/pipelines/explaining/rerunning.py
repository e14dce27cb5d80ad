"""Ranks a slate again over another ledger, with everything that is not evidence held fixed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.leaving_out import Facts, LeavingOut, Rerun
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import HELD, Slate
from frankly.domain.situation import Situation
from frankly.pipelines.request.deciding import Decided
from frankly.stages.evidence.causes import Trials
from frankly.stages.ranking.again import Reranker
from frankly.stages.ranking.rules import PROMOTED

_Scores: TypeAlias = NDArray[np.int64]


def rerun_of(situation: Situation, leaving: LeavingOut, filtered: Filtered, slate: Slate) -> Rerun:
    """What ranks a slate again: the same surface, pins and filters; what exploration drew stays drawn.

    Args:
        situation: of the slate.
        leaving: the ledger of all candidates.
        filtered: which candidates may appear.
        slate: as it was ranked.
    """
    drawn = next(((place, slot.column) for place, slot in enumerate(slate.slots) if slot.origin == "exploration"), None)
    reranker = Reranker(situation, leaving.ledger, filtered)

    def again(scores: _Scores, gone: Facts) -> Sequence[int]:
        # What an editor or a trend speaks for counts towards a floor: only without that the floors change.
        is_promoted = any(kind in PROMOTED for kind, _, _ in gone)
        columns = reranker.slate(scores, leaving.without(gone) if is_promoted else None)
        if drawn is not None and drawn[1] not in columns:
            columns[drawn[0] : drawn[0] + 1] = [drawn[1]]
        return columns

    return again


def unexplored(situation: Situation) -> Situation:
    """The same situation on a surface that draws nothing."""
    exploration = situation.surface.exploration.model_copy(update={"epsilon": 0})
    return replace(situation, surface=situation.surface.model_copy(update={"exploration": exploration}))


def trials_of(
    situation: Situation, ledger: Ledger, filtered: Filtered, slate: Slate, voted: Slate | None = None
) -> Trials:
    """What answers questions about the grounds of a slate, on the base order.

    Args:
        situation: of the slate.
        ledger: of all candidates.
        filtered: which of them may appear.
        slate: as it was ranked.
        voted: as a language model's vote left it; what only the vote brought in has contributing grounds at most.
    """
    leaving = LeavingOut(ledger)
    return Trials(
        leaving,
        rerun_of(situation, leaving, filtered, slate),
        [slot.column for slot in slate.slots],
        filtered.kept,
        frozenset(slot.column for slot in (voted or slate).slots if slot.origin in HELD),
    )


def trials_of_decision(decided: Decided) -> Trials:
    """What answers questions about the grounds of a decided slate."""
    base = decided.base_slate or decided.slate
    return trials_of(decided.situation, decided.found.ledger, decided.filtered, base, decided.slate)
