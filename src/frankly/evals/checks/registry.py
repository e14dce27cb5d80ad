"""Every check by its name: what case files may ask for."""

from collections.abc import Mapping
from typing import Final

from frankly.evals.checks.asked import rules
from frankly.evals.checks.check import Check
from frankly.evals.checks.safe import leaks
from frankly.evals.checks.shape import json_path, schema
from frankly.evals.checks.truth import grounded, refused
from frankly.evals.checks.words import contains, equals, language, length

_ALL: Final[tuple[Check, ...]] = (
    grounded.CHECK,
    refused.CHECK,
    leaks.CHECK,
    language.CHECK,
    length.CHECK,
    contains.CHECK,
    equals.CHECK,
    schema.CHECK,
    json_path.CHECK,
    rules.CHECK,
)

CHECKS: Final[Mapping[str, Check]] = {check.name: check for check in _ALL}
"""Name → check, in the order in which the reference tells them."""
