"""Every check by its name: what case files may ask for."""

from collections.abc import Mapping
from typing import Final

from frankly.evals.checks.asked import agreement, cost, judge, latency, preference, rules
from frankly.evals.checks.check import Check
from frankly.evals.checks.order import bounded, diversity, permutation, rank, stable
from frankly.evals.checks.safe import fairness, filters, injection, leaks, sensitivity
from frankly.evals.checks.shape import json_path, python, schema
from frankly.evals.checks.truth import complete, coverage, faithful, grounded, own, refused
from frankly.evals.checks.words import contains, equals, language, length, reading_level, regex, similarity, tone

_ALL: Final[tuple[Check, ...]] = (
    grounded.CHECK,
    faithful.CHECK,
    own.CHECK,
    refused.CHECK,
    coverage.CHECK,
    complete.CHECK,
    rank.CHECK,
    stable.CHECK,
    permutation.CHECK,
    bounded.CHECK,
    diversity.CHECK,
    fairness.CHECK,
    filters.CHECK,
    sensitivity.CHECK,
    leaks.CHECK,
    injection.CHECK,
    tone.CHECK,
    language.CHECK,
    reading_level.CHECK,
    length.CHECK,
    contains.CHECK,
    regex.CHECK,
    equals.CHECK,
    similarity.CHECK,
    json_path.CHECK,
    schema.CHECK,
    python.CHECK,
    rules.CHECK,
    agreement.CHECK,
    judge.CHECK,
    preference.CHECK,
    cost.CHECK,
    latency.CHECK,
)

CHECKS: Final[Mapping[str, Check]] = {check.name: check for check in _ALL}
"""Name → check, in the order in which the reference tells them."""
