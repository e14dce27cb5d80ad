"""What became of a call of a language model, as a degradation of the answer."""

from typing import Final

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.errors import BudgetSpent, FranklyError, ModelMisbehaved, ModelTimeout, ModelWarming

LATE_REPAIR: Final = Degradation(code=DegradationCode.MODEL_LATE, part="repair", detail="model_timeout")
"""Refused sentences were not mended in time."""


def failure(error: FranklyError, part: str) -> Degradation:
    """Why a part of the answer has nothing of the model.

    Args:
        error: what the model raised.
        part: of the answer: `order`, `texts`, `repair`.
    """
    code = DegradationCode.MODEL_FAILED
    if isinstance(error, ModelTimeout):
        code = DegradationCode.MODEL_LATE
    elif isinstance(error, BudgetSpent):
        code = DegradationCode.MODEL_OUT_OF_BUDGET
    elif isinstance(error, ModelWarming):
        code = DegradationCode.MODEL_WARMING
    elif isinstance(error, ModelMisbehaved):
        code = DegradationCode.REPLY_UNUSABLE
    return Degradation(code=code, part=part, detail=error.code)
