"""Every mutation set by the name of its check."""

from collections.abc import Mapping
from typing import Final

from frankly.evals.cards.damage import MutationSet
from frankly.evals.cards.sets.asked import cost, rules
from frankly.evals.cards.sets.order import bounded, diversity, permutation, rank, stable
from frankly.evals.cards.sets.safe import fairness, filters, injection, leaks, sensitivity
from frankly.evals.cards.sets.shape import json_path, python, schema
from frankly.evals.cards.sets.truth import complete, coverage, faithful, grounded, own, refused
from frankly.evals.cards.sets.words import contains, equals, language, length, reading, regex, tone

_ALL: Final[tuple[MutationSet, ...]] = (
    grounded.SET,
    faithful.SET,
    own.SET,
    complete.SET,
    coverage.SET,
    refused.SET,
    filters.SET,
    fairness.SET,
    sensitivity.SET,
    injection.SET,
    leaks.SET,
    rank.SET,
    permutation.SET,
    bounded.SET,
    stable.SET,
    diversity.SET,
    tone.SET,
    reading.SET,
    language.SET,
    length.SET,
    contains.SET,
    regex.SET,
    equals.SET,
    schema.SET,
    json_path.SET,
    python.SET,
    rules.SET,
    cost.SET,
)

SETS: Final[Mapping[str, MutationSet]] = {one.check: one for one in _ALL}
"""Check → how outputs are damaged for it."""
