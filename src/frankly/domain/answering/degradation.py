"""Degradations: why a fallback was used. Each one stands in the answer and in the decision."""

from enum import StrEnum

from frankly.domain.base import Frozen


class DegradationCode(StrEnum):
    """The closed list of fallbacks."""

    SOURCE_FAILED = "source_failed"
    INDEX_UNAVAILABLE = "index_unavailable"
    INDEX_NOT_FITTED = "index_not_fitted"
    INDEX_BEHIND = "index_behind"
    STORE_UNAVAILABLE = "store_unavailable"
    SEGMENT_FAILED = "segment_failed"
    SENTENCE_REPLACED = "sentence_replaced"
    SENTENCE_DROPPED = "sentence_dropped"
    LOCALE_FALLBACK = "locale_fallback"
    FLOOR_NOT_MET = "floor_not_met"
    TOO_FEW_ITEMS = "too_few_items"
    ITEM_UNKNOWN = "item_unknown"
    NOT_RECORDED = "not_recorded"
    MODEL_WARMING = "model_warming"
    MODEL_FAILED = "model_failed"
    MODEL_LATE = "model_late"
    MODEL_OUT_OF_BUDGET = "model_out_of_budget"
    REPLY_UNUSABLE = "reply_unusable"
    VOTE_SUSPENDED = "vote_suspended"


class Degradation(Frozen):
    """One fallback that was used."""

    code: DegradationCode
    """What kind."""

    part: str = ""
    """Which source, sentence or floor."""

    detail: str = ""
    """What happened, for an operator; holds no personal data."""
